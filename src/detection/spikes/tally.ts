/** Counts by name for a bounded number of names; what comes after those is counted together in `rest`. */
export type Tally = { counts: Map<string, number>; rest: number };

export const emptyTally = (): Tally => ({ counts: new Map(), rest: 0 });

export function addToTally(tally: Tally, name: string, count: number, most: number): void {
  const known = tally.counts.get(name);
  if (known === undefined && tally.counts.size >= most) tally.rest += count;
  else tally.counts.set(name, (known ?? 0) + count);
}

/** The `most` names with the highest counts, highest first, equal ones in order of name. The empty name is left out. */
export function topOf(tally: Tally, most: number): { value: string; count: number }[] {
  return [...tally.counts]
    .flatMap(([value, count]) => (value === '' ? [] : [{ value, count }]))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, most);
}
