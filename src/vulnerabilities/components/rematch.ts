import { sql, type SQL } from 'drizzle-orm';
import type { Component } from '../../scanning/index.ts';
import { atDesk } from './desk-lock.ts';
import { refreshExploitation } from './exploitation.ts';
import type { Name } from './judging/messages.ts';
import { readMatchedWith, writeMatchedWith } from './matched-with.ts';
import { alignPlaces } from './places.ts';
import { recordFindings } from './record.ts';
import type { RematchNeeds } from './needs.ts';
import { noteMatched } from './stored.ts';

type Stage = 'judging' | 'recording' | 'placing' | 'settling' | 'exploitation';

/**
 * What came of it: names that are followed, of which the advisories say something else now, and what followed; and how many
 * milliseconds went into asking the advisories, writing findings, opening and closing places, settling, and EPSS and KEV.
 */
export type Rematched = { names: number; changed: number; components: number; opened: number; closed: number; took: Record<Stage, number> };

const NAMES_AT_ONCE = 5_000;
const CHANGED_AT_ONCE = 200;
const COMPONENTS_AT_ONCE = 200;

/**
 * Brings everything up to date with the advisories that are there: components of names of which something else is said now,
 * and those that wait for their first match. Nothing is asked of images and nodes. Goes on where it was interrupted: what was
 * done is told by the fingerprints that are stored with it.
 * @returns undefined where there are no advisories, and where others came while it ran: then it is to be called again.
 */
export async function rematch(needs: RematchNeeds, signal?: AbortSignal): Promise<Rematched | undefined> {
  const { db, clock, judge } = needs;
  const digest = await judge.stamp();
  if (digest === undefined) return undefined;
  const outcome: Rematched = { names: 0, changed: 0, components: 0, opened: 0, closed: 0, took: { judging: 0, recording: 0, placing: 0, settling: 0, exploitation: 0 } };
  const pass: Pass = { ...needs, digest, outcome, done: new Set(), signal };
  const day = new Date(clock.now()).toISOString().slice(0, 10);
  const before = await readMatchedWith(db);
  const isSame = before?.done === true && before.digest === digest && before.day === day;
  if (!isSame) {
    await atDesk(db, (tx) => writeMatchedWith(tx, { digest, day, done: false }, new Date(clock.now())));
    if (!(await followNames(pass))) return undefined;
  }
  if (!(await matchWaiting(pass))) return undefined;
  if (isSame) return outcome;
  if (!(await during(outcome, 'exploitation', () => refreshExploitation(needs, digest, signal)))) return undefined;
  await atDesk(db, (tx) => writeMatchedWith(tx, { digest, day, done: true }, new Date(clock.now())));
  return outcome;
}

/** `done`: components that were matched in this pass: one may be spoken of by several names. */
type Pass = RematchNeeds & { digest: string; outcome: Rematched; done: Set<number>; signal: AbortSignal | undefined };

/** Asks of every name whether something else is said of it. @returns false where it has to begin anew. */
async function followNames(pass: Pass): Promise<boolean> {
  const { db, judge, digest, outcome, signal } = pass;
  let after: Name = { ecosystem: '', name: '' };
  for (;;) {
    const { rows } = await db.execute<Name & { fingerprint: string }>(sql`
      SELECT ecosystem, name, fingerprint FROM watched_names WHERE (ecosystem, name) > (${after.ecosystem}, ${after.name}) ORDER BY ecosystem, name LIMIT ${NAMES_AT_ONCE}`);
    const last = rows.at(-1);
    if (last === undefined) return true;
    const now = await during(outcome, 'judging', () => judge.fingerprints(rows.map(({ ecosystem, name }) => ({ ecosystem, name }))));
    if (now?.digest !== digest || signal?.aborted) return false;
    const changed = rows.flatMap(({ ecosystem, name, fingerprint }, index) => {
      const next = now.value[index] ?? '';
      return next === fingerprint ? [] : [{ ecosystem, name, fingerprint: next }];
    });
    outcome.names += rows.length;
    outcome.changed += changed.length;
    for (let from = 0; from < changed.length; from += CHANGED_AT_ONCE) {
      const some = changed.slice(from, from + CHANGED_AT_ONCE);
      const given = sql`jsonb_to_recordset(${JSON.stringify(some)}::jsonb) AS n(ecosystem text, name text, fingerprint text)`;
      const isNamed = sql`c.matched_with IS NOT NULL AND c.id IN (SELECT cn.component_id FROM component_names cn JOIN ${given} ON n.ecosystem = cn.ecosystem AND n.name = cn.name)`;
      if (!(await matchAll(pass, isNamed))) return false;
      await db.execute(sql`UPDATE watched_names w SET fingerprint = n.fingerprint FROM ${given} WHERE n.ecosystem = w.ecosystem AND n.name = w.name`);
    }
    after = last;
  }
}

