import { errors } from '../../../kernel/errors.ts';
import type { Action, Decision, IssueState, Policy, Scope, Severity } from '../../contract.ts';
import { approverOf, fourEyesOn, reaches, type Actor } from './actor.ts';
import { addDays, addMonths, businessDays, dayOf, type CalendarDay } from './days.ts';

/** A decision as rules handle it; times are instants as text. */
export type Made = Decision & { byId: string };

/** What an action looks at of an issue. */
export type Subject = {
  state: IssueState;
  severity: Severity;
  assignedTo: string | null;
  triagedAt: Date | null;
  /** The day by which policy wants it remedied; null where it wants nothing. */
  remediateBy: CalendarDay | null;
  /** Those that are active or proposed. */
  decisions: readonly Made[];
  /** Of its open places. */
  lineages: readonly string[];
};

/** What an action makes of an issue. Nothing at all where it is so already. */
export type Outcome = {
  decisions: Made[];
  issue: { triaged?: true; assignedTo?: string | null; note?: string };
  history: { what: string; note: string }[];
  /** The day that a plan had, where it got a later one. */
  slippedFrom?: { decision: Made; was: CalendarDay };
};

export type Situation = { by: Actor; at: Date; policy: Policy; newId: () => string };

/** A plan further ahead than this is none. */
const LONGEST_PLAN_DAYS = 3 * 366;
/** More are not named one by one. */
const MOST_LINEAGES = 10_000;

/**
 * What an action does to an issue, by the rules of the policy. Changes nothing itself.
 * @throws {GlacisError} `conflict` where it does not fit what is; `invalid` for days that cannot be; `needs_approver` and
 * `needs_second` where somebody else has to say so.
 */
export function decide(action: Action, issue: Subject, situation: Situation): Outcome {
  switch (action.do) {
    case 'triage':
      refuseUnless(issue.state === 'open' || issue.state === 'triaged', `It is ${issue.state}: there is nothing to look through.`);
      return issue.triagedAt === null ? outcome('triaged', action.note, { issue: { triaged: true } }) : NOTHING;
    case 'assign':
      return action.owner === issue.assignedTo ? NOTHING : outcome('assigned', joined(action.owner ?? 'to whoever owns the assets', action.note), { issue: { assignedTo: action.owner } });
    case 'note':
      return outcome('note', action.note, { issue: { note: action.note } });
    case 'plan':
      refusePast(action.due, situation, LONGEST_PLAN_DAYS);
      return made(issue, situation, {
        ...proposal('plan', action, issue, situation), owner: action.owner, due: action.due, change: action.change,
        reason: action.note === '' ? null : action.note,
      }, joined(`by ${action.due}, ${action.owner}: ${action.change}`, beyond(action.due, issue, situation), action.note));
    case 'accept':
      refusePast(action.until, situation);
      refuseBeyond(action.until, situation);
      return made(issue, situation, {
        ...proposal('accept', action, issue, situation), reason: action.reason, control: action.control === '' ? null : action.control, until: action.until,
      }, joined(`until ${action.until}: ${action.reason}`, action.control));
    case 'not-affected':
      return made(issue, situation, { ...proposal('not-affected', action, issue, situation), reason: action.reason, justification: action.justification }, `${action.justification}: ${action.reason}`);
    case 'move':
      return moved(action, issue, situation);
    case 'approve':
      return approved(action, issue, situation);
    case 'refuse':
      return refused(action, issue, situation);
    case 'reopen':
      return reopened(action, issue, situation);
  }
}

const NOTHING: Outcome = { decisions: [], issue: {}, history: [] };
const outcome = (what: string, note: string, more: Partial<Outcome> = {}): Outcome => ({ ...NOTHING, history: [{ what, note }], ...more });
const joined = (...parts: (string | null)[]): string => parts.filter((part) => part !== null && part !== '').join('; ');

function refuseUnless(holds: boolean, what: string): asserts holds {
  if (!holds) throw errors.conflict({ what });
}

function refusePast(day: CalendarDay, { at }: Situation, most = Number.POSITIVE_INFINITY): void {
  if (day < dayOf(at)) throw errors.invalid({ what: `${day} has gone by: name a day that is to come.` });
  if (most !== Number.POSITIVE_INFINITY && day > addDays(dayOf(at), most)) throw errors.invalid({ what: `${day} is further ahead than a plan can be: three years at most.` });
}

function refuseBeyond(day: CalendarDay, { at, policy }: Situation): void {
  const last = addMonths(dayOf(at), policy.accept.mostMonths);
  if (day > last) throw errors.invalid({ what: `An acceptance holds for ${policy.accept.mostMonths} months at most: until ${last}.` });
}

