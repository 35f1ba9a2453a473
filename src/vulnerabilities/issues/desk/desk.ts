import { sql } from 'drizzle-orm';
import type { z } from 'zod';
import { inTransaction, type Tx } from '../../../kernel/database/index.ts';
import { errors, GlacisError } from '../../../kernel/errors.ts';
import { uuidv7 } from '../../../kernel/ids.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Principal } from '../../../kernel/principal.ts';
import type { Action, BulkAction, BulkAnswer, IssueDetail, IssueFilter, Policy } from '../../contract.ts';
import { listedIssues } from '../../tables.ts';
import { planSlipped } from '../../topics.ts';
import { noteHistory } from '../history.ts';
import { issueDetail } from '../lists/detail.ts';
import { issuesWhere } from '../lists/filter.ts';
import { currentPolicy } from '../policy.ts';
import { actorOf } from '../rules/actor.ts';
import { businessDays, dayOf } from '../rules/days.ts';
import { decide, type Outcome, type Subject } from '../rules/decide.ts';
import type { Settle } from '../settle.ts';
import { loadSubjects } from './load.ts';
import { retried } from './retried.ts';
import { writeDecisions, writeIssues, type Taken } from './write.ts';

/** As many issues are acted on at once. */
const MOST = 10_000;
/** The audit log names that many issues an entry, so that none is cut away. */
const AUDITED_AT_ONCE = 80;
const TOLD_AT_ONCE = 1_000;

type Parts = Pick<Kernel, 'db' | 'clock' | 'audit' | 'outbox' | 'random'> & { settle: Settle };
/** What is done to each issue: an action of the contract, or decisions from elsewhere. */
type Doing = (issue: Subject, id: string) => Outcome;

export type IssueDesk = ReturnType<typeof issueDesk>;

