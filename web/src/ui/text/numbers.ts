const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** 1204331 → `1,204,331`. */
export const count = (value: number): string => whole.format(value);

/** At most four characters, for narrow places: 950, 1.2k, 34k, 5.1M. */
export function brief(value: number): string {
  if (value < 1_000) return String(value);
  for (const [unit, size] of [['G', 1e9], ['M', 1e6], ['k', 1e3]] as const) {
    // From 99.95 of a unit on, one decimal would round to four figures.
    if (value >= size * 0.9995) return `${value / size >= 9.95 ? whole.format(value / size) : (value / size).toFixed(1).replace('.0', '')}${unit}`;
  }
  return whole.format(value);
}

/** `1 alert`, `3 alerts`. */
export const countOf = (value: number, one: string, many = `${one}s`): string => `${count(value)} ${value === 1 ? one : many}`;

/** Share as a percentage that never says 0 % or 100 % when it is not. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '–';
  const share = (part / whole) * 100;
  if (part === 0) return '0 %';
  if (part === whole) return '100 %';
  if (share < 0.1) return '< 0.1 %';
  if (share > 99.9) return '> 99.9 %';
  return `${share < 10 ? share.toFixed(1) : String(Math.min(99, Math.round(share)))} %`;
}
