import { sql } from 'drizzle-orm';
import { inTransaction, type Tx } from '../../kernel/database/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { acceptanceEnded, planSlipped } from '../topics.ts';
import { retried } from './desk/retried.ts';
import { noteHistory } from './history.ts';
import { currentPolicy } from './policy.ts';
import { businessDays, dayOf } from './rules/days.ts';
import type { Settle } from './settle.ts';

/** So many in a transaction. */
const AT_ONCE = 1_000;
const BY = 'glacis';

/** What the passing of time does to issues: acceptances run out, plans are late. Nothing else changes by itself. */
export function passingTime({ db, clock, outbox, settle }: Pick<Kernel, 'db' | 'clock' | 'outbox'> & { settle: Settle }) {
  /** Ends acceptances whose last day has gone by; what they covered is open again, its clocks from now. */
  async function endAcceptances(tx: Tx, at: Date): Promise<number> {
    const today = dayOf(at);
    const { rows } = await tx.execute<{ id: string; issueId: string; until: string; isCounted: boolean }>(sql`
      WITH over AS (SELECT id FROM decisions WHERE state = 'active' AND kind = 'accept' AND until < ${today}::date ORDER BY until, id LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED)
      UPDATE decisions d SET state = 'ended', because = 'it ran out on ' || d.until, ended_at = ${at.toISOString()}::timestamptz
      FROM over, issues i WHERE d.id = over.id AND i.id = d.issue_id
      RETURNING d.id, d.issue_id AS "issueId", d.until::text, i.state <> 'resolved' AS "isCounted"`);
    if (rows.length === 0) return 0;
    await noteHistory(tx, at, rows.map(({ issueId, until }) => ({ issueId, what: 'acceptance ended', by: BY, note: `It held until ${until}.` })));
    await settle(tx, rows.map(({ issueId }) => issueId), { at, by: BY, isNoted: true });
    const told = [...new Set(rows.filter(({ isCounted }) => isCounted).map(({ issueId }) => issueId))];
    if (told.length > 0) await outbox.publish(tx, acceptanceEnded, { issues: told, at: at.toISOString() });
    return rows.length;
  }

  /** Tells of plans whose day has gone by while their issue is there: once for each worked day that it goes on. */
  async function tellLate(tx: Tx, at: Date): Promise<number> {
    const days = businessDays(await currentPolicy(tx));
    const today = dayOf(at);
    const told = days.lastWorked(today);
    const { rows } = await tx.execute<{ id: string; issueId: string; owner: string; due: string; isFirst: boolean }>(sql`
      WITH late AS (
        SELECT d.id, d.told_late FROM decisions d JOIN issues i ON i.id = d.issue_id
        WHERE d.state = 'active' AND d.kind = 'plan' AND d.due < ${told}::date AND (d.told_late IS NULL OR d.told_late < ${told}::date) AND i.state <> 'resolved'
        ORDER BY d.due, d.id LIMIT ${AT_ONCE} FOR UPDATE OF d SKIP LOCKED
      )
      UPDATE decisions d SET told_late = ${told}::date FROM late WHERE d.id = late.id
      RETURNING d.id, d.issue_id AS "issueId", coalesce(d.owner, '') AS owner, d.due::text, late.told_late IS NULL OR late.told_late <= d.due AS "isFirst"`);
    if (rows.length === 0) return 0;
    await noteHistory(tx, at, rows.filter(({ isFirst }) => isFirst).map(({ issueId, due }) => ({ issueId, what: 'late', by: BY, note: `The plan was for ${due}, and it is still there.` })));
    await outbox.publish(tx, planSlipped, {
      how: 'late', plans: rows.map(({ id, issueId, owner, due }) => ({ issue: issueId, decision: id, owner, due, was: null, late: days.late(due, today) })), day: today, at: at.toISOString(),
    });
    return rows.length;
  }

  /** Takes a step again until it had less to do than it takes at once. */
  async function through(step: (tx: Tx, at: Date) => Promise<number>, at: Date, signal?: AbortSignal): Promise<void> {
    let done = AT_ONCE;
    while (done === AT_ONCE) {
      signal?.throwIfAborted();
      done = await retried(() => inTransaction(db, (tx) => step(tx, at)));
    }
  }

  return {
    /** Does all that is due by now; again it does nothing. */
    async pass(signal?: AbortSignal): Promise<void> {
      const at = new Date(clock.now());
      await through(endAcceptances, at, signal);
      await through(tellLate, at, signal);
    },
  };
}
