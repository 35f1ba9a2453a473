const MOST_HOURS = 10_000;

/** Hours as people write them: `12`, `12.5`, `12,5 h`; undefined for what are none. */
export function hoursIn(typed: string): number | undefined {
  const [, number] = /^\s*(\d{1,5}(?:[.,]\d{1,2})?)\s*h?\s*$/iu.exec(typed) ?? [];
  const hours = number === undefined ? Number.NaN : Number(number.replace(',', '.'));
  return hours >= 0 && hours <= MOST_HOURS ? hours : undefined;
}
