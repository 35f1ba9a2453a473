import type { Issue, Policy, Severity } from '../../../../../src/vulnerabilities/contract.ts';
import { addBusinessDays } from '../days/calendar.ts';

type Line = Policy['require'][number];
type Ruled = keyof Policy['remediate'];

/** From the worst on; what is `unknown` stands beside them. */
const ladder = ['critical', 'high', 'medium', 'low', 'negligible'] as const satisfies readonly Severity[];

const percent = (share: number): string => `${Math.round(share * 1_000) / 10} %`;

/** What a line of policy asks, as part of a sentence: `severity high or worse and a known exploit`. */
export function sayLine({ severity, score, kev, epss }: Line): string {
  const parts = [
    severity === undefined ? '' : severity === 'critical' ? 'severity critical' : `severity ${severity} or worse`,
    score === undefined ? '' : `a CVSS score of ${score.toFixed(1)} or more`,
    kev === undefined ? '' : kev ? 'known to be exploited (CISA KEV)' : 'not known to be exploited',
    epss === undefined ? '' : `an EPSS of ${percent(epss)} or more`,
  ].filter(Boolean);
  return parts.length === 0 ? 'anything at all' : parts.join(' and ');
}

const fits = ({ severity, score, kev, epss }: Line, issue: Pick<Issue, 'severity' | 'score' | 'kev' | 'epss'>): boolean =>
  (severity === undefined || (issue.severity !== 'unknown' && ladder.indexOf(issue.severity) <= ladder.findIndex((step) => step === severity)))
  && (score === undefined || (issue.score ?? -1) >= score)
  && (kev === undefined || (issue.kev !== null) === kev)
  && (epss === undefined || (issue.epss?.score ?? -1) >= epss);

/** Why policy wants an issue resolved or planned, in a sentence. */
export function whyRequired(issue: Pick<Issue, 'required' | 'severity' | 'score' | 'kev' | 'epss'>, policy: Policy | undefined): string {
  if (!issue.required) return 'Policy does not require it to be resolved or planned.';
  if (policy === undefined) return 'Policy requires it to be resolved or planned.';
  const line = policy.require.find((candidate) => fits(candidate, issue));
  if (line !== undefined) return `Must be resolved or planned: ${sayLine(line)}.`;
  return policy.unknownCounts && issue.severity === 'unknown' && issue.score === null ? 'Must be resolved or planned: nobody has said how severe it is, and unknown counts.' : 'Policy requires it to be resolved or planned.';
}

/** The clocks of a severity; what is negligible or unknown has those of the lowest and of medium, as settling takes it. */
const ruled = (severity: Severity): Ruled => (severity === 'negligible' ? 'low' : severity === 'unknown' ? 'medium' : severity);

/** By when an issue must be fixed, as policy says now: business days from when it opened, capped by CISA's day. */
export function remediateBy(issue: Pick<Issue, 'severity' | 'openedAt' | 'kev'>, policy: Policy): string {
  const opened = issue.openedAt.slice(0, 10);
  const day = addBusinessDays(opened, policy.remediate[ruled(issue.severity)], policy);
  const wanted = policy.kevCaps ? issue.kev?.due ?? day : day;
  // What CISA wanted before the issue came up is owed on the day that it did.
  return wanted >= day ? day : wanted < opened ? opened : wanted;
}

const ranks = ['auditor', 'analyst', 'admin', 'owner'] as const;

/** What it takes until a decision holds, for those severities and somebody of that role; empty where it holds at once. */
export function sayApproval({ approver, fourEyes }: Policy['accept'] | Policy['plan'], severities: readonly Severity[], role: string | null): string {
  const needed = severities.map((severity) => approver[ruled(severity)]).reduce<(typeof ranks)[number]>((most, one) => (ranks.indexOf(one) > ranks.indexOf(most) ? one : most), 'analyst');
  const word = { analyst: 'an analyst', admin: 'an admin', owner: 'an owner', auditor: 'an auditor' }[needed];
  if (fourEyes) return `Holds once somebody else, at least ${word}, approves it.`;
  return ranks.findIndex((rank) => rank === role) >= ranks.indexOf(needed) ? '' : `Holds once ${word} approves it.`;
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** `Monday to Friday`, or each by its name where they do not follow each other. */
function sayWeekdays(days: readonly number[]): string {
  const sorted = days.toSorted((a, b) => a - b);
  const names = sorted.map((day) => weekdays[day - 1] ?? '');
  const [first = 0] = sorted;
  return names.length > 2 && sorted.every((day, index) => day === first + index) ? `${names[0]} to ${names.at(-1)}` : names.join(', ') || 'no day';
}

/** `24 hours`, `7 days`. */
export const sayHours = (hours: number): string => (hours > 24 && hours % 24 === 0 ? `${hours / 24} days` : `${hours} ${hours === 1 ? 'hour' : 'hours'}`);

/** Policy as people would say it. */
export function sentencesOf(policy: Policy): string[] {
  const { accept, plan } = policy;
  return [
    `An issue must be resolved or planned when it has ${policy.require.map(sayLine).join(', or ')}${policy.unknownCounts ? '; one whose severity nobody knows must be, too' : ''}.`,
    `Days are business days in UTC: ${sayWeekdays(policy.week)}${policy.holidays.length === 0 ? '' : `, less ${policy.holidays.length} holidays`}.`,
    policy.kevCaps ? 'Where CISA names a day for a known exploited vulnerability, nothing is due later than that.' : 'CISA’s days do not change what is due when.',
    `A risk can be accepted for at most ${accept.mostMonths} ${accept.mostMonths === 1 ? 'month' : 'months'}${accept.fourEyes ? ', by two people' : ''}; then the issue opens again.`,
    plan.fourEyes ? 'A plan holds once another person has approved it.' : 'A plan holds at once where its maker may approve it.',
    `A digest goes to each team at ${String(policy.digest.hour).padStart(2, '0')}:00 UTC on ${sayWeekdays(policy.digest.weekdays)}.`,
  ];
}
