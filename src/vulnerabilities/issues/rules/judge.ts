import type { Appearance, Decision, DecisionKind, Factor, Issue, IssueState, Policy, Severity } from '../../contract.ts';
import { clocksOf, type Owed } from './clocks.ts';
import { isRequired } from './policy.ts';
import { priorityOf, type Circumstances } from './priority.ts';
import { clocksFrom, isUndecided, stateOf } from './state.ts';

/** An issue before it is judged. */
export type Before = {
  state: IssueState; required: boolean; severity: Severity; score: number | null; kev: Issue['kev']; epss: number | null;
  assignedTo: string | null; openedAt: Date; triagedAt: Date | null; plannedAt: Date | null; resolvedAt: Date | null;
  appeared: Appearance; toldAt: Date | null;
};

/** What its open places say of it, all together. */
export type Surroundings = {
  open: number; assets: number; undecided: number; oldestUndecided: Date | null; covering: readonly DecisionKind[];
  /** The commonest owner of the assets. */
  owner: string | null;
  environments: readonly string[];
  exposure: Circumstances['exposure']; runs: Circumstances['runs'];
};

export type Held = Pick<Decision, 'kind' | 'state' | 'owner' | 'due' | 'change' | 'until'> & { slips: readonly unknown[] };

/** What `settle` writes of an issue. */
export type Judged = {
  state: IssueState; required: boolean; priority: number; factors: Factor[]; owner: string | null;
  openedAt: Date; triagedAt: Date | null; plannedAt: Date | null; resolvedAt: Date | null; toldAt: Date | null; appeared: Appearance;
  clockWhat: Owed['what'] | null; due: string | null; clocks: Owed[];
  plan: Issue['plan']; proposed: DecisionKind | null;
  openPlaces: number; openAssets: number; undecidedPlaces: number;
  exposed: boolean; running: boolean; environments: readonly string[];
};

/** Nobody has decided it, and policy wants that somebody does. */
export const needsSomebody = ({ state, required }: { state: IssueState; required: boolean }): boolean => required && isUndecided(state);

/**
 * Everything about an issue that follows from its places, its decisions and the policy.
 * @param decisions the active ones that are still its own, the newest first, and the proposed one.
 */
export function judge(before: Before, around: Surroundings, decisions: readonly Held[], policy: Policy, { at, isPolicyChange = false }: { at: Date; isPolicyChange?: boolean }): Judged {
  const isOpenAgain = before.state === 'resolved' && around.open > 0;
  const rated = { severity: before.severity, score: before.score, isKnownExploited: before.kev !== null, epss: before.epss };
  const required = isRequired(policy, rated);
  const active = decisions.filter(({ state }) => state === 'active');
  const standing = { open: around.open, undecided: around.undecided, covering: around.covering };
  const openedAt = clocksFrom({ before: before.state, after: stateOf({ ...standing, isTriaged: false }), openedAt: before.openedAt, at, oldestUndecided: around.oldestUndecided });
  // A look at what was there before says nothing of what opened the issue again.
  const triagedAt = openedAt === before.openedAt ? before.triagedAt : null;
  const state = stateOf({ ...standing, isTriaged: triagedAt !== null });

  const planned = active.find(({ kind }) => kind === 'plan');
  const isPlanCounted = planned !== undefined && (around.covering.includes('plan') || state === 'resolved');
  const until = around.covering.includes('accept') ? active.flatMap((one) => (one.kind === 'accept' && one.until !== null ? [one.until] : [])).toSorted()[0] : undefined;
  const { clocks, next } = clocksOf(policy, {
    state, required, severity: before.severity, openedAt,
    kevDue: before.kev?.due ?? null,
    planDue: isPlanCounted ? planned.due : null,
    acceptedUntil: until ?? null,
  });
  const { priority, factors } = priorityOf({ ...rated, isRansomware: before.kev?.ransomware === true, exposure: around.exposure, runs: around.runs });
  const isNewlyNeeded = needsSomebody({ state, required }) && !needsSomebody(before);

  return {
    state, required, priority, factors, openedAt, triagedAt,
    owner: before.assignedTo ?? (isPlanCounted ? planned.owner : null) ?? around.owner,
    plannedAt: state === 'planned' ? (before.state === 'planned' ? (before.plannedAt ?? at) : at) : isUndecided(state) ? null : before.plannedAt,
    resolvedAt: state === 'resolved' ? (before.resolvedAt ?? at) : null,
    toldAt: isNewlyNeeded ? null : before.toldAt,
    appeared: isOpenAgain ? 'came-back' : isPolicyChange && required && !before.required ? 'policy-change' : before.appeared,
    clockWhat: next?.what ?? null, due: next?.due ?? null, clocks,
    plan: isPlanCounted ? { owner: planned.owner ?? '', due: planned.due ?? '', change: planned.change ?? '', slipped: planned.slips.length } : null,
    proposed: decisions.find((one) => one.state === 'proposed')?.kind ?? null,
    openPlaces: around.open, openAssets: around.assets, undecidedPlaces: around.undecided,
    exposed: around.exposure === 'service' || around.exposure === 'service-on-internet',
    running: around.runs !== 'nowhere', environments: around.environments,
  };
}

/** Of an issue that is nowhere any more. */
export const NOWHERE: Surroundings = { open: 0, assets: 0, undecided: 0, oldestUndecided: null, covering: [], owner: null, environments: [], exposure: 'none', runs: 'nowhere' };