/** Components that something holds and that were never matched: they came when there were no advisories, or others. */
const matchWaiting = (pass: Pass): Promise<boolean> => matchAll(pass, sql`c.matched_with IS NULL AND ${IS_HELD}`);

const IS_HELD = sql`EXISTS (SELECT FROM asset_components ac WHERE ac.component_id = c.id AND ac.set_aside IS NULL)`;

async function matchAll(pass: Pass, which: SQL): Promise<boolean> {
  const { db, judge, digest, outcome, done, signal } = pass;
  for (let after = 0; ;) {
    const { rows } = await db.execute<{ id: number; judged: Component; isHeld: boolean }>(sql`
      SELECT c.id::float8 AS id, c.judged, ${IS_HELD} AS "isHeld" FROM components c WHERE ${which} AND c.id > ${after} ORDER BY c.id LIMIT ${COMPONENTS_AT_ONCE}`);
    const last = rows.at(-1);
    if (last === undefined) return true;
    after = last.id;
    const wanted = rows.filter(({ id, isHeld }) => isHeld && !done.has(id));
    await forget(pass, rows.filter(({ isHeld }) => !isHeld).map(({ id }) => id));
    if (wanted.length === 0) continue;
    const answer = await during(outcome, 'judging', () => judge.match(wanted.map(({ id, judged }) => ({ key: String(id), judged })), []));
    if (answer?.digest !== digest || signal?.aborted) return false;
    const matched = wanted.map(({ id }) => ({ componentId: id, findings: answer.value.findings.get(String(id)) ?? [] }));
    await write(pass, matched);
    for (const { id } of wanted) done.add(id);
    outcome.components += wanted.length;
  }
}

async function write({ db, clock, settle, digest, outcome }: Pass, matched: Parameters<typeof recordFindings>[1]): Promise<void> {
  const at = new Date(clock.now());
  const cause = { at, appeared: 'new-advisory', by: 'advisories' } as const;
  const aligned = await atDesk(db, async (tx) => {
    const recorded = await during(outcome, 'recording', async () => {
      await noteMatched(tx, matched.map(({ componentId }) => componentId), digest);
      return recordFindings(tx, matched, cause);
    });
    const places = await during(outcome, 'placing', () => alignPlaces(tx, { pairs: recorded.pairs }, cause));
    await during(outcome, 'settling', () => settle(tx, [...new Set([...recorded.issues, ...places.opened, ...places.closed])], { at, by: cause.by, counts: places.counts }));
    return places;
  });
  outcome.opened += aligned.opened.length;
  outcome.closed += aligned.closed.length;
}

async function during<T>({ took }: Rematched, stage: Stage, work: () => Promise<T>): Promise<T> {
  const from = performance.now();
  try {
    return await work();
  } finally {
    took[stage] += Math.round(performance.now() - from);
  }
}

/** What nothing holds any more is matched again when something does. */
async function forget({ db }: Pass, components: readonly number[]): Promise<void> {
  if (components.length === 0) return;
  await atDesk(db, async (tx) => {
    const unheld = sql`(SELECT c.id FROM components c WHERE c.id = ANY(${sql.param(components)}::bigint[]) AND NOT ${IS_HELD})`;
    await tx.execute(sql`DELETE FROM component_findings WHERE component_id IN ${unheld}`);
    await tx.execute(sql`UPDATE components SET matched_with = NULL WHERE matched_with IS NOT NULL AND id IN ${unheld}`);
  });
}
