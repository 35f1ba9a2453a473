import { errors } from '../kernel/errors.ts';

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

/**
 * A time as people type it: so long ago (`90s`, `15m`, `24h`, `7d`, `2w`), `now`, or RFC 3339, where date and zone may stand
 * alone or be missing (UTC). The answer is RFC 3339.
 * @throws {GlacisError} `invalid`, naming the option.
 */
export function instantOf(option: string, text: string, now: number): string {
  const ago = /^(\d{1,6})([smhdw])$/.exec(text);
  if (ago) return new Date(now - Number(ago[1]) * (UNITS[ago[2] ?? ''] ?? 0)).toISOString();
  if (text === 'now') return new Date(now).toISOString();
  const shape = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$/.exec(text);
  const time = shape ? Date.parse(text.replace(' ', 'T') + (text.length > 10 && shape[1] === undefined ? 'Z' : '')) : Number.NaN;
  if (Number.isNaN(time)) throw errors.invalid({ what: `${option} is not a time: 24h, 7d, 2026-11-23 or 2026-11-23T07:30Z.` });
  return new Date(time).toISOString();
}
