import type { Kernel } from '../../../kernel/kernel.ts';
import { GlacisError, reasonOf } from '../../../kernel/errors.ts';
import { lineCount, type LineBlock, type SourceRef } from '../../ingest/delivery.ts';
import { QUARANTINE } from '../../contract.ts';
import type { Arrival } from '../../sources/senders.ts';
import type { Reception } from '../reception.ts';

/** Hands lines of a stream to the intake, and again until it takes them: a stream is held up, never dropped. Never throws. */
export type Deliver = (arrival: Arrival, lines: LineBlock, receivedAt: number) => Promise<void>;

/** How long to wait where the refusal does not say. */
const USUAL_WAIT_MS = 1_000;

export function streamDelivery({ clock, log, reception, sourceOf, mayQuarantine, signal }: Pick<Kernel, 'clock' | 'log'> & {
  reception: Reception;
  sourceOf: (arrival: Arrival) => SourceRef;
  /** Whether the quarantine takes so many more lines now. */
  mayQuarantine: (lines: number) => boolean;
  /** The server stops: what is not yet taken is counted and given up. */
  signal: AbortSignal;
}): Deliver {
  return async (arrival, lines, receivedAt) => {
    const source = sourceOf(arrival);
    const count = lineCount(lines);
    if (source.name === QUARANTINE && !mayQuarantine(count)) return reception.reject(source.name, 'quarantine_full', count);
    const delivery = { source, receivedAt, place: { kind: 'stream' }, lines, peer: `${arrival.address} (${arrival.transport})` } as const;
    for (;;) {
      try {
        await reception.accept(delivery);
        return;
      } catch (error) {
        if (signal.aborted) {
          log.warn({ source: source.name, lines: count, reason: reasonOf(error) }, 'lines of a stream were given up at the stop');
          return reception.reject(source.name, 'stopped', count);
        }
        await clock.sleep(waitOf(error), signal);
      }
    }
  };
}

function waitOf(error: unknown): number {
  const seconds = error instanceof GlacisError ? error.details?.['retryAfter'] : undefined;
  return typeof seconds === 'number' ? seconds * 1_000 : USUAL_WAIT_MS;
}
