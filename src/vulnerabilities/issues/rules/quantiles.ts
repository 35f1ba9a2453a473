/** A value, and how many have it. */
export type Counted = { value: number; n: number };

/** The median, the 90th percentile (nearest rank) and the most of values; null where there are none. */
export function middle(counted: readonly Counted[]): { median: number | null; p90: number | null; most: number | null; count: number } {
  const sorted = counted.toSorted((a, b) => a.value - b.value);
  const count = sorted.reduce((sum, { n }) => sum + n, 0);
  const at = (share: number): number | null => {
    let left = Math.ceil(share * count);
    for (const { value, n } of sorted) if ((left -= n) <= 0) return value;
    return null;
  };
  return { median: at(0.5), p90: at(0.9), most: sorted.at(-1)?.value ?? null, count };
}
