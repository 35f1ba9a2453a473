/** A value at a time, in days. */
export type Point = { at: number; value: number };

/** How much a value changes a day: the middle, and a band that holds it four times in five. */
export type Slope = { likely: number; least: number; most: number };

const FEWEST_POINTS = 5;
const FEWEST_DAYS = 4;
/** Of the normal distribution: four times in five. */
const Z = 1.2816;

/**
 * The Theil–Sen slope: the median of the slopes between all pairs of points, which a few days that were unlike the others do
 * not move; with the band of Sen (1968), from the distribution of Kendall's statistic. Undefined where there is too little.
 */
export function slopeOf(points: readonly Point[]): Slope | undefined {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length < FEWEST_POINTS || last.at - first.at < FEWEST_DAYS) return undefined;
  const slopes = points.flatMap((a, index) => points.slice(index + 1).flatMap((b) => (b.at > a.at ? [(b.value - a.value) / (b.at - a.at)] : []))).toSorted((a, b) => a - b);
  const n = points.length;
  const spread = Z * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  const at = (rank: number): number => slopes[Math.min(Math.max(rank, 0), slopes.length - 1)] ?? 0;
  const middle = slopes.length % 2 === 1 ? at((slopes.length - 1) / 2) : (at(slopes.length / 2 - 1) + at(slopes.length / 2)) / 2;
  return { likely: middle, least: at(Math.floor((slopes.length - spread) / 2)), most: at(Math.ceil((slopes.length + spread) / 2) - 1) };
}

/** In how many days something is reached; whole days from now, never below 0. */
export type Reach = { likely: number; earliest: number; latest: number };

/** Nobody knows what is in two years. */
export const HORIZON_DAYS = 730;
/** No trend is surer than this share of its distance. */
const LEAST_BAND = 0.2;
/** Where the band holds a trend that never gets there, it may take so many times as long. */
const UNBOUNDED = 3;

/**
 * When a value that is at `now` gets to `goal` if it goes on as it did, by the slopes of a longer and a shorter time: the
 * likely day is the longer one's, the band holds both. Undefined where it does not move there, or not within two years.
 */
export function reach(now: number, goal: number, slopes: readonly Slope[]): Reach | undefined {
  const gap = goal - now;
  const sign = Math.sign(gap);
  const towards = slopes.map(({ likely, least, most }) => (sign > 0 ? { likely, fast: most, slow: least } : { likely: -likely, fast: -least, slow: -most }));
  const main = towards[0];
  if (main === undefined || sign === 0 || main.likely <= 0) return undefined;
  const days = Math.abs(gap) / main.likely;
  if (days > HORIZON_DAYS) return undefined;
  const fast = Math.max(...towards.map((one) => one.fast), main.likely);
  const slow = Math.min(...towards.map((one) => one.slow));
  const latest = Math.min(slow <= 0 ? days * UNBOUNDED : Math.min(Math.abs(gap) / slow, days * UNBOUNDED), HORIZON_DAYS * UNBOUNDED);
  const likely = Math.max(Math.ceil(days), 1);
  return {
    likely,
    earliest: Math.max(Math.min(Math.floor(Math.abs(gap) / fast), Math.floor(days * (1 - LEAST_BAND))), 0),
    latest: Math.max(Math.ceil(latest), Math.ceil(days * (1 + LEAST_BAND)), likely + 1),
  };
}
