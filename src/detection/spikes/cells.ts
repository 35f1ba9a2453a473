import { HOUR, SECOND, startOf, type Attempt } from './attempt.ts';

/** The attempts on one account within one second from one address. */
export type Cell = { at: number; address: string; count: number; received: number; /** The lowest id of their events. */ id: string };

/** Attempts of one spike lie within less than this: the window ending at `t` is (t − 15 min, t], at whole seconds. */
export const WINDOW = 15 * 60_000;

/** Cells with the attempts added, in order of time and address. Adding is the same in any order. */
export function addAttempts(cells: readonly Cell[], attempts: readonly Attempt[]): Cell[] {
  const added = attempts.map(({ at, address, count, received, id }) => ({ at: startOf(at, SECOND), address, count, received, id })).sort(inOrder);
  const merged: Cell[] = [];
  let next = 0;
  const take = (cell: Cell) => {
    const last = merged.at(-1);
    if (last && inOrder(last, cell) === 0) merged[merged.length - 1] = joined(last, cell);
    else merged.push(cell);
  };
  for (const cell of cells) {
    for (let attempt = added[next]; attempt && inOrder(attempt, cell) < 0; attempt = added[(next += 1)]) take(attempt);
    take(cell);
  }
  for (const attempt of added.slice(next)) take(attempt);
  return merged;
}

const inOrder = (a: Cell, b: Cell): number => a.at - b.at || (a.address < b.address ? -1 : a.address > b.address ? 1 : 0);

const joined = (a: Cell, b: Cell): Cell => ({
  at: a.at, address: a.address, count: a.count + b.count, received: Math.max(a.received, b.received), id: a.id < b.id ? a.id : b.id,
});

/** How many attempts lie in the window that ends at each second with an attempt, in order of time. */
export function windowCounts(cells: readonly Cell[]): { at: number; count: number }[] {
  const counts: { at: number; count: number }[] = [];
  let oldest = 0;
  let count = 0;
  for (const [index, cell] of cells.entries()) {
    count += cell.count;
    for (let left = cells[oldest]; left !== undefined && left.at <= cell.at - WINDOW; left = cells[oldest]) {
      count -= left.count;
      oldest += 1;
    }
    if (cells[index + 1]?.at !== cell.at) counts.push({ at: cell.at, count });
  }
  return counts;
}

/** The highest of those counts in each hour, by the start of the hour: what the account's baseline remembers. */
export function hourlyPeaks(counts: readonly { at: number; count: number }[]): Map<number, number> {
  const peaks = new Map<number, number>();
  for (const { at, count } of counts) {
    const hour = startOf(at, HOUR);
    peaks.set(hour, Math.max(peaks.get(hour) ?? 0, count));
  }
  return peaks;
}
