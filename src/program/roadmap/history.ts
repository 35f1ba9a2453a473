import { and, asc, desc, eq, gte, inArray, isNotNull, lt, sql } from 'drizzle-orm';
import { parse } from 'yaml';
import type { Queryable, Tx } from '../../kernel/database/index.ts';
import { ProgramFile } from '../file/schema.ts';
import type { Evaluation } from '../gate/evaluate.ts';
import type { Program } from '../gate/program.ts';
import type { BurnUpRow } from './burn-up.ts';
import type { Slip } from './contract.ts';
import { outcomeChanges, type Judged, type Kept } from './outcomes.ts';
import { programVersions } from '../tables.ts';
import { milestoneHistory, milestoneStates } from './tables.ts';
import { targetChanges } from './targets.ts';

export type HistoryRow = typeof milestoneHistory.$inferSelect;
type NewRow = typeof milestoneHistory.$inferInsert;

const TARGETS = ['slipped', 'advanced', 'set', 'changed'] as const;
const OUTCOMES = ['added', 'removed', 'met', 'reopened'] as const;
const isTarget = (what: HistoryRow['what']): what is Slip['what'] => TARGETS.some((one) => one === what);
const isOutcome = (what: HistoryRow['what']): what is BurnUpRow['what'] => OUTCOMES.some((one) => one === what);

/** The newest slips that a roadmap shows, and the events that a burn-up counts. */
const MOST_SLIPS = 5_000;
const MOST_EVENTS = 50_000;
const CHUNK = 1_000;

async function write(tx: Tx, rows: readonly NewRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += CHUNK) await tx.insert(milestoneHistory).values(rows.slice(from, from + CHUNK));
}

/** Writes what becomes of milestones, in the transaction in which they were judged. */
export async function noteOutcomes(tx: Tx, { program, version }: { program: Program; version: number }, evaluation: Evaluation): Promise<void> {
  const verdicts = new Map(evaluation.milestones.map((one) => [one.id, one]));
  const judged = program.milestones.map(({ id, goal, title }): Judged => {
    const verdict = verdicts.get(id);
    const first = verdict?.verdicts.find(({ outcome }) => outcome === 'unmet') ?? verdict?.verdicts.find(({ outcome }) => outcome === 'unknown');
    return { id, goal, title, outcome: verdict?.outcome ?? 'unknown', because: first === undefined ? '' : `${first.title}: ${first.because}`.slice(0, 500) };
  });
  const before = (await tx.select().from(milestoneStates)).map(({ since, doubtSince, ...row }): Kept => ({ ...row, since: since.getTime(), doubtSince: doubtSince?.getTime() ?? null }));
  const { rows, kept, gone } = outcomeChanges(before, judged, evaluation.at);
  if (gone.length > 0) await tx.delete(milestoneStates).where(inArray(milestoneStates.milestone, gone));
  for (let from = 0; from < kept.length; from += CHUNK) {
    const values = kept.slice(from, from + CHUNK).map(({ since, doubtSince, ...row }) => ({ ...row, since: new Date(since), doubtSince: doubtSince === null ? null : new Date(doubtSince) }));
    await tx.insert(milestoneStates).values(values).onConflictDoUpdate({
      target: milestoneStates.milestone, set: { goal: sql`excluded.goal`, met: sql`excluded.met`, since: sql`excluded.since`, flips: sql`excluded.flips`, doubtSince: sql`excluded.doubt_since` },
    });
  }
  await write(tx, rows.map((row) => ({ ...row, at: new Date(evaluation.at), version })));
}

