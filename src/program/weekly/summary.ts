import { dayOf, dayWords, DAY_MS, type Day } from '../capacity/days.ts';
import type { CapacityAnswer } from '../capacity/contract.ts';
import type { RoadmapAnswer } from '../roadmap/contract.ts';
import type { HistoryRow } from '../roadmap/history.ts';
import { weekDays, type Week } from './when.ts';

export type GateTurn = { gate: string; title: string; from: string; to: string; at: Date };
export type SummaryInput = {
  program: string;
  week: Week;
  now: number;
  /** What happened to milestones and releases, and to gates. */
  history: readonly HistoryRow[];
  turns: readonly GateTurn[];
  roadmap: RoadmapAnswer;
  capacity: CapacityAnswer;
  gates: readonly { id: string; title: string; state: string; sentence: string; forecast: { words: string } | null; noForecast: string | null }[];
  /** Exceptions: made in the week, and in force. */
  overrides: { made: readonly OverrideTold[]; inForce: readonly OverrideTold[] };
  /** Decisions about issues that came into force in the week, by kind; plans that are late; acceptances that end soon. */
  issues: { planned: number; accepted: number; notAffected: number; putOff: number; late: number; endingSoon: number };
  arrivals: { came: readonly ArrivalTold[]; ended: readonly ArrivalTold[] };
};
type OverrideTold = { gate: string; requirements: readonly string[]; by: string; approvedBy: string | null; reason: string; until: Date };
type ArrivalTold = { kind: string; title: string; hours: number | null; spent: number };

export type Summary = { title: string; sections: { title: string; lines: string[] }[] };

/** Exceptions and acceptances are told of so long before they end. */
export const SOON_DAYS = 14;
/** A list that is longer is not read. */
const MOST = 12;

/** The week for somebody who reads one page of it: what changed, what is at risk, what was decided, where the gates stand. Pure. */
export function weeklySummary(input: SummaryInput): Summary {
  const { week, program } = input;
  const { first, last } = weekDays(week);
  const changed = changedLines(input);
  const risks = riskLines(input);
  const decided = decidedLines(input);
  const met = input.roadmap.milestones.filter(({ outcome }) => outcome === 'met').length;
  return {
    title: `${program}: ${met} of ${input.roadmap.milestones.length} milestones met, week ${week.week.slice(6)} (${dayWords(first, last)} to ${dayWords(last, first)})`,
    sections: [
      { title: 'Gates', lines: input.gates.slice(0, MOST).map(({ title, state, sentence, forecast, noForecast }) => `${title} is ${STATE[state] ?? state}. ${state === 'open' ? '' : [sentence, forecast?.words ?? noForecast ?? ''].filter(Boolean).join(' ')}`.trim()) },
      { title: 'What changed', lines: changed.length > 0 ? changed : ['Nothing: no gate, milestone or target became another.'] },
      { title: 'What is at risk', lines: risks.length > 0 ? risks : ['Nothing that is known: no forecast is later than its target, nothing overflows.'] },
      { title: 'What we decided', lines: decided.length > 0 ? decided : ['Nothing.'] },
      ...arrivalSection(input),
    ].filter(({ lines }) => lines.length > 0),
  };
}

const STATE: Readonly<Record<string, string>> = { open: 'open', closed: 'closed', unknown: 'not known to be open' };

function changedLines({ history, turns, week }: SummaryInput): string[] {
  const near = dayOf(week.from);
  const of = (what: HistoryRow['what']) => history.filter((row) => row.what === what);
  const gates = turns.map(({ title, from, to, at }) => `${title} went from ${STATE[from] ?? from} to ${STATE[to] ?? to} on ${dayWords(dayOf(at), near)}.`);
  const met = of('met').map(({ title }) => `Met: ${title}.`);
  const reopened = of('reopened').map(({ title, because }) => `Re-opened: ${title}${because === null || because === '' ? '' : ` (${because})`}.`);
  const targets = history.filter((row) => row.fromWords !== null);
  const moved = targets.filter(({ milestone }) => milestone === null).map((row) => `Release ${row.title} ${turnWords(row, near)}; ${counted(targets.filter((one) => one.milestone !== null && one.release === row.release && one.version === row.version).length, 'milestone')} with it.`);
  const own = targets.filter(({ milestone, release }) => milestone !== null && release === null).map((row) => `“${row.title}” ${turnWords(row, near)}.`);
  const [added, removed] = [of('added').length, of('removed').length];
  const amounts = [...(added > 0 ? [`${counted(added, 'milestone')} new`] : []), ...(removed > 0 ? [`${counted(removed, 'milestone')} gone`] : [])];
  return [...gates, ...moved, ...few([...own]), ...few(met), ...few(reopened), ...(amounts.length > 0 ? [`${amounts.join(', ')}.`] : [])];
}

