/** `3 issues`, `1 issue`. */
export const counted = (count: number, what: string): string => `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;

/** The first of some, and how many more there are. */
export const firstOf = (names: readonly string[], total: number): string => `${names.join(', ')}${total > names.length ? `, and ${(total - names.length).toLocaleString('en-US')} more` : ''}`;

/** A number of each, the commonest first. */
export function tally(values: readonly string[], most: number): string {
  const groups = [...Map.groupBy(values, (value) => value)].map(([value, same]) => ({ value, count: same.length })).toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  return firstOf(groups.slice(0, most).map(({ value, count }) => `${value} (${count})`), groups.length);
}