/** Writes what a new version of the program does to targets, in the transaction that saves it. The first one takes the place of nobody's. */
export async function noteTargets(tx: Tx, { version, by, at }: { version: number; by: string; at: Date }): Promise<void> {
  const texts = await tx.select({ version: programVersions.version, text: programVersions.text }).from(programVersions).where(inArray(programVersions.version, [version, version - 1]));
  const [before, after] = [version - 1, version].map((wanted) => fileIn(texts.find((row) => row.version === wanted)?.text));
  if (before === undefined || after === undefined) return;
  await write(tx, targetChanges(before, after).map(({ from, to, ...row }) => ({ ...row, at, version, by, fromWords: from.words, fromDay: from.day, toWords: to.words, toDay: to.day })));
}

/** The file of a version; undefined for one that this Glacis cannot read any more. */
function fileIn(text: string | undefined): ProgramFile | undefined {
  if (text === undefined) return undefined;
  const parsed = ProgramFile.safeParse(parse(text));
  return parsed.success ? parsed.data : undefined;
}

/** How targets changed, the oldest first, of milestones and of releases. */
export async function slipsOf(at: Queryable): Promise<{ milestones: Map<string, Slip[]>; releases: Map<string, Slip[]> }> {
  const rows = (await at.select().from(milestoneHistory).where(inArray(milestoneHistory.what, [...TARGETS])).orderBy(desc(milestoneHistory.seq)).limit(MOST_SLIPS)).toReversed();
  const [milestones, releases] = [new Map<string, Slip[]>(), new Map<string, Slip[]>()];
  for (const row of rows) {
    const slip = slipOf(row);
    const [into, key] = row.milestone === null ? [releases, row.release ?? ''] : [milestones, row.milestone];
    if (slip !== undefined) into.set(key, [...(into.get(key) ?? []), slip]);
  }
  return { milestones, releases };
}

export const slipOf = ({ what, fromWords, fromDay, toWords, toDay, release, version, by, at }: HistoryRow): Slip | undefined =>
  isTarget(what) ? { what, from: { words: fromWords ?? '', day: fromDay }, to: { words: toWords ?? '', day: toDay }, release, version, by: by ?? '', at: at.toISOString() } : undefined;

/** Since when milestones are met, and how often each was and is no longer. */
export async function outcomesOf(at: Queryable): Promise<Map<string, { metAt: Date | null; reopened: number }>> {
  const states = await at.select().from(milestoneStates);
  const counts = await at.select({ milestone: milestoneHistory.milestone, reopened: sql<number>`count(*)::int` }).from(milestoneHistory)
    .where(and(eq(milestoneHistory.what, 'reopened'), isNotNull(milestoneHistory.milestone))).groupBy(milestoneHistory.milestone);
  const reopened = new Map(counts.map((row) => [row.milestone, row.reopened]));
  return new Map(states.map(({ milestone, met, since }) => [milestone, { metAt: met ? since : null, reopened: reopened.get(milestone) ?? 0 }]));
}

/** What a burn-up is made of, the oldest first. */
export async function eventsOf(at: Queryable): Promise<BurnUpRow[]> {
  const rows = await at.select().from(milestoneHistory).where(inArray(milestoneHistory.what, [...OUTCOMES])).orderBy(asc(milestoneHistory.seq)).limit(MOST_EVENTS);
  return rows.flatMap(({ milestone, goal, what, at: time }) => (milestone !== null && goal !== null && isOutcome(what) ? [{ milestone, goal, what, at: time.getTime() }] : []));
}

/** Everything that happened in a time, the oldest first. */
export const happenedWithin = (at: Queryable, { from, to }: { from: Date; to: Date }): Promise<HistoryRow[]> =>
  at.select().from(milestoneHistory).where(and(gte(milestoneHistory.at, from), lt(milestoneHistory.at, to))).orderBy(asc(milestoneHistory.seq)).limit(MOST_SLIPS);

/** When the history began; undefined before it has. */
export async function historyBegan(at: Queryable): Promise<Date | undefined> {
  const [first] = await at.select({ at: milestoneHistory.at }).from(milestoneHistory).orderBy(asc(milestoneHistory.seq)).limit(1);
  return first?.at;
}
