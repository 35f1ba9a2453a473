/** One thing that the doctor looked at. */
export type Finding = {
  check: string;
  /** `unknown`: it could not be found out. */
  verdict: 'ok' | 'warning' | 'problem' | 'unknown';
  /** What was found, in one line. */
  found: string;
  /** What to do about it; on everything that is not ok. */
  remedy?: string;
};

export const ok = (check: string, found: string): Finding => ({ check, verdict: 'ok', found });
export const warning = (check: string, found: string, remedy: string): Finding => ({ check, verdict: 'warning', found, remedy });
export const problem = (check: string, found: string, remedy: string): Finding => ({ check, verdict: 'problem', found, remedy });

/** 12.3 GiB and the like. */
export function bytes(count: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, count)) / 10)));
  return `${(count / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

/** 3 s, 5 min, 2 h, 4 days: as exact as a person wants it. */
export function duration(ms: number): string {
  const units: [number, string][] = [[86_400_000, 'days'], [3_600_000, 'h'], [60_000, 'min'], [1_000, 's']];
  const [size, unit] = units.find(([one]) => ms >= one * 2) ?? [1_000, 's'];
  return `${Math.round(ms / size)} ${unit}`;
}
