import { and, eq, inArray, isNotNull, ne, sql } from 'drizzle-orm';
import { nodeSilent, nodeSpeaks } from '../inventory/index.ts';
import { agents } from '../inventory/tables.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { acceptanceEnded, issuesRaised, planSlipped } from '../vulnerabilities/index.ts';
import { issues } from '../vulnerabilities/tables.ts';
import { causeOfEnd, causeOfSilence, causeOfSlip, causeOfUrgent, silenceId, type IssueFacts } from './desk-cause.ts';
import type { AlertIntake } from './intake.ts';
import { alerts } from './tables.ts';

/** So many are raised or ended in one look. */
const MOST = 1_000;
/** Channels hear of issues from the vulnerability desk, many in one message. */
const TOLD = { isTold: true } as const;

const FACTS = { id: issues.id, vulnerability: issues.vulnerability, package: issues.packageName, isKnownExploited: sql<boolean>`${issues.kev} IS NOT NULL`, severity: issues.severity, openedAt: issues.openedAt };
const isUrgent = sql`${issues.exposed} AND ${issues.required} AND ${issues.state} IN ('open', 'triaged') AND (${issues.severityRank} = 5 OR ${issues.kev} IS NOT NULL)`;

/** Alerts of what the vulnerability desk and the inventory tell. */
export function alertsFromDesk({ db, clock, outbox, jobs, intake }: Pick<Kernel, 'db' | 'clock' | 'outbox' | 'jobs'> & { intake: AlertIntake }) {
  const now = () => new Date(clock.now()).toISOString();
  const factsOf = async (ids: readonly string[]): Promise<Map<string, IssueFacts>> =>
    new Map((await db.select(FACTS).from(issues).where(inArray(issues.id, [...new Set(ids)]))).map((row) => [row.id, row]));

  async function urgent(ids: readonly string[], at: string): Promise<void> {
    for (const row of await db.select(FACTS).from(issues).where(and(inArray(issues.id, [...ids]), isUrgent))) await intake.take(causeOfUrgent(row, at), TOLD);
  }

  outbox.subscribe(issuesRaised, 'alerts', ({ issues: ids, at }) => urgent(ids, at));
  outbox.subscribe(planSlipped, 'alerts', async ({ how, plans, at }) => {
    const facts = await factsOf(plans.map(({ issue }) => issue));
    for (const plan of plans) {
      const issue = facts.get(plan.issue);
      if (issue) await intake.take(causeOfSlip(issue, { ...plan, how, at }), TOLD);
    }
  });
  outbox.subscribe(acceptanceEnded, 'alerts', async ({ issues: ids, at }) => {
    for (const issue of (await factsOf(ids)).values()) await intake.take(causeOfEnd(issue, at), TOLD);
  });
  // Messages overtake each other: of a silence that is over already nothing is raised.
  outbox.subscribe(nodeSilent, 'alerts', async ({ node, name, since }) => {
    const silent = await db.select({ id: agents.id }).from(agents).where(and(eq(agents.nodeId, node), isNotNull(agents.silentSince))).limit(1);
    if (silent.length > 0) await intake.take(causeOfSilence({ node, name, since }, now()));
  });
  outbox.subscribe(nodeSpeaks, 'alerts', async ({ node, at, because }) => {
    for (const { id, firstAt } of await standing('node.silent', `node:${node}`)) {
      if (firstAt.getTime() <= Date.parse(at) && id === silenceId(node, firstAt.toISOString())) await intake.recovered(id, because === 'reported' ? `it reported at ${at}` : `the node was ${because} at ${at}`);
    }
  });

  const standing = (detection: string, group: string) =>
    db.select({ id: alerts.id, firstAt: alerts.firstAt }).from(alerts).where(and(eq(alerts.detection, detection), eq(alerts.group, group), ne(alerts.state, 'resolved')));

  /**
   * Brings alerts of issues to what issues are now: one that became exposed after it was found gets its alert, and what was
   * resolved, planned or otherwise decided since ends its own.
   */
  async function reconcile(): Promise<void> {
    const missing = await db.select({ id: issues.id }).from(issues)
      .where(and(isUrgent, sql`NOT EXISTS (SELECT 1 FROM ${alerts} WHERE ${alerts.id} = 'vulnerability-' || ${issues.id})`)).orderBy(sql`${issues.priority} DESC`).limit(MOST);
    if (missing.length > 0) await urgent(missing.map(({ id }) => id), now());
    const { rows } = await db.execute<{ id: string; because: string }>(sql`
      SELECT a.id, CASE WHEN i.id IS NULL THEN 'the issue is gone' ELSE 'the issue is ' || i.state END AS because
      FROM alerts a LEFT JOIN issues i ON 'issue:' || i.id = a.about
      WHERE a.detection IN ('vulnerability.urgent', 'plan.slipped', 'acceptance.ended') AND a.state <> 'resolved' AND (
        i.id IS NULL OR i.state = 'resolved'
        OR (a.detection IN ('vulnerability.urgent', 'acceptance.ended') AND i.state NOT IN ('open', 'triaged'))
        OR (a.detection = 'plan.slipped' AND a.severity = 'high' AND (i.plan IS NULL OR (i.plan->>'due')::date >= ${now().slice(0, 10)}::date)))
      LIMIT ${MOST}`);
    for (const { id, because } of rows) await intake.recovered(id, because);
  }
  jobs.every('alerts-desk', '*/5 * * * *', reconcile);

  return { reconcile };
}