/** Says where a day is later than policy wants it. */
function beyond(due: CalendarDay, { remediateBy }: Subject, { policy }: Situation): string | null {
  if (remediateBy === null || due <= remediateBy) return null;
  const days = businessDays(policy).between(remediateBy, due);
  return `${days} business ${days === 1 ? 'day' : 'days'} after the ${remediateBy} of the policy`;
}

function proposal(kind: Decision['kind'], { scope }: { scope: 'known' | 'everywhere' }, issue: Subject, { by, at, newId }: Situation): Made {
  refuseUnless(issue.state !== 'resolved', 'It is resolved: there is nothing to decide.');
  return {
    id: newId(), kind, state: 'proposed', scope: scopeOf(scope, issue),
    by: by.name, byId: by.id, at: at.toISOString(), approvedBy: null, approvedAt: null,
    owner: null, due: null, change: null, slips: [], reason: null, control: null, justification: null, until: null, because: null,
  };
}

function scopeOf(scope: 'known' | 'everywhere', { lineages }: Subject): Scope {
  if (scope === 'everywhere') return { is: 'everywhere' };
  refuseUnless(lineages.length <= MOST_LINEAGES, `It is in ${lineages.length} images, nodes and repositories: decide for everywhere.`);
  return { is: 'known', lineages: [...lineages] };
}

/** A decision holds at once where whoever makes it may approve it and no second person is asked for; else it waits. */
function made(issue: Subject, situation: Situation, decision: Made, note: string): Outcome {
  const { by, policy } = situation;
  const waiting = issue.decisions.filter(({ state }) => state === 'proposed').map((one) => ended(one, 'another was proposed'));
  if (fourEyesOn(policy, decision.kind) || !reaches(by.standing, approverOf(policy, decision.kind, issue.severity))) {
    return { decisions: [...waiting, decision], issue: { triaged: true }, history: [{ what: `proposed: ${PAST[decision.kind]}`, note }] };
  }
  return activated(issue, situation, decision, waiting, note);
}

/** What somebody else's word makes of an issue: that it does not affect some lineages. A decision of people that waits is left to them. */
export function setAside(issue: Subject, situation: Situation, { lineages, reason, justification }: { lineages: readonly string[]; reason: string; justification: Decision['justification'] }): Outcome {
  refuseUnless(!issue.decisions.some(({ state, kind }) => state === 'proposed' && kind !== 'not-affected'), 'A decision about it waits for an approver.');
  if (issue.decisions.some(({ kind, scope }) => kind === 'not-affected' && lineages.every((lineage) => covers(scope, lineage)))) return NOTHING;
  const decision = { ...proposal('not-affected', { scope: 'known' }, { ...issue, lineages }, situation), reason, justification };
  return made(issue, situation, decision, `by VEX: ${[justification, reason].filter((part) => part !== null && part !== '').join(': ')}`);
}

/** How histories tell of what was decided. */
export const PAST: Record<Decision['kind'], string> = { plan: 'planned', accept: 'accepted', 'not-affected': 'not affected' };

/**
 * Makes a decision hold. Those before it end, but for what still covers open places that this one does not. A plan after a
 * plan carries its slips on, and is one itself where its day is later.
 */
function activated(issue: Subject, { by, at }: Situation, decision: Made, ends: readonly Made[], note: string): Outcome {
  const before = issue.decisions.filter((one) => one.state === 'active');
  const replaced = before.filter((one) => !issue.lineages.some((lineage) => covers(one.scope, lineage) && !covers(decision.scope, lineage)));
  const plan = decision.kind === 'plan' ? before.find(({ kind }) => kind === 'plan') : undefined;
  const was = plan?.due ?? null;
  const isSlip = was !== null && decision.due !== null && decision.due > was;
  const known = new Set(decision.slips.map((slip) => `${slip.due} ${slip.at}`));
  const slips = [
    ...(plan?.slips ?? []).filter((slip) => !known.has(`${slip.due} ${slip.at}`)),
    ...decision.slips,
    ...(isSlip && !decision.slips.some((slip) => slip.due === was) ? [{ due: was, at: at.toISOString(), by: decision.by, reason: `planned anew: ${decision.change ?? ''}` }] : []),
  ];
  const active: Made = { ...decision, state: 'active', approvedBy: by.name, approvedAt: at.toISOString(), slips };
  return {
    decisions: [...ends, ...replaced.map((one) => ended(one, `replaced: ${PAST[decision.kind]} by ${decision.by}`)), active],
    issue: { triaged: true, ...(decision.kind === 'plan' ? { assignedTo: null } : {}) },
    history: [{ what: PAST[decision.kind], note }, ...(isSlip ? [{ what: 'slipped', note: `from ${was} to ${decision.due}` }] : [])],
    ...(isSlip ? { slippedFrom: { decision: active, was } } : {}),
  };
}

