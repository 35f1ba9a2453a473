import type { GateAnswer, MilestoneAnswer } from '../../../../src/program/contract.ts';
import { capital } from '../../ui/text/words.ts';

/** `images-scanned` → `Images scanned`: ids are words, and shorter than titles. */
export const nameOf = (id: string): string => capital(id.replaceAll('-', ' '));

/** The milestones of a goal in their order, parts right after what they are parts of. */
export function ordered(milestones: readonly MilestoneAnswer[], goal: string): MilestoneAnswer[] {
  const mine = milestones.filter((one) => one.goal === goal);
  const ids = new Set(mine.map(({ id }) => id));
  const isPart = ({ id, partOf }: MilestoneAnswer): boolean => partOf !== null && partOf !== id && ids.has(partOf);
  const placed = mine.filter((one) => !isPart(one)).flatMap((one) => [one, ...mine.filter((part) => isPart(part) && part.partOf === one.id)]);
  // Parts of parts are rare, and lose their place rather than be lost.
  return [...placed, ...mine.filter((one) => !placed.includes(one))];
}

export type Tally = { met: number; total: number };

/** How many milestones are met, parts as well. */
export const tallyOf = (milestones: readonly MilestoneAnswer[]): Tally => ({ met: milestones.filter(({ outcome }) => outcome === 'met').length, total: milestones.length });

/** What a gate's question is answered with now. */
export function answerOf({ state, overrides }: Pick<GateAnswer, 'state' | 'overrides'>): string {
  switch (state) {
    case 'open': return overrides.some((override) => override.state === 'active') ? 'Yes, by an override.' : 'Yes.';
    case 'closed': return 'Not yet.';
    case 'unknown': return 'Nobody can say yet.';
  }
}

/** Why a milestone is what it is, in one sentence: the first of its conditions that is not met. */
export function whyOf({ outcome, conditions, waitsFor }: MilestoneAnswer): string {
  if (outcome === 'met') return '';
  const holding = conditions.find((one) => one.outcome === outcome);
  if (holding !== undefined) return holding.sentence;
  return conditions.length === 0 ? 'It has no condition: nothing can show that it is met' : waitsFor.length > 0 ? `It waits for ${waitsFor.map(({ milestone }) => nameOf(milestone)).join(', ')}` : '';
}

/** `1,204 issues`, `95.2 %`, `yes`: a value of a fact as people write it; instants stay as they are. */
export function valueOf(value: boolean | number | string | null, unit: string | null): string {
  if (value === null) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  if (unit === 'share') return `${shown(value < 1 ? Math.min(99.9, value * 100) : value * 100)} %`;
  return unit === null ? shown(value) : `${shown(value)} ${value === 1 ? singular(unit) : unit}`;
}

const shown = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 1 });
const singular = (unit: string): string => (unit === 'batches' ? 'batch' : unit.replace(/s$/, ''));

/** `14 d`, `24 h`: for how long something must hold. */
export function lengthOf(ms: number): string {
  const hours = ms / 3_600_000;
  return hours >= 48 && hours % 24 === 0 ? `${hours / 24} days` : hours >= 1 ? `${Math.round(hours * 10) / 10} ${hours === 1 ? 'hour' : 'hours'}` : `${Math.round(ms / 60_000)} min`;
}
