import { and, eq, inArray, isNull, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { errors } from '../../../kernel/errors.ts';
import { IssueState, Severity, type IssueFilter, type Policy } from '../../contract.ts';
import { listedIssues } from '../../tables.ts';
import { businessDays, dayOf } from '../rules/days.ts';
import { RANKS } from './ranks.ts';

/** Nobody decided it and policy wants it. */
export const undecidedOnly = sql`${listedIssues.required} AND ${listedIssues.state} IN ('open', 'triaged')`;

/**
 * A filter as a condition on `listed_issues`. Without states it leaves what is not resolved.
 * @throws {GlacisError} `invalid` where a list names what is no state or severity.
 */
export function issuesWhere(filter: IssueFilter, { now, policy }: { now: number; policy: Pick<Policy, 'week' | 'holidays'> }): SQL | undefined {
  const { required, undecided, overdue, kev, exposed, fixable, proposed, owner, environment, ecosystem, appeared, vulnerability, asset, search } = filter;
  const states = listed(filter.state, IssueState, 'state');
  const severities = listed(filter.severity, Severity, 'severity');
  const id = vulnerability?.trim();
  return and(
    states === undefined ? (undecided === true ? undefined : sql`${listedIssues.state} <> 'resolved'`) : inArray(listedIssues.state, states),
    severities === undefined ? undefined : inArray(listedIssues.severityRank, severities.map((severity) => RANKS[severity])),
    required === undefined ? undefined : eq(listedIssues.required, required),
    undecided === undefined ? undefined : undecided ? undecidedOnly : sql`NOT (${undecidedOnly})`,
    overdue === undefined ? undefined : overdueOnly(overdue, { now, policy }),
    kev === undefined ? undefined : eq(listedIssues.kev, kev),
    exposed === undefined ? undefined : eq(listedIssues.exposed, exposed),
    fixable === undefined ? undefined : eq(listedIssues.fixable, fixable),
    proposed === undefined ? undefined : sql`${listedIssues.proposed} IS ${proposed ? sql`NOT NULL` : sql`NULL`}`,
    owner === undefined ? undefined : owner === '-' ? isNull(listedIssues.owner) : eq(listedIssues.owner, owner),
    environment === undefined ? undefined : sql`${listedIssues.environments} @> ARRAY[${environment}]::text[]`,
    ecosystem === undefined ? undefined : eq(listedIssues.ecosystem, ecosystem),
    filter.package === undefined ? undefined : eq(listedIssues.packageName, filter.package),
    id === undefined ? undefined : sql`${listedIssues.id} IN (SELECT i.id FROM issues i WHERE i.aliases @> ARRAY[${id}]::text[])`,
    asset === undefined ? undefined : sql`${listedIssues.id} IN (SELECT p.issue_id FROM places p WHERE p.asset_id = ${asset}${resolvedToo(states) ? sql`` : sql` AND p.state = 'open'`})`,
    appeared === undefined ? undefined : eq(listedIssues.appeared, appeared),
    search === undefined || search.trim() === '' ? undefined : sql`${listedIssues.words} LIKE ${`%${likely(search.trim().toLowerCase())}%`}`,
  );
}

function overdueOnly(overdue: boolean, { now, policy }: { now: number; policy: Pick<Policy, 'week' | 'holidays'> }): SQL {
  const lastWorked = businessDays(policy).lastWorked(dayOf(now));
  return overdue ? sql`${listedIssues.due} < ${lastWorked}::date` : sql`(${listedIssues.due} IS NULL OR ${listedIssues.due} >= ${lastWorked}::date)`;
}

const resolvedToo = (states: readonly IssueState[] | undefined): boolean => states?.includes('resolved') === true;

/** Text that LIKE takes as it is. */
const likely = (text: string): string => text.replaceAll(/[\\%_]/g, String.raw`\$&`);

function listed<T extends string>(given: string | undefined, kind: z.ZodType<T>, what: string): T[] | undefined {
  if (given === undefined || given === '') return undefined;
  const parsed = z.array(kind).safeParse(given.split(',').map((one) => one.trim()));
  if (!parsed.success) throw errors.invalid({ what: `${what}: there is no such ${what} as in ${given}.` });
  return [...new Set(parsed.data)];
}
