import { setTimeout as sleep } from 'node:timers/promises';

/** A delivery that was acknowledged, perhaps after several attempts. */
export type Sent = { key: string; lines: string[] };

export type KeyedSenders = {
  sent: readonly Sent[];
  /** Attempts that ended without an answer, or with a refusal. */
  failures(): number;
  /** Ends after each sender has its last delivery acknowledged. */
  stop(): Promise<void>;
};

const AGAIN_MS = 50;

/**
 * Sends deliveries under load as a good shipper does: each until it is acknowledged, under one key. Lines are unlike any
 * other, so that each can be found again.
 */
export function keyedSenders(
  /** One attempt; true when it was acknowledged. Whatever it throws is an attempt that failed. */
  attempt: (delivery: Sent) => Promise<boolean>,
  { senders = 6, linesEach = 50, pauseMs = 5, prefix = 'chaos' }: { senders?: number; linesEach?: number; pauseMs?: number; prefix?: string } = {},
): KeyedSenders {
  const sent: Sent[] = [];
  let failures = 0;
  const stop = new AbortController();

  const deliver = async (delivery: Sent): Promise<void> => {
    while (!(await attempt(delivery).catch(() => false))) {
      failures += 1;
      await sleep(AGAIN_MS);
    }
    sent.push(delivery);
  };
  const sender = async (name: number): Promise<void> => {
    for (let n = 0; !stop.signal.aborted; n += 1) {
      const key = `${prefix}-${name}-${n}`;
      await deliver({ key, lines: Array.from({ length: linesEach }, (_, line) => `${key} line ${line} of ${linesEach}`) });
      await sleep(pauseMs);
    }
  };
  const running = Promise.all(Array.from({ length: senders }, (_, name) => sender(name)));

  return {
    sent,
    failures: () => failures,
    async stop() {
      stop.abort();
      await running;
    },
  };
}

/** How what is stored differs from what was acknowledged. */
export function compare(sent: readonly Sent[], stored: readonly string[]): { lost: string[]; twice: string[]; unknown: string[] } {
  const counts = new Map<string, number>();
  for (const line of stored) counts.set(line, (counts.get(line) ?? 0) + 1);
  const expected = new Set(sent.flatMap((delivery) => delivery.lines));
  return {
    lost: [...expected].filter((line) => !counts.has(line)),
    twice: [...counts].filter(([, count]) => count > 1).map(([line]) => line),
    unknown: [...counts.keys()].filter((line) => !expected.has(line)),
  };
}
