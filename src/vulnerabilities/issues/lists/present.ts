import type { Clock, Issue, Policy } from '../../contract.ts';
import { issues, tickets } from '../../tables.ts';
import { businessDays, dayOf } from '../rules/days.ts';

/** The columns that a list of issues shows: those of the page alone (factors, ratings, references) stay where they are. */
export const LISTED = {
  id: issues.id, vulnerability: issues.vulnerability, aliases: issues.aliases, summary: issues.summary,
  packageType: issues.packageType, packageName: issues.packageName, ecosystem: issues.ecosystem, fixIs: issues.fixIs, fixVersions: issues.fixVersions,
  severity: issues.severity, score: issues.score, kev: issues.kev, epss: issues.epss, epssPercentile: issues.epssPercentile,
  priority: issues.priority, state: issues.state, required: issues.required, owner: issues.owner,
  openedAt: issues.openedAt, appeared: issues.appeared, resolvedAt: issues.resolvedAt, clockWhat: issues.clockWhat, due: issues.due,
  plan: issues.plan, proposed: issues.proposed, openPlaces: issues.openPlaces, openAssets: issues.openAssets, undecidedPlaces: issues.undecidedPlaces,
  exposed: issues.exposed, running: issues.running,
  ticketUrl: tickets.url, ticketNumber: tickets.number,
} as const;

type Listed = Pick<typeof issues.$inferSelect, Exclude<keyof typeof LISTED, 'ticketUrl' | 'ticketNumber'>> & { ticketUrl: string | null; ticketNumber: number | null };

/** Says of days how late they are, by the policy's calendar. */
export function clockFace(policy: Pick<Policy, 'week' | 'holidays'>, now: number) {
  const days = businessDays(policy);
  const today = dayOf(now);
  return ({ what, due }: { what: Clock['what']; due: string }): Clock => ({ what, due, late: days.late(due, today) });
}

/** An issue as lists show it. */
export const shownIssue = (row: Listed, clock: ReturnType<typeof clockFace>): Issue => ({
  id: row.id,
  vulnerability: row.vulnerability,
  aliases: row.aliases,
  summary: row.summary,
  package: { type: row.packageType, name: row.packageName, ecosystem: row.ecosystem },
  fix: { is: row.fixIs, versions: row.fixVersions },
  severity: row.severity,
  score: rounded(row.score, 1),
  kev: row.kev,
  epss: row.epss === null ? null : { score: rounded(row.epss, 5) ?? 0, percentile: rounded(row.epssPercentile, 5) ?? 0 },
  priority: row.priority,
  state: row.state,
  required: row.required,
  owner: row.owner,
  openedAt: row.openedAt.toISOString(),
  appeared: row.appeared,
  resolvedAt: row.resolvedAt?.toISOString() ?? null,
  clock: row.clockWhat === null || row.due === null ? null : clock({ what: row.clockWhat, due: row.due }),
  plan: row.plan,
  proposed: row.proposed,
  places: { open: row.openPlaces, assets: row.openAssets, undecided: row.undecidedPlaces },
  exposed: row.exposed,
  running: row.running,
  ticket: row.ticketUrl === null || row.ticketNumber === null ? null : { url: row.ticketUrl, number: row.ticketNumber },
});

/** A number as it was before it was stored in four bytes. */
export const rounded = (value: number | null, digits: number): number | null => (value === null ? null : Number(value.toFixed(digits)));