/** What people decide about issues. Every change is in the issue's history and in the audit log, or did not happen. */
export function issueDesk({ db, clock, audit, outbox, random, settle }: Parts) {
  /** Does it to each that lets it be done; why the others do not is told by id. */
  async function take(tx: Tx, ids: readonly string[], doing: Doing): Promise<{ taken: Taken[]; refused: Map<string, GlacisError> }> {
    const subjects = await loadSubjects(tx, ids);
    const taken: Taken[] = [];
    const refused = new Map<string, GlacisError>();
    for (const id of ids) {
      try {
        const subject = subjects.get(id);
        if (!subject) throw errors.notFound({ what: 'issue' });
        taken.push({ id, outcome: doing(subject, id) });
      } catch (error) {
        if (!(error instanceof GlacisError)) throw error;
        refused.set(id, error);
      }
    }
    return { taken, refused };
  }

  /** Writes what was decided, lets issues follow from it, and tells of plans that slipped. */
  async function write(tx: Tx, taken: readonly Taken[], { by, at, policy }: { by: Principal; at: Date; policy: Policy }): Promise<void> {
    const changed = taken.filter(({ outcome }) => outcome.history.length > 0);
    await writeDecisions(tx, changed.flatMap(({ id, outcome }) => outcome.decisions.map((made) => ({ ...made, issueId: id }))), at);
    await writeIssues(tx, changed, at);
    await noteHistory(tx, at, changed.flatMap(({ id, outcome }) => outcome.history.map((line) => ({ issueId: id, by: by.name, ...line }))));
    const follows = changed.filter(({ outcome: { decisions, issue } }) => decisions.length > 0 || issue.triaged === true || issue.assignedTo !== undefined);
    if (follows.length > 0) await settle(tx, follows.map(({ id }) => id), { at, by: by.name, policy, isNoted: true });
    const today = dayOf(at);
    const slipped = changed.flatMap(({ id, outcome: { slippedFrom } }) => (slippedFrom === undefined ? [] : [{
      issue: id, decision: slippedFrom.decision.id, owner: slippedFrom.decision.owner ?? '', due: slippedFrom.decision.due ?? today, was: slippedFrom.was,
      late: businessDays(policy).late(slippedFrom.decision.due ?? today, today),
    }]));
    for (let from = 0; from < slipped.length; from += TOLD_AT_ONCE) {
      await outbox.publish(tx, planSlipped, { how: 'moved', plans: slipped.slice(from, from + TOLD_AT_ONCE), day: today, at: at.toISOString() });
    }
  }

  const situated = (by: Principal, policy: Policy, at: Date) => ({ by: actorOf(by), at, policy, newId: () => uuidv7(at.getTime(), random) });

  async function auditMany(tx: Tx, { action, by, ids, refused }: { action: Action; by: Principal; ids: readonly string[]; refused: number }): Promise<void> {
    const name = `issue.${action.do}`;
    await audit.record({ action: name, outcome: 'success', actor: by, target: { type: 'issues', id: `${ids.length}` }, detail: { action, issues: ids.length, refused } }, tx);
    for (let from = 0; from < ids.length; from += AUDITED_AT_ONCE) {
      await audit.record({ action: name, outcome: 'success', actor: by, target: { type: 'issues', id: `${ids.length}` }, detail: { issues: ids.slice(from, from + AUDITED_AT_ONCE) } }, tx);
    }
  }

  return {
    /**
     * Does one thing to one issue; what is so already changes nothing.
     * @throws {GlacisError} `not_found`; `conflict` where it does not fit what is, another's approval a moment ago included;
     * `invalid` for days that cannot be; `needs_approver`, `needs_second`.
     */
    async act(id: string, action: Action, by: Principal): Promise<IssueDetail> {
      try {
        return await retried(() => inTransaction(db, async (tx) => {
          const [at, policy] = [new Date(clock.now()), await currentPolicy(tx)];
          const situation = situated(by, policy, at);
          const { taken, refused } = await take(tx, [id], (issue) => decide(action, issue, situation));
          const refusal = refused.get(id);
          if (refusal) throw refusal;
          await write(tx, taken, { by, at, policy });
          if (taken.some(({ outcome }) => outcome.history.length > 0)) await audit.record({ action: `issue.${action.do}`, outcome: 'success', actor: by, target: { type: 'issue', id }, detail: { action } }, tx);
          return issueDetail(tx, id, at.getTime());
        }));
      } catch (error) {
        // Who tries to approve what is not theirs to approve is somebody to know of.
        if (error instanceof GlacisError && error.status === 403) await audit.record({ action: `issue.${action.do}`, outcome: 'failure', actor: by, target: { type: 'issue', id }, detail: { reason: error.message } });
        throw error;
      }
    },

    /**
     * Does the same to many: those named, or all that the filter leaves. Each is done or refused by itself; all that is done
     * is done at once. @throws {GlacisError} `invalid` where neither or both are given, or the filter leaves more than 10,000.
     */
    async actOnMany({ action, ids, filter }: z.infer<typeof BulkAction>, by: Principal): Promise<BulkAnswer> {
      if ((ids === undefined) === (filter === undefined)) throw errors.invalid({ what: 'Name either the issues (ids) or a filter.' });
      return retried(() => inTransaction(db, async (tx) => {
        const [at, policy] = [new Date(clock.now()), await currentPolicy(tx)];
        const meant = ids ?? (await idsOf(tx, filter ?? {}, policy, at));
        const situation = situated(by, policy, at);
        const { taken, refused } = await take(tx, [...new Set(meant)].toSorted(), (issue) => decide(action, issue, situation));
        await write(tx, taken, { by, at, policy });
        await auditMany(tx, { action, by, ids: taken.map(({ id }) => id), refused: refused.size });
        return { done: taken.length, refused: [...refused].map(([id, { code, message }]) => ({ id, code, reason: message })) };
      }));
    },

    /** The same with decisions that come from elsewhere (VEX): the caller says what becomes of each issue. */
    take,
    write,
    situated,
  };
}

async function idsOf(tx: Tx, filter: IssueFilter, policy: Policy, at: Date): Promise<string[]> {
  const rows = await tx.select({ id: listedIssues.id }).from(listedIssues).where(issuesWhere(filter, { now: at.getTime(), policy })).orderBy(sql`${listedIssues.id}`).limit(MOST + 1);
  if (rows.length > MOST) throw errors.invalid({ what: `The filter leaves more than ${MOST} issues: narrow it.` });
  return rows.map(({ id }) => id);
}
