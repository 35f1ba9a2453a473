import { eq, inArray } from 'drizzle-orm';
import type { Kernel } from '../../kernel/kernel.ts';
import { requirementsOf, type Shown } from '../gate/program.ts';
import { milestoneStates } from '../roadmap/tables.ts';
import type { Evaluator, Look } from '../service/evaluation.ts';
import type { ProgramStore } from '../service/programs.ts';
import { gateStates } from '../tables.ts';
import type { GateState } from '../contract.ts';
import type { PublicStatus } from './contract.ts';

/** Strangers may ask as often as they like: the house is looked at for them once in so long. */
const KEPT_MS = 60_000;
/** A gate of which nothing was decided for so long, although it is judged every minute, is not known. */
const STALE_MS = 3 * 60_000;

type Parts = { evaluation: Pick<Evaluator, 'recent'>; programs: Pick<ProgramStore, 'current'> };

/** What is shown to strangers, and nothing else of the house. */
export function statusDesk({ db, clock }: Pick<Kernel, 'db' | 'clock'>, { evaluation, programs }: Parts) {
  let kept: { at: number; status: PublicStatus | undefined } | undefined;
  let looking: Promise<PublicStatus | undefined> | undefined;

  async function look(): Promise<PublicStatus | undefined> {
    const found = await evaluation.recent('polled');
    const { shown } = found.held.program;
    if (shown === undefined || shown.milestones.length + shown.gates.length === 0) return undefined;
    const rows = shown.milestones.length === 0 ? [] : await db.select({ milestone: milestoneStates.milestone, met: milestoneStates.met, since: milestoneStates.since }).from(milestoneStates).where(inArray(milestoneStates.milestone, shown.milestones.map(({ id }) => id)));
    return statusOf(shown, found, new Map(rows.map((row) => [row.milestone, row])));
  }

  return {
    /** What is chosen, as it stood within the last minute; undefined where nothing is. */
    async status(): Promise<PublicStatus | undefined> {
      const age = kept === undefined ? Number.POSITIVE_INFINITY : clock.now() - kept.at;
      if (kept !== undefined && age >= 0 && age < KEPT_MS) return kept.status;
      looking ??= look().finally(() => (looking = undefined));
      const status = await looking;
      kept = { at: clock.now(), status };
      return status;
    },

    /** What a badge says of a gate now, and whether strangers may see it; undefined where there is no such gate. */
    async badge(id: string): Promise<{ title: string; state: GateState; isPublic: boolean } | undefined> {
      const { program } = await programs.current();
      const gate = program.gates.find((one) => one.id === id);
      if (gate === undefined) return undefined;
      const chosen = program.shown?.gates.find((one) => one.id === id);
      const [row] = await db.select({ state: gateStates.state, at: gateStates.evaluatedAt }).from(gateStates).where(eq(gateStates.gate, id));
      const isFresh = row !== undefined && Math.abs(clock.now() - row.at.getTime()) <= STALE_MS;
      return { title: chosen?.title ?? gate.title, state: isFresh ? row.state : 'unknown', isPublic: chosen !== undefined };
    },
  };
}
export type StatusDesk = ReturnType<typeof statusDesk>;

const STATES = { met: 'met', unmet: 'in-progress', unknown: 'unknown' } as const;

function statusOf({ title, note, milestones, gates }: Shown, { held: { program }, evaluation, since }: Pick<Look, 'held' | 'evaluation' | 'since'>, kept: ReadonlyMap<string, { met: boolean; since: Date }>): PublicStatus {
  /** When the last of its conditions had held for long enough. */
  function metSince(id: string): number | undefined {
    const milestone = program.milestones.find((one) => one.id === id);
    const times = (milestone === undefined ? [] : requirementsOf(milestone)).map((requirement) => (evaluation.held.get(requirement.id)?.since ?? Number.NaN) + requirement.forMs);
    const last = Math.max(...times);
    return Number.isFinite(last) ? last : undefined;
  }
  return {
    title, note: note ?? null, at: new Date(evaluation.at).toISOString(),
    gates: gates.map((gate) => {
      const at = since.get(gate.id);
      return { title: gate.title, state: evaluation.gates.find(({ id }) => id === gate.id)?.state ?? 'unknown', since: at === undefined ? null : new Date(at).toISOString() };
    }),
    milestones: milestones.map((milestone) => {
      const state = STATES[evaluation.milestones.find(({ id }) => id === milestone.id)?.outcome ?? 'unknown'];
      const was = kept.get(milestone.id);
      // The history waits before it calls a milestone another; of what is not known it tells nothing.
      const told = was !== undefined && state !== 'unknown' && was.met === (state === 'met') ? was.since.getTime() : undefined;
      const at = told ?? (state === 'met' ? metSince(milestone.id) : undefined);
      return { title: milestone.title, target: milestone.target, state, since: at === undefined ? null : new Date(at).toISOString() };
    }),
  };
}
