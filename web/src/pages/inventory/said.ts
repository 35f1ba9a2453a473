import type { IssueCounts } from '../../../../src/inventory/contract.ts';
import { count, countOf } from '../../ui/text/numbers.ts';

/** Counts are exact up to here. */
const EXACT = 10_000;

const exactly = (value: number): string => (value > EXACT ? `more than ${count(EXACT)}` : count(value));

/** `7 assets`, `3 of 7 assets, 4 hidden by the filter`. */
export function foundSaid(total: number, all: number | undefined): string {
  if (all === undefined || all <= total) return total > EXACT ? `${exactly(total)} assets` : countOf(total, 'asset');
  const hidden = all > EXACT ? 'the others' : count(all - total);
  return `${exactly(total)} of ${exactly(all)} assets, ${hidden} hidden by the filter`;
}

const severities = ['critical', 'high', 'medium', 'low'] as const;

/** Counts in words: `2 critical, 14 high`; `none` where there is nothing. */
export function countsSaid(counts: IssueCounts): string {
  const said = [...severities.map((severity) => [severity, counts[severity]] as const), ['of other severities', counts.other] as const].filter(([, number]) => number > 0);
  return said.length === 0 ? 'none' : said.map(([severity, number]) => `${count(number)} ${severity}`).join(', ');
}
