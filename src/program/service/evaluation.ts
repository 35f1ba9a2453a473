import { desc, eq, inArray, notInArray, sql } from 'drizzle-orm';
import { inTransaction, type Tx } from '../../kernel/database/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { decisionOf } from '../decision/decide.ts';
import { payloadDigest } from '../decision/dsse.ts';
import { facts } from '../facts/index.ts';
import { digestOf } from '../gate/digest.ts';
import { evaluate, type Evaluation, type GateVerdict } from '../gate/evaluate.ts';
import type { Evidence } from '../gate/fact.ts';
import { measure } from '../measure/index.ts';
import type { MeasureNeeds } from '../measure/needs.ts';
import { evidence, gateDecisions, gateStates, heldConditions } from '../tables.ts';
import type { OverrideAnswer } from '../contract.ts';
import type { RoadmapRoom } from '../roadmap/index.ts';
import type { EvidenceDesk } from './evidence.ts';
import { EVALUATION_LOCK, type DecisionKeys } from './keys.ts';
import type { OverrideDesk } from './overrides.ts';
import type { Held, ProgramStore } from './programs.ts';

/** What the house was when it was last looked at. */
export type Look = {
  held: Held;
  evaluation: Evaluation;
  evidence: ReadonlyMap<string, Evidence>;
  overrides: readonly OverrideAnswer[];
  /** Since when each gate is what it is, in milliseconds since the epoch. */
  since: ReadonlyMap<string, number>;
} & Ahead;

/** What follows for the days to come: when milestones and gates are likely, and the work that is laid out. */
type Ahead = Awaited<ReturnType<RoadmapRoom['ahead']>>;

/** A gate that became another; `leftOpenAt` is when it stopped being open. */
export type GateChange = { gate: GateVerdict; title: string; before: GateVerdict['state'] | null; leftOpenAt: Date | null; at: Date };

type Needs = Pick<Kernel, 'db' | 'clock' | 'config'> & MeasureNeeds;
type Parts = { programs: ProgramStore; outside: EvidenceDesk; overrides: OverrideDesk; keys: DecisionKeys; version: string; roadmap: Pick<RoadmapRoom, 'note' | 'ahead'>; tell: (tx: Tx, change: GateChange) => Promise<void> };

const DAY_MS = 86_400_000;
/** An answer may be so old before the house is looked at again: to who looks at the program, and to what asks by itself all the time. */
const FRESH_MS = { looked: 5_000, polled: 55_000 } as const;

