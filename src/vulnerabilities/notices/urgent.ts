import { sql } from 'drizzle-orm';
import type { Delivery, Message } from '../../delivery/index.ts';
import { inTransaction, type Tx } from '../../kernel/database/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { heldTold, writeTold } from './told.ts';
import { counted, tally } from './words.ts';

/** After a message what follows is gathered so long: a first import, or a fleet that reports node by node, is a few messages, not hundreds. */
export const GATHER_MS = 10 * 60_000;
const NAMED = 5;
const MOST_TEAMS = 200;

export type Urgent = { id: string; vulnerability: string; package: string; severity: string; isKnownExploited: boolean; priority: number; assets: number; exposed: boolean; owner: string | null };

/** Tells at once of issues that are critical or known to be exploited, that policy requires, and that nobody has decided: suppression comes before. */
export function urgentNotices({ db, clock, delivery }: Pick<Kernel, 'db' | 'clock'> & { delivery: Pick<Delivery, 'notify'> }) {
  async function tell(tx: Tx, ids: readonly string[] | 'all', now: Date): Promise<boolean> {
    const { rows } = await tx.execute<Urgent>(sql`
      WITH due AS (
        SELECT id FROM issues
        WHERE told_at IS NULL AND required AND state IN ('open', 'triaged') AND (severity_rank = 5 OR kev IS NOT NULL) ${ids === 'all' ? sql`` : sql`AND id = ANY(${sql.param([...ids])}::text[])`}
        ORDER BY id FOR NO KEY UPDATE
      )
      UPDATE issues i SET told_at = ${now.toISOString()}::timestamptz FROM due WHERE i.id = due.id
      RETURNING i.id, i.vulnerability, i.package_name AS package, i.severity, i.kev IS NOT NULL AS "isKnownExploited", i.priority, i.open_assets AS assets, i.exposed, i.owner`);
    if (rows.length === 0) return false;
    const key = `issues urgent ${now.toISOString()}`;
    await delivery.notify(tx, { message: urgentMessage(rows), key });
    for (const [team, own] of [...Map.groupBy(rows, ({ owner }) => owner)].slice(0, MOST_TEAMS)) {
      if (team !== null) await delivery.notify(tx, { message: urgentMessage(own), key: `${key} ${team}`, team, only: true });
    }
    return true;
  }

  return {
    /** Tells of these, or later where something was told a moment ago. */
    raised: (ids: readonly string[]): Promise<void> =>
      inTransaction(db, async (tx) => {
        const now = new Date(clock.now());
        const told = await heldTold(tx, now);
        if (now.getTime() < told.urgentAt + GATHER_MS) return void (await writeTold(tx, { ...told, isPending: true }, now));
        const urgentAt = (await tell(tx, told.isPending ? 'all' : ids, now)) ? now.getTime() : told.urgentAt;
        await writeTold(tx, { ...told, urgentAt, isPending: false }, now);
      }),

    /** Tells of what was gathered, once it is time. */
    gathered: (): Promise<void> =>
      inTransaction(db, async (tx) => {
        const now = new Date(clock.now());
        const told = await heldTold(tx, now);
        if (!told.isPending || now.getTime() < told.urgentAt + GATHER_MS) return;
        const urgentAt = (await tell(tx, 'all', now)) ? now.getTime() : told.urgentAt;
        await writeTold(tx, { ...told, urgentAt, isPending: false }, now);
      }),
  };
}

/** One message of all of them, the worst named. */
export function urgentMessage(issues: readonly Urgent[]): Message {
  const worst = issues.toSorted((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1));
  const [first] = worst;
  const rest = issues.length - 1;
  return {
    type: 'issues.urgent',
    title: `${first?.vulnerability ?? ''} in ${first?.package ?? ''} needs somebody now${rest > 0 ? `, and ${counted(rest, 'other issue')}` : ''}`,
    importance: 'critical',
    about: issues.length === 1 ? (first?.id ?? 'issues') : 'issues',
    facts: [
      ...worst.slice(0, NAMED).map((issue) => [`${issue.vulnerability} in ${issue.package}`, saidOf(issue)] as const),
      ['known to be exploited', String(issues.filter(({ isKnownExploited }) => isKnownExploited).length)],
      ['critical', String(issues.filter(({ severity }) => severity === 'critical').length)],
      ['on a listening service', String(issues.filter(({ exposed }) => exposed).length)],
      ['teams', tally(issues.map(({ owner }) => owner ?? 'nobody'), NAMED)],
    ],
    path: issues.length === 1 && first ? `/issues?issue=${encodeURIComponent(first.id)}` : '/issues?undecided=true&sort=priority',
  };
}

const saidOf = ({ severity, isKnownExploited, assets, exposed, owner }: Urgent): string =>
  [severity, ...(isKnownExploited ? ['known to be exploited'] : []), `on ${counted(assets, 'asset')}`, ...(exposed ? ['on a listening service'] : []), owner === null ? 'nobody answers for it' : `with ${owner}`].join(', ');
