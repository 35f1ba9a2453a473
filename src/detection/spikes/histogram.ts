import { DAY, HOUR, MINUTE, startOf } from './attempt.ts';

/** Counts by time at the finest width that keeps the whole below `MOST` bars. */
export type Histogram = { width: number; counts: Map<number, number> };

const MOST = 60;
/** Each divides the next, so that widening loses nothing but detail. */
const WIDTHS = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, DAY];

export const emptyHistogram = (): Histogram => ({ width: MINUTE, counts: new Map() });

export function addToHistogram(histogram: Histogram, at: number, count: number): void {
  const start = startOf(at, histogram.width);
  const known = histogram.counts.get(start);
  histogram.counts.set(start, (known ?? 0) + count);
  if (known === undefined) while (bars(histogram) > MOST) widen(histogram);
}

/** The counts from the first bar to the last, empty ones included. */
export function drawHistogram(histogram: Histogram): { from: number; width: number; counts: number[] } {
  const from = Math.min(...histogram.counts.keys());
  if (!Number.isFinite(from)) return { from: 0, width: histogram.width, counts: [] };
  const counts = Array.from({ length: bars(histogram) }, (_, at) => histogram.counts.get(from + at * histogram.width) ?? 0);
  return { from, width: histogram.width, counts };
}

function bars({ width, counts }: Histogram): number {
  if (counts.size === 0) return 0;
  let first = Infinity;
  let last = -Infinity;
  for (const start of counts.keys()) {
    if (start < first) first = start;
    if (start > last) last = start;
  }
  return (last - first) / width + 1;
}

function widen(histogram: Histogram): void {
  const { width, counts } = histogram;
  histogram.width = WIDTHS.find((wider) => wider > width) ?? width * 2;
  histogram.counts = new Map();
  for (const [start, count] of counts) {
    const wide = startOf(start, histogram.width);
    histogram.counts.set(wide, (histogram.counts.get(wide) ?? 0) + count);
  }
}