/** `slips from 20 December to 10 January, by ann`. */
function turnWords({ what, fromWords, fromDay, toWords, toDay, by, release }: HistoryRow, near: Day): string {
  const verb = { slipped: 'slips', advanced: 'comes earlier,', set: 'has a day,', changed: 'is aimed at something else,' }[what === 'slipped' || what === 'advanced' || what === 'set' ? what : 'changed'];
  const said = (words: string | null, day: Day | null): string => (day === null ? (release !== null && words === release ? 'no day' : (words ?? 'no day')) : words === null || words === day || words === release ? dayWords(day, near) : `${words} (${dayWords(day, near)})`);
  return `${verb} from ${said(fromWords, fromDay)} to ${said(toWords, toDay)}${by === null ? '' : `, by ${by}`}`;
}

function riskLines({ roadmap, capacity, overrides, issues, now }: SummaryInput): string[] {
  const today = dayOf(now);
  const late = roadmap.milestones.filter((one) => one.late).map(({ title, target, day, forecast }) => {
    const aim = day === null || target === day ? dayWords(day ?? today, today) : `${target} (${dayWords(day, today)})`;
    return day !== null && day < today ? `“${title}”: its target, ${aim}, has passed. ${forecast?.words ?? ''}`.trim() : `“${title}” is aimed at ${aim}. ${forecast?.words ?? ''}`.trim();
  });
  const over = capacity.weeks.filter(({ overflow }) => overflow > 0);
  const overflow = over.length === 0 ? [] : [`${hours(sum(over.map((one) => one.overflow)))} of unplanned work over its share in ${over.map(({ week }) => week).slice(0, 4).join(', ')}: ${names(over.flatMap(({ of }) => of.map((one) => one.title)))}.`];
  const moved = capacity.moved.map(({ title, days, from, to, because }) => `“${title}” moves by ${counted(days, 'day')}, from ${dayWords(from, today)} to ${dayWords(to, today)}, because of ${names(because)}.`);
  const ending = overrides.inForce.filter(({ until }) => until.getTime() - now <= SOON_DAYS * DAY_MS).map(({ gate, requirements, until }) => `The exception of ${requirements.join(', ')} for ${gate} ends on ${dayWords(dayOf(until), today)}.`);
  const plans = issues.late > 0 ? [`${counted(issues.late, 'promised fix', 'promised fixes')} late.`] : [];
  const acceptances = issues.endingSoon > 0 ? [`${counted(issues.endingSoon, 'acceptance')} of issues ${issues.endingSoon === 1 ? 'ends' : 'end'} within ${SOON_DAYS} days.`] : [];
  return [...few(late), ...overflow, ...few(moved), ...few(ending), ...plans, ...acceptances];
}

function decidedLines({ overrides, issues, now }: SummaryInput): string[] {
  const { planned, accepted, notAffected, putOff } = issues;
  return [
    ...(planned > 0 ? [`A fix was promised of ${counted(planned, 'issue')}.`] : []),
    ...(putOff > 0 ? [`${counted(putOff, 'promised fix', 'promised fixes')} put off.`] : []),
    ...(accepted > 0 ? [`The risk of ${counted(accepted, 'issue')} was accepted for a time.`] : []),
    ...(notAffected > 0 ? [`${counted(notAffected, 'issue')} found not to affect us.`] : []),
    ...few(overrides.made.map(({ gate, requirements, by, approvedBy, reason, until }) => `${gate}: an exception of ${requirements.join(', ')} until ${dayWords(dayOf(until), dayOf(now))}, by ${by} and ${approvedBy ?? 'nobody'}: ${reason}`)),
  ];
}

function arrivalSection({ arrivals: { came, ended } }: SummaryInput): Summary['sections'] {
  const told = ({ kind, title, hours: estimate, spent }: ArrivalTold, is: string): string =>
    `${kind === 'incident' ? 'Incident' : 'Security report'} ${is}: ${title}${estimate === null ? '' : `, estimated at ${hours(estimate)}`}${spent > 0 ? `, ${hours(spent)} spent` : ''}.`;
  return [{ title: 'What arrived', lines: few([...came.map((one) => told(one, 'came')), ...ended.map((one) => told(one, 'done'))]) }];
}

const few = (lines: readonly string[]): string[] => (lines.length > MOST ? [...lines.slice(0, MOST), `And ${lines.length - MOST} more.`] : [...lines]);
const counted = (count: number, one: string, many = `${one}s`): string => `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
const hours = (value: number): string => `${Math.round(value * 10) / 10} h`;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
function names(all: readonly string[]): string {
  const some = [...new Set(all)];
  return `${some.slice(0, 3).map((one) => `“${one}”`).join(', ')}${some.length > 3 ? `, and ${some.length - 3} more` : ''}`;
}
