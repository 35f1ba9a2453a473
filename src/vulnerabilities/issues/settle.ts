import { asc, desc, inArray, sql } from 'drizzle-orm';
import { isDeepStrictEqual } from 'node:util';
import type { Inventory } from '../../inventory/index.ts';
import type { Tx } from '../../kernel/database/index.ts';
import type { Outbox } from '../../kernel/outbox.ts';
import type { Policy } from '../contract.ts';
import { decisions, issues } from '../tables.ts';
import { issuesRaised } from '../topics.ts';
import { noteHistory } from './history.ts';
import { listIssues } from './lists/listed.ts';
import { currentPolicy } from './policy.ts';
import { judge, needsSomebody, NOWHERE, type Held, type Judged } from './rules/judge.ts';
import { isUndecided } from './rules/state.ts';
import { countPlaces, notesOf, type Change } from './settling/counts.ts';
import { coverPlaces, endSpentPlans, type Holding } from './settling/cover.ts';
import { gather } from './settling/gather.ts';
import { namesOfUndecided, newAmong } from './settling/names.ts';
import { writeJudged } from './settling/write.ts';

export type SettleOptions = {
  at: Date;
  /** Whose doing it is, as histories show it. */
  by: string;
  /** Where the caller has read it already. */
  policy?: Policy;
  /** The caller tells histories why states change: only what follows from it besides is noted. */
  isNoted?: boolean;
  /** What assets count otherwise already, of places that were opened (`alignPlaces`). */
  counts?: readonly Change[];
  /** What is newly required is so because policy changed. */
  isPolicyChange?: boolean;
};
/** What came of it, by issue. */
export type Settled = { raised: string[]; resolved: string[]; reopened: string[] };
export type Settle = (tx: Tx, issueIds: readonly string[], options: SettleOptions) => Promise<Settled>;

type Row = typeof issues.$inferSelect;

const CHUNK = 5_000;
/** Topics carry at most this many ids a message. */
const TOLD_AT_ONCE = 1_000;

/**
 * Brings issues to what their places, decisions and the policy make of them: which decision covers a place, counts, state,
 * clocks, priority, owner, what their assets count; with history, and word to whoever tells people. Whoever changed a place, a
 * decision or a fact calls it in the same transaction. Rows of issues are locked in the order of their ids; twice is once.
 */
export function settler({ outbox, inventory }: { outbox: Pick<Outbox, 'publish'>; inventory: Pick<Inventory, 'noteIssues'> }): Settle {
  return async (tx, issueIds, options) => {
    const ids = [...new Set(issueIds)].toSorted();
    const policy = options.policy ?? (await currentPolicy(tx));
    const settled: Settled = { raised: [], resolved: [], reopened: [] };
    const changes: Change[] = [...(options.counts ?? [])];
    for (let from = 0; from < ids.length; from += CHUNK) {
      for (const change of await settleChunk(tx, ids.slice(from, from + CHUNK), { ...options, policy }, settled)) changes.push(change);
    }
    await inventory.noteIssues(tx, notesOf(changes));
    for (let from = 0; from < settled.raised.length; from += TOLD_AT_ONCE) {
      await outbox.publish(tx, issuesRaised, { issues: settled.raised.slice(from, from + TOLD_AT_ONCE), at: options.at.toISOString() });
    }
    return settled;
  };
}

async function settleChunk(tx: Tx, ids: readonly string[], options: SettleOptions & { policy: Policy }, settled: Settled): Promise<Change[]> {
  const rows = await tx.select().from(issues).where(sql`${issues.id} = ANY(${sql.param(ids)}::text[])`).orderBy(asc(issues.id)).for('no key update');
  await endSpentPlans(tx, ids, options.at);
  const held = await heldDecisions(tx, ids);
  const active = [...held.values()].flat().filter(({ state }) => state === 'active');
  const decided = new Set(active.map(({ issueId }) => issueId));
  const covered = await coverPlaces(tx, rows.filter((row) => decided.has(row.id) || row.undecidedPlaces < row.openPlaces).map(({ id }) => id), active);
  const around = await gather(tx, ids);
  const changed: (Judged & { id: string })[] = [];
  const moved: { row: Row; now: Judged }[] = [];
  const fresh = await newAmong(tx, ids);
  for (const row of rows) {
    const now = judge(row, around.get(row.id) ?? NOWHERE, held.get(row.id) ?? [], options.policy, options);
    const isNew = fresh.has(row.id);
    if (isNew || !isSame(row, now)) changed.push({ id: row.id, ...now });
    if (isNew || row.state !== now.state) moved.push({ row, now });
    if (needsSomebody(now) && (isNew || !needsSomebody(row))) settled.raised.push(row.id);
    if (now.state === 'resolved' && row.state !== 'resolved') settled.resolved.push(row.id);
    if (!isNew && isUndecided(now.state) && !isUndecided(row.state)) settled.reopened.push(row.id);
  }
  await writeJudged(tx, changed);
  await listIssues(tx, ids);
  await noteMoves(tx, moved, fresh, options);
  return [...covered, ...(await countPlaces(tx, ids))];
}

/** Active decisions, the newest first, and proposed ones, by issue. */
async function heldDecisions(tx: Tx, ids: readonly string[]): Promise<Map<string, (Held & Holding)[]>> {
  const rows = await tx
    .select({ id: decisions.id, issueId: decisions.issueId, scope: decisions.scope, kind: decisions.kind, state: decisions.state, owner: decisions.owner, due: decisions.due, change: decisions.change, until: decisions.until, slips: decisions.slips })
    .from(decisions)
    .where(sql`${decisions.issueId} = ANY(${sql.param(ids)}::text[]) AND ${inArray(decisions.state, ['active', 'proposed'])}`)
    .orderBy(desc(decisions.approvedAt), desc(decisions.id));
  return Map.groupBy(rows, ({ issueId }) => issueId);
}

/** What changed of its state is noted with the reason that can be seen: where it came up, or that it is gone. */
async function noteMoves(tx: Tx, moved: readonly { row: Row; now: Judged }[], fresh: ReadonlySet<string>, { at, by, isNoted = false }: SettleOptions): Promise<void> {
  const again = moved.filter(({ row, now }) => !fresh.has(row.id) && isUndecided(now.state) && !isUndecided(row.state));
  const names = isNoted ? new Map<string, string>() : await namesOfUndecided(tx, again.map(({ row }) => row.id));
  await noteHistory(tx, at, moved.flatMap(({ row, now }) => {
    const line = (what: string, note: string) => [{ issueId: row.id, what, by, note }];
    if (fresh.has(row.id)) return line('opened', `${now.appeared}: ${now.openPlaces} ${now.openPlaces === 1 ? 'place' : 'places'}`);
    if (now.state === 'resolved') return line('resolved', 'Complete scans no longer find it anywhere.');
    if (isNoted) return [];
    if (row.state === 'resolved') return line('re-opened', isUndecided(now.state) ? `came back: ${names.get(row.id) ?? ''}` : 'came back, and what was decided holds');
    if (isUndecided(now.state) && !isUndecided(row.state)) return line('re-opened', `a place that no decision covers: ${names.get(row.id) ?? ''}`);
    return isUndecided(row.state) && !isUndecided(now.state) ? line(now.state, 'Every place that is left is covered.') : [];
  }));
}

/** Whether a row says already what was judged. */
const isSame = (row: Row, now: Judged): boolean => isDeepStrictEqual({ ...row, ...now }, row);
