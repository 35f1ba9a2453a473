import { contextOf } from './condition.ts';
import { digestOf } from './digest.ts';
import { stateOf, type Evidence, type FactDefinition, type FactState } from './fact.ts';
import { judge, type Held, type Outcome, type Verdict } from './hold.ts';
import { isInForce, type Override } from './override.ts';
import { gapsOf, neededBy, requirementsOf, type Gap, type Gate, type Program, type Requirement } from './program.ts';

export type MilestoneVerdict = {
  id: string;
  outcome: Outcome;
  verdicts: readonly Verdict[];
  /** Milestones that it waits for and that are not met. */
  waitsFor: readonly string[];
};

export type GateState = 'open' | 'closed' | 'unknown';
export type GateVerdict = {
  id: string;
  state: GateState;
  /** Every condition that bears on it, its own and those of the milestones it needs, and of what they wait for. */
  verdicts: readonly (Verdict & { milestone?: string })[];
  /** What keeps it from opening, the known before the unknown. */
  holding: readonly { milestone?: string; requirement: string; outcome: Outcome; because: string }[];
  /** What would open it, in one sentence. */
  sentence: string;
  /** Exceptions that count for it now. */
  overrides: readonly Override[];
};

export type Evaluation = {
  at: number;
  program: string;
  milestones: readonly MilestoneVerdict[];
  gates: readonly GateVerdict[];
  /** To be handed to the next evaluation, by requirement. */
  held: ReadonlyMap<string, Held>;
  /** sha256 over program, time, facts and results: the same input gives the same. */
  digest: string;
};

export type Input = {
  program: Program;
  definitions: readonly FactDefinition[];
  /** The newest observation of each fact. */
  evidence: ReadonlyMap<string, Evidence>;
  overrides: readonly Override[];
  held: ReadonlyMap<string, Held>;
  /** Milliseconds since the epoch. */
  now: number;
};

/** The subject of what Glacis measures of itself and its surroundings. */
export const OWN_SUBJECT = 'house';

/**
 * Judges a whole program at one moment. Pure and deterministic: time is given, the order of the input is that of the output.
 * A gate is closed when any condition that bears on it is unmet, unknown when none is unmet but some are not known, else open.
 */
export function evaluate({ program, definitions, evidence, overrides, held, now }: Input): Evaluation {
  const states = new Map<string, FactState>();
  for (const definition of definitions) {
    const subject = definition.from === 'measured' ? OWN_SUBJECT : program.subject;
    states.set(definition.id, stateOf(evidence.get(definition.id), definition, { now, subject }));
  }
  const context = contextOf(definitions, states, now);
  const next = new Map<string, Held>();
  const decide = (requirement: Requirement): Verdict => {
    const judged = judge(requirement, states, context, { now, held: held.get(requirement.id) });
    next.set(requirement.id, judged.held);
    return judged.verdict;
  };

  const verdicts = new Map(program.milestones.map((milestone) => [milestone.id, [...requirementsOf(milestone).map(decide), ...gapsOf(milestone).map(undecidable)]]));
  const milestones = program.milestones.map((milestone): MilestoneVerdict => ({
    id: milestone.id,
    outcome: together(verdicts.get(milestone.id) ?? []),
    verdicts: verdicts.get(milestone.id) ?? [],
    waitsFor: milestone.dependsOn.flatMap((on) => (on.on === 'milestone' && together(verdicts.get(on.milestone) ?? []) !== 'met' ? [on.milestone] : [])),
  }));
  const byId = new Map(program.milestones.map((milestone) => [milestone.id, milestone]));
  const gates = program.gates.map((gate) => {
    const own: GateVerdict['verdicts'] = gate.requirements.map(decide);
    const needed = neededBy(gate, byId).flatMap(({ id }) => (verdicts.get(id) ?? []).map((verdict) => ({ ...verdict, milestone: id })));
    return gateVerdict(gate, [...own, ...needed], overrides.filter((override) => isInForce(override, gate.id, now)));
  });
  const digest = digestOf({
    program: program.digest,
    at: now,
    facts: [...evidence.values()].toSorted((a, b) => (a.fact < b.fact ? -1 : 1)),
    milestones: milestones.map(({ id, outcome }) => ({ id, outcome })),
    gates: gates.map(({ id, state, holding, overrides: exceptions }) => ({ id, state, holding, overrides: exceptions.map((override) => override.id) })),
  });
  return { at: now, program: program.digest, milestones, gates, held: next, digest };
}

/** Any unmet makes unmet; else any unknown makes unknown. Nothing at all is met by nobody. */
function together(verdicts: readonly { outcome: Outcome }[]): Outcome {
  if (verdicts.length === 0) return 'unknown';
  if (verdicts.some(({ outcome }) => outcome === 'unmet')) return 'unmet';
  return verdicts.some(({ outcome }) => outcome === 'unknown') ? 'unknown' : 'met';
}

const undecidable = ({ id, title }: Gap): Verdict =>
  ({ id, title, text: '', outcome: 'unknown', because: 'it has no condition: nothing can show that it is met', facts: [] });

const GATE_STATE: Readonly<Record<Outcome, GateState>> = { met: 'open', unmet: 'closed', unknown: 'unknown' };
const URGENCY: Readonly<Record<Outcome, number>> = { unmet: 0, unknown: 1, met: 2 };

function gateVerdict(gate: Gate, verdicts: GateVerdict['verdicts'], overrides: readonly Override[]): GateVerdict {
  const excepted = new Set(overrides.flatMap(({ requirements }) => requirements));
  const counting = verdicts.filter(({ id }) => !excepted.has(id));
  const holding = counting
    .filter(({ outcome }) => outcome !== 'met')
    .toSorted((a, b) => URGENCY[a.outcome] - URGENCY[b.outcome])
    .map(({ id, milestone, outcome, because }) => ({ requirement: id, outcome, because, ...(milestone === undefined ? {} : { milestone }) }));
  // Exceptions may carry a gate only where something was judged: an empty gate is not known.
  const state = verdicts.length > 0 && counting.length === 0 ? 'open' : GATE_STATE[together(counting)];
  return { id: gate.id, state, verdicts, holding, sentence: sentenceOf(gate, state, counting), overrides };
}

function sentenceOf(gate: Gate, state: GateState, verdicts: GateVerdict['verdicts']): string {
  if (state === 'open') return `${gate.title} is open.`;
  const missing = verdicts.filter(({ outcome }) => outcome !== 'met');
  const [first, second, ...rest] = missing.map(({ title }) => title);
  if (first === undefined) return `${gate.title} has no condition: nothing can open it.`;
  const more = rest.length === 0 ? '' : `, and ${rest.length} more`;
  return `${gate.title} opens when: ${first}${second === undefined ? '' : `; ${second}`}${more}.`;
}