/** Looks at the house and judges the program: every minute, and whenever somebody changes what it rests on. */
export function evaluator(needs: Needs, { programs, outside, overrides, keys, version, roadmap, tell }: Parts) {
  const { db, clock, config } = needs;
  const verifier = config.publicUrl ?? 'urn:glacis';
  let last: { look: Look; at: number } | undefined;
  let looking: { look: Promise<Look>; after: number } | undefined;
  /** How often somebody changed something: a look that began before the last change may not have seen it. */
  let changes = 0;

  async function look(): Promise<Look> {
    // Measured before the lock: it asks the whole house.
    const measured = await measure(needs, facts);
    const found = await inTransaction(db, async (tx) => {
      await tx.execute(EVALUATION_LOCK);
      const now = clock.now();
      const held = await programs.current(tx);
      const newest = new Map([...(await outside.newest(tx)), ...measured].map((one) => [one.fact, one]));
      const { shown, inForce } = await overrides.current(tx);
      const before = new Map((await tx.select().from(heldConditions)).map(({ requirement, of, since, at }) => [requirement, { of, at: at.getTime(), ...(since === null ? {} : { since: since.getTime() }) }]));
      const evaluation = evaluate({ program: held.program, definitions: facts, evidence: newest, overrides: inForce, held: before, now });
      await keepHeld(tx, evaluation);
      const since = await decide(tx, held, evaluation, measured, newest);
      await roadmap.note(tx, held, evaluation, newest);
      return { held, evaluation, evidence: newest, overrides: shown, since };
    });
    return { ...found, ...(await roadmap.ahead(found.held, found.evaluation)) };
  }

  /** Writes what gates are now; a gate that changed, a new program, and each day make a signed decision. */
  async function decide(tx: Tx, { program }: Held, evaluation: Evaluation, measured: readonly Evidence[], newest: ReadonlyMap<string, Evidence>): Promise<Map<string, number>> {
    const known = new Map((await tx.select().from(gateStates)).map((row) => [row.gate, row]));
    const since = new Map<string, number>();
    const at = new Date(evaluation.at);
    let isKept = false;
    for (const gate of evaluation.gates) {
      const before = known.get(gate.id);
      const isChanged = before?.state !== gate.state;
      since.set(gate.id, isChanged ? evaluation.at : before.since.getTime());
      const leftOpenAt = before?.state === 'open' && isChanged ? at : (before?.leftOpenAt ?? null);
      const row = { gate: gate.id, state: gate.state, since: isChanged ? at : before.since, leftOpenAt: gate.state === 'open' ? null : leftOpenAt, evaluatedAt: at };
      await tx.insert(gateStates).values(row).onConflictDoUpdate({ target: gateStates.gate, set: row });
      const [decided] = await tx.select({ at: gateDecisions.at, state: gateDecisions.state, program: gateDecisions.program, envelope: gateDecisions.envelope }).from(gateDecisions).where(eq(gateDecisions.gate, gate.id)).orderBy(desc(gateDecisions.seq)).limit(1);
      if (isChanged) await tell(tx, { gate, title: program.gates.find(({ id }) => id === gate.id)?.title ?? gate.id, before: before?.state ?? null, leftOpenAt, at });
      const isDue = isChanged || decided === undefined || decided.state !== gate.state || decided.program !== evaluation.program || evaluation.at - decided.at.getTime() >= DAY_MS;
      // Decisions are in the order of time: where a clock was set back, the next one waits until it has caught up.
      if (!isDue || (decided !== undefined && evaluation.at < decided.at.getTime())) continue;
      if (!isKept) await keepMeasured(tx, measured, at);
      isKept = true;
      const inputs = [...new Set(gate.verdicts.flatMap(({ facts: asked }) => asked.map(({ id }) => id)))].toSorted().flatMap((id) => {
        const one = newest.get(id);
        return one === undefined ? [] : [{ uri: `fact:${id}`, sha256: digestOf(one) }];
      });
      const envelope = decisionOf({ verifier, version, evaluation, gate, inputs, previous: decided === undefined ? null : payloadDigest(decided.envelope) }, await keys.current(tx));
      await tx.insert(gateDecisions).values({ gate: gate.id, at, state: gate.state, program: evaluation.program, digest: evaluation.digest, envelope });
    }
    const ids = evaluation.gates.map(({ id }) => id);
    await tx.delete(gateStates).where(ids.length === 0 ? sql`true` : notInArray(gateStates.gate, ids));
    return since;
  }

  /** A look that has seen all changes until now: the one that is under way, or another after it. */
  function begin(): Promise<Look> {
    if (looking?.after === changes) return looking.look;
    const before = looking?.look.catch(() => undefined);
    const mine: { look: Promise<Look>; after: number } = {
      after: changes,
      look: (before ?? Promise.resolve(undefined)).then(look).finally(() => {
        if (looking === mine) looking = undefined;
      }),
    };
    looking = mine;
    return mine.look;
  }

  return {
    /** Looks now. */
    async now(): Promise<Look> {
      const after = changes;
      const found = await begin();
      if (after === changes) last = { look: found, at: clock.now() };
      return found;
    },
    /** The last look, if it is recent enough for the occasion. What somebody changed here is seen in any case. */
    recent(occasion: keyof typeof FRESH_MS = 'looked'): Promise<Look> {
      const age = last === undefined ? Number.POSITIVE_INFINITY : clock.now() - last.at;
      return last !== undefined && age >= 0 && age < FRESH_MS[occasion] ? Promise.resolve(last.look) : this.now();
    },
    /** What somebody changed is seen at the next question. */
    forget(): void {
      changes += 1;
      last = undefined;
    },
  };
}
export type Evaluator = ReturnType<typeof evaluator>;

async function keepHeld(tx: Tx, { held }: Evaluation): Promise<void> {
  const rows = [...held].map(([requirement, { of, since, at }]) => ({ requirement, of, since: since === undefined ? null : new Date(since), at: new Date(at) }));
  for (let from = 0; from < rows.length; from += 1_000) {
    await tx.insert(heldConditions).values(rows.slice(from, from + 1_000)).onConflictDoUpdate({ target: heldConditions.requirement, set: { of: sql`excluded.of`, since: sql`excluded.since`, at: sql`excluded.at` } });
  }
  const gone = (await tx.select({ requirement: heldConditions.requirement }).from(heldConditions)).map(({ requirement }) => requirement).filter((id) => !held.has(id));
  if (gone.length > 0) await tx.delete(heldConditions).where(inArray(heldConditions.requirement, gone));
}

/** What a decision rests on is kept with it. */
async function keepMeasured(tx: Tx, measured: readonly Evidence[], receivedAt: Date): Promise<void> {
  const rows = measured.map(({ fact, value, error, at, subject, provenance }) => ({ fact, value, error: error ?? null, at: new Date(at), subject, provenance, until: null, receivedAt }));
  if (rows.length > 0) await tx.insert(evidence).values(rows);
}
