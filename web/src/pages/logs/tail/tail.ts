import { z } from 'zod';
import { OcsfEvent } from '../../../../../src/logs/contract.ts';
import { openStream } from '../../../api/client.ts';
import { asProblem } from '../../../api/problem.ts';
import { frameReader } from './frames.ts';

/** Rows held, newest first; older ones are found by a search. */
const KEPT = 2_000;
const RETRY_MS = 2_000;

export type TailState = {
  rows: readonly OcsfEvent[];
  /** Arrived since the reader paused, not shown yet. */
  held: number;
  /** Came too fast to be shown; a search finds them. */
  skipped: number;
  connection: 'opening' | 'open' | 'lost';
  error: unknown;
};

export type Tail = {
  subscribe(changed: () => void): () => void;
  state(): TailState;
  pause(paused: boolean): void;
  open(): void;
  close(): void;
};

/** Follows the events of a query as they are stored. Rows arrive once a frame, however many come. */
export function tailOf(query: string): Tail {
  let gone = new AbortController();
  const listeners = new Set<() => void>();
  let paused = false;
  let waiting: OcsfEvent[] = [];
  let missed = 0;
  let drawing = false;
  let state: TailState = { rows: [], held: 0, skipped: 0, connection: 'opening', error: undefined };

  function change(part: Partial<TailState>): void {
    state = { ...state, ...part };
    for (const listener of listeners) listener();
  }

  function arrive(event: OcsfEvent): void {
    waiting.unshift(event);
    if (waiting.length > KEPT) {
      missed += waiting.length - KEPT;
      waiting.length = KEPT;
    }
    if (drawing) return;
    drawing = true;
    requestAnimationFrame(() => {
      drawing = false;
      show();
    });
  }

  function show(): void {
    if (paused) {
      change({ held: waiting.length + missed });
      return;
    }
    const rows = [...waiting, ...state.rows].slice(0, KEPT);
    waiting = [];
    missed = 0;
    change({ rows, held: 0 });
  }

  async function follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        change({ connection: state.connection === 'lost' ? 'lost' : 'opening' });
        const stream = await openStream('/events/tail', { query: { query }, signal });
        change({ connection: 'open', error: undefined });
        await readAll(stream, { event: arrive, skipped: (count) => change({ skipped: state.skipped + count }) });
      } catch (error) {
        if (signal.aborted) return;
        change({ error });
        // A query that is wrong, or one that is not allowed, will not get better by itself.
        if (asProblem(error).status >= 400 && asProblem(error).status < 500) return;
      }
      if (signal.aborted) return;
      change({ connection: 'lost' });
      await new Promise((resolve) => { setTimeout(resolve, RETRY_MS); });
    }
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    state: () => state,
    pause(next) {
      if (paused === next) return;
      paused = next;
      if (!paused) show();
    },
    open() {
      gone = new AbortController();
      void follow(gone.signal);
    },
    close: () => gone.abort(),
  };
}

type Heard = { event: (event: OcsfEvent) => void; skipped: (count: number) => void };

const Skipped = z.object({ count: z.number() });

async function readAll(stream: ReadableStream<Uint8Array>, heard: Heard): Promise<void> {
  const read = frameReader();
  const text = new TextDecoder();
  const reader = stream.getReader();
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    for (const { event, data } of read(text.decode(chunk.value, { stream: true }))) {
      if (event === 'event') heard.event(OcsfEvent.parse(JSON.parse(data)));
      else if (event === 'skipped') heard.skipped(Skipped.parse(JSON.parse(data)).count);
    }
  }
}
