import type { OcsfEvent } from '../../../../../src/logs/contract.ts';

export type EventPage = { items: OcsfEvent[]; next: string | null };

/** What is known of a list at one moment; a new object whenever anything changed. */
export type Snapshot = {
  /** Rows known to exist. */
  known: number;
  /** Whether more may follow. */
  more: boolean;
  loading: boolean;
  error: unknown;
  rowAt(index: number): OcsfEvent | undefined;
};

type Slot = { start: number; cursor: string | undefined; count: number; rows: OcsfEvent[] | undefined; /** Of the request under way; one that was aborted counts no more. */ loading: AbortSignal | undefined };

/** Pages held in memory; rows further from sight are let go and asked for again. */
const KEPT = 10;
/** Rows beyond those in sight that are asked for beforehand. */
const AHEAD = 400;

export type EventPages = {
  subscribe(changed: () => void): () => void;
  snapshot(): Snapshot;
  /** Tells which rows are in sight; loads what is missing there and shortly after. */
  need(first: number, last: number): void;
  retry(): void;
  /** Begins, or goes on after `close`. */
  open(): void;
  /** Stops what is being asked for. */
  close(): void;
};

/**
 * A list of any length, page after page by keyset, in bounded memory: cursors of all pages stay known, rows only of those
 * around what is in sight.
 */
export function eventPages(load: (cursor: string | undefined, signal: AbortSignal) => Promise<EventPage>): EventPages {
  let gone = new AbortController();
  const listeners = new Set<() => void>();
  const slots: Slot[] = [{ start: 0, cursor: undefined, count: 0, rows: undefined, loading: undefined }];
  const isLoading = ({ loading }: Slot): boolean => loading === gone.signal;
  let ended = false;
  let error: unknown;
  let sight = { first: 0, last: 0 };
  let current = draw();

  const slotOf = (index: number): Slot | undefined => slots.findLast((slot) => slot.start <= index);

  function draw(): Snapshot {
    const last = slots.at(-1);
    return {
      known: (last?.start ?? 0) + (last?.count ?? 0),
      more: !ended,
      loading: slots.some(isLoading),
      error,
      rowAt: (index) => {
        const slot = slotOf(index);
        return slot?.rows?.[index - slot.start];
      },
    };
  }

  function changed(): void {
    current = draw();
    for (const listener of listeners) listener();
  }

  async function fetch(slot: Slot): Promise<void> {
    const { signal } = gone;
    slot.loading = signal;
    try {
      const page = await load(slot.cursor, signal);
      if (signal.aborted) return;
      slot.rows = page.items;
      error = undefined;
      if (slot === slots.at(-1)) append(slot, page);
    } catch (failure) {
      if (!signal.aborted) error = failure;
    } finally {
      if (!signal.aborted) {
        slot.loading = undefined;
        if (error === undefined) settle();
        changed();
      }
    }
  }

  function append(slot: Slot, page: EventPage): void {
    slot.count = page.items.length;
    if (page.next === null) ended = true;
    else slots.push({ start: slot.start + slot.count, cursor: page.next, count: 0, rows: undefined, loading: undefined });
  }

  /** Loads what is missing around the rows in sight and lets go of what is far from them; says whether it began to load. */
  function settle(): boolean {
    const middle = (sight.first + sight.last) / 2;
    const wanted = slots.filter((slot) => slot.start <= sight.last + AHEAD && slot.start + Math.max(slot.count, 1) > sight.first - AHEAD / 2);
    const held = slots.filter((slot) => slot.rows !== undefined && !wanted.includes(slot));
    held.sort((a, b) => Math.abs(b.start - middle) - Math.abs(a.start - middle));
    for (const slot of held.slice(0, Math.max(0, held.length + wanted.length - KEPT))) slot.rows = undefined;
    const missing = wanted.filter((slot) => slot.rows === undefined && !isLoading(slot));
    for (const slot of missing) void fetch(slot);
    return missing.length > 0;
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: () => current,
    need(first, last) {
      sight = { first, last };
      if (error === undefined && settle()) changed();
    },
    retry() {
      error = undefined;
      settle();
      changed();
    },
    open() {
      if (gone.signal.aborted) gone = new AbortController();
      if (settle()) changed();
    },
    close: () => gone.abort(),
  };
}