export const covers = (scope: Scope, lineage: string): boolean => scope.is === 'everywhere' || scope.lineages.includes(lineage);

const ended = (decision: Made, because: string): Made => ({ ...decision, state: 'ended', because });

function moved({ due, reason }: Extract<Action, { do: 'move' }>, issue: Subject, situation: Situation): Outcome {
  const { by, at, policy, newId } = situation;
  const plan = issue.decisions.find(({ kind, state }) => kind === 'plan' && state === 'active');
  refuseUnless(plan !== undefined, 'It has no plan whose day could be moved.');
  refusePast(due, situation, LONGEST_PLAN_DAYS);
  const was = plan.due;
  if (was === null || due === was) return NOTHING;
  const isLater = due > was;
  const note = joined(`from ${was} to ${due}: ${reason}`, beyond(due, issue, situation));
  const slips = isLater ? [...plan.slips, { due: was, at: at.toISOString(), by: by.name, reason }] : plan.slips;
  // A later day is promised by who may promise one; a nearer one by anybody.
  if (isLater && (fourEyesOn(policy, 'plan') || !reaches(by.standing, approverOf(policy, 'plan', issue.severity)))) {
    const again: Made = { ...plan, id: newId(), state: 'proposed', by: by.name, byId: by.id, at: at.toISOString(), approvedBy: null, approvedAt: null, due, slips, because: null };
    const waiting = issue.decisions.filter(({ state }) => state === 'proposed').map((one) => ended(one, 'another was proposed'));
    return { decisions: [...waiting, again], issue: {}, history: [{ what: 'proposed: a later day', note }] };
  }
  const changed: Made = { ...plan, due, slips };
  return { decisions: [changed], issue: {}, history: [{ what: isLater ? 'slipped' : 'moved', note }], ...(isLater ? { slippedFrom: { decision: changed, was } } : {}) };
}

/** The decision that waits; what became of it where none does. */
function waiting(issue: Subject): Made {
  const decision = issue.decisions.find(({ state }) => state === 'proposed');
  const last = issue.decisions.filter(({ state }) => state === 'active').toSorted((a, b) => (a.approvedAt ?? '').localeCompare(b.approvedAt ?? '')).at(-1);
  refuseUnless(decision !== undefined, last === undefined ? 'Nothing waits for an approver: what was proposed was refused or withdrawn.' : `Nothing waits for an approver: ${last.approvedBy} approved it at ${last.approvedAt} (${PAST[last.kind]}).`);
  return decision;
}

function refuseApprover(decision: Made, issue: Subject, { by, policy }: Situation): void {
  const needed = approverOf(policy, decision.kind, issue.severity);
  if (!reaches(by.standing, needed)) throw errors.needsApprover({ severity: issue.severity, role: needed });
}

function approved({ note, decision: seen }: Extract<Action, { do: 'approve' }>, issue: Subject, situation: Situation): Outcome {
  const decision = waiting(issue);
  refuseUnless(seen === undefined || seen === decision.id, `What waits now was proposed by ${decision.by} at ${decision.at}, after what you saw: look again.`);
  refuseApprover(decision, issue, situation);
  if (fourEyesOn(situation.policy, decision.kind) && decision.byId === situation.by.id) throw errors.needsSecond();
  refuseUnless(issue.state !== 'resolved', 'It is resolved: there is nothing to decide.');
  const last = decision.due ?? decision.until;
  refuseUnless(last === null || last >= dayOf(situation.at), `${last} has gone by since it was proposed: propose it anew.`);
  return activated(issue, situation, decision, [], joined(`proposed by ${decision.by}, approved by ${situation.by.name}`, note));
}

function refused({ note }: Extract<Action, { do: 'refuse' }>, issue: Subject, situation: Situation): Outcome {
  const decision = waiting(issue);
  refuseApprover(decision, issue, situation);
  return outcome(`refused: ${PAST[decision.kind]}`, note, { decisions: [ended(decision, `refused by ${situation.by.name}: ${note}`)] });
}

function reopened({ note }: Extract<Action, { do: 'reopen' }>, issue: Subject, { by }: Situation): Outcome {
  const active = issue.decisions.filter(({ state }) => state === 'active');
  const ends = active.length > 0 ? active : issue.decisions;
  refuseUnless(ends.length > 0, 'Nothing holds that could be ended.');
  return outcome(active.length > 0 ? 're-opened' : 'withdrawn', note, { decisions: ends.map((one) => ended(one, `withdrawn by ${by.name}: ${note}`)) });
}
