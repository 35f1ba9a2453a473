import { signInRows, type SignInColumns, type SignInRow } from '../store/sign-ins.ts';

/** Rows remembered: those of the last few batches, however many sign-ins are in them. */
const MOST_ROWS = 640_000;
/** Batches remembered, of which each may hold as many texts as the collector takes. */
const MOST_BATCHES = 8;

/** What this server still knows of the batches that it stored last. */
export type RecentSignIns = {
  /**
   * The sign-ins of a committed batch, in order of position, once, as one object that moves from row to row; undefined where they have to
   * be read from the event store.
   */
  take(batch: number): Iterable<Readonly<SignInRow>> | undefined;
};

/** Keeps the sign-ins of batches that were just stored here for the one that follows the journal: it need not read them back. */
export function recentSignIns({ mostRows = MOST_ROWS } = {}): RecentSignIns & { keep(batch: number, signIns: SignInColumns): void } {
  const kept = new Map<number, SignInColumns>();
  let rows = 0;

  const remove = (batch: number): SignInColumns | undefined => {
    const columns = kept.get(batch);
    rows -= columns?.rows ?? 0;
    kept.delete(batch);
    return columns;
  };

  return {
    keep(batch, signIns) {
      remove(batch);
      kept.set(batch, signIns);
      rows += signIns.rows;
      for (const oldest of kept.keys()) {
        if (rows <= mostRows && kept.size <= MOST_BATCHES) return;
        remove(oldest);
      }
    },
    take(batch) {
      const columns = remove(batch);
      return columns && signInRows(columns);
    },
  };
}
