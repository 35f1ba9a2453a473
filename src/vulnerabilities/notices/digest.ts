import { sql } from 'drizzle-orm';
import type { Delivery, Message } from '../../delivery/index.ts';
import { inTransaction, type Tx } from '../../kernel/database/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { currentPolicy } from '../issues/policy.ts';
import { addDays, businessDays, dayOf } from '../issues/rules/days.ts';
import { heldTold, writeTold } from './told.ts';
import { counted, firstOf } from './words.ts';

/** What is due within so many worked days is due soon; acceptances are told of so many days before they run out. */
const SOON_DAYS = 5;
const EXPIRING_DAYS = 14;
const NAMED = 5;
const MOST_TEAMS = 200;
const DAY_MS = 86_400_000;

const SECTIONS = ['new', 'overdue', 'late', 'soon', 'expiring', 'resolved'] as const;
type Section = (typeof SECTIONS)[number];
type Line = { section: Section; owner: string; vulnerability: string; package: string; severity: string; day: string | null; total: string };

const LABELS: Readonly<Record<Section, readonly [one: string, many: string]>> = {
  new: ['new', 'new'], overdue: ['overdue', 'overdue'], late: ['late plan', 'late plans'], soon: ['due soon', 'due soon'], expiring: ['acceptance that runs out soon', 'acceptances that run out soon'], resolved: ['resolved', 'resolved'],
};
const labelOf = (section: Section, total: number): string => LABELS[section][total === 1 ? 0 : 1];

/** Tells each team once a working day, at the hour of the policy, what it has to know: nothing where there is nothing. */
export function digestNotices({ db, clock, delivery }: Pick<Kernel, 'db' | 'clock'> & { delivery: Pick<Delivery, 'notify'> }) {
  return {
    /** Sends the digests of the day if it is time and they were not sent; again it does nothing. */
    send: (): Promise<void> =>
      inTransaction(db, async (tx) => {
        const now = new Date(clock.now());
        const { digest, week, holidays } = await currentPolicy(tx);
        const days = businessDays({ week, holidays });
        const today = dayOf(now);
        const isDay = digest.weekdays.includes(now.getUTCDay() || 7) && !holidays.includes(today);
        if (!isDay || now.getUTCHours() < digest.hour) return;
        const told = await heldTold(tx, now);
        if (told.digestAt > 0 && dayOf(told.digestAt) === today) return;
        await markTold(tx, now);
        const since = new Date(told.digestAt === 0 ? now.getTime() - DAY_MS : told.digestAt);
        const lines = await linesOf(tx, { now, since, today, soon: days.add(today, SOON_DAYS), expiring: addDays(today, EXPIRING_DAYS) });
        const teams = [...Map.groupBy(lines, ({ owner }) => owner)].slice(0, MOST_TEAMS);
        for (const [owner, some] of teams) await delivery.notify(tx, { message: digestMessage(owner, some), key: `issues digest ${today} ${owner}`, ...(owner === '' ? {} : { team: owner }) });
        await writeTold(tx, { ...told, digestAt: now.getTime() }, now);
      }),
  };
}

/** What is new is told of in this digest, and in no other. */
const markTold = (tx: Tx, now: Date): Promise<unknown> =>
  tx.execute(sql`
    WITH due AS (SELECT id FROM issues WHERE told_at IS NULL AND required AND state IN ('open', 'triaged') ORDER BY id FOR NO KEY UPDATE)
    UPDATE issues i SET told_at = ${now.toISOString()}::timestamptz FROM due WHERE i.id = due.id`);

async function linesOf(tx: Tx, { now, since, today, soon, expiring }: { now: Date; since: Date; today: string; soon: string; expiring: string }): Promise<Line[]> {
  const line = (section: Section, day: ReturnType<typeof sql>) => sql`${section}::text AS section, coalesce(i.owner, '') AS owner, i.vulnerability, i.package_name AS package, i.severity, (${day})::text AS day, i.priority, i.id`;
  const { rows } = await tx.execute<Line>(sql`
    WITH said AS (
      SELECT ${line('new', sql`i.due`)} FROM issues i WHERE i.told_at = ${now.toISOString()}::timestamptz AND i.state IN ('open', 'triaged')
      UNION ALL SELECT ${line('overdue', sql`i.due`)} FROM issues i WHERE i.required AND i.state IN ('open', 'triaged') AND i.due < ${today}::date
      UNION ALL SELECT ${line('late', sql`i.plan->>'due'`)} FROM issues i WHERE i.state = 'planned' AND (i.plan->>'due')::date < ${today}::date
      UNION ALL SELECT ${line('soon', sql`i.due`)} FROM issues i WHERE i.state IN ('open', 'triaged', 'planned') AND (i.required OR i.state = 'planned') AND i.due BETWEEN ${today}::date AND ${soon}::date
      UNION ALL SELECT ${line('expiring', sql`d.until`)} FROM decisions d JOIN issues i ON i.id = d.issue_id
        WHERE d.state = 'active' AND d.kind = 'accept' AND d.until BETWEEN ${today}::date AND ${expiring}::date AND i.state <> 'resolved'
      UNION ALL SELECT ${line('resolved', sql`NULL`)} FROM issues i WHERE i.state = 'resolved' AND i.required AND i.resolved_at > ${since.toISOString()}::timestamptz
    ), numbered AS (
      SELECT *, row_number() OVER (PARTITION BY owner, section ORDER BY priority DESC, id) AS n, count(*) OVER (PARTITION BY owner, section) AS total FROM said
    )
    SELECT section, owner, vulnerability, package, severity, day, total FROM numbered WHERE n <= ${NAMED} ORDER BY owner, section, n`);
  return rows;
}

/** One message of all that a team has to know; `` is who answers for what nobody does. */
export function digestMessage(owner: string, lines: readonly Line[]): Message {
  const sections = SECTIONS.flatMap((section) => {
    const some = lines.filter((line) => line.section === section);
    return some.length === 0 ? [] : [{ section, some, total: Number(some[0]?.total ?? some.length) }];
  });
  const isPressing = sections.some(({ section }) => section === 'overdue' || section === 'late');
  return {
    type: 'issues.digest',
    title: `${owner === '' ? 'What nobody answers for' : owner}: ${sections.map(({ section, total }) => `${total.toLocaleString('en-US')} ${labelOf(section, total)}`).join(', ')}`,
    importance: isPressing ? 'high' : 'medium',
    about: 'issues',
    facts: sections.map(({ section, some, total }) => [labelOf(section, total), `${counted(total, 'issue')}: ${firstOf(some.map(named), total)}`] as const),
    path: `/issues?owner=${encodeURIComponent(owner === '' ? '-' : owner)}&sort=due`,
  };
}

const named = ({ vulnerability, package: name, severity, day }: Line): string => `${vulnerability} in ${name} (${severity}${day === null ? '' : `, ${day}`})`;
