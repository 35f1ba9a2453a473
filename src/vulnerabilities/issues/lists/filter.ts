import { and, eq, inArray, isNull, ne, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { errors } from '../../../kernel/errors.ts';
import { IssueState, Severity, type IssueFilter, type Policy } from '../../contract.ts';
import { issues } from '../../tables.ts';
import { businessDays, dayOf } from '../rules/days.ts';

/** Nobody decided it and policy wants it: the same words as the index `issues_undecided`, so that it is used. */
export const undecidedOnly = sql`${issues.required} AND ${issues.state} IN ('open', 'triaged')`;

/** What is not resolved, in the words of partial indexes. */
export const unresolvedOnly = sql`${issues.state} <> 'resolved'`;

/**
 * A filter as a condition on `issues`. Without states it leaves what is not resolved.
 * @throws {GlacisError} `invalid` where a list names what is no state or severity.
 */
export function issuesWhere(filter: IssueFilter, { now, policy }: { now: number; policy: Pick<Policy, 'week' | 'holidays'> }): SQL | undefined {
  const { required, undecided, overdue, kev, exposed, fixable, proposed, owner, environment, ecosystem, appeared, vulnerability, asset, search } = filter;
  const states = listed(filter.state, IssueState, 'state');
  const severities = listed(filter.severity, Severity, 'severity');
  const id = vulnerability?.trim();
  return and(
    states === undefined ? (undecided === true ? undefined : unresolvedOnly) : inArray(issues.state, states),
    severities === undefined ? undefined : inArray(issues.severity, severities),
    required === undefined ? undefined : eq(issues.required, required),
    undecided === undefined ? undefined : undecided ? undecidedOnly : sql`NOT (${undecidedOnly})`,
    overdue === undefined ? undefined : overdueOnly(overdue, { now, policy }),
    kev === undefined ? undefined : sql`${issues.kev} IS ${kev ? sql`NOT NULL` : sql`NULL`}`,
    exposed === undefined ? undefined : eq(issues.exposed, exposed),
    fixable === undefined ? undefined : fixable ? eq(issues.fixIs, 'fixed') : ne(issues.fixIs, 'fixed'),
    proposed === undefined ? undefined : sql`${issues.proposed} IS ${proposed ? sql`NOT NULL` : sql`NULL`}`,
    owner === undefined ? undefined : owner === '-' ? isNull(issues.owner) : eq(issues.owner, owner),
    environment === undefined ? undefined : sql`${issues.environments} @> ARRAY[${environment}]::text[]`,
    ecosystem === undefined ? undefined : eq(issues.ecosystem, ecosystem),
    filter.package === undefined ? undefined : eq(issues.packageName, filter.package),
    id === undefined ? undefined : sql`${issues.aliases} @> ARRAY[${id}]::text[]`,
    asset === undefined ? undefined : sql`${issues.id} IN (SELECT p.issue_id FROM places p WHERE p.asset_id = ${asset}${resolvedToo(states) ? sql`` : sql` AND p.state = 'open'`})`,
    appeared === undefined ? undefined : eq(issues.appeared, appeared),
    search === undefined || search.trim() === '' ? undefined : sql`lower(${issues.vulnerability} || ' ' || ${issues.packageName} || ' ' || array_to_string(${issues.aliases}, ' ') || ' ' || ${issues.summary}) LIKE ${`%${likely(search.trim().toLowerCase())}%`}`,
  );
}

function overdueOnly(overdue: boolean, { now, policy }: { now: number; policy: Pick<Policy, 'week' | 'holidays'> }): SQL {
  const lastWorked = businessDays(policy).lastWorked(dayOf(now));
  return overdue ? sql`${issues.due} < ${lastWorked}::date` : sql`(${issues.due} IS NULL OR ${issues.due} >= ${lastWorked}::date)`;
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
