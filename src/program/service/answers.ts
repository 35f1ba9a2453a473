import type { z } from 'zod';
import type { ConditionVerdict, FactAnswer, GateAnswer, MilestoneAnswer, ProgramAnswer } from '../contract.ts';
import { facts } from '../facts/index.ts';
import { sayVerdict, seeFor, seeOf } from '../facts/sentence.ts';
import { OWN_SUBJECT } from '../gate/evaluate.ts';
import { stateOf, type Evidence, type FactState } from '../gate/fact.ts';
import type { Verdict } from '../gate/hold.ts';
import { requirementsOf, type Milestone, type Requirement, type Target } from '../gate/program.ts';
import type { Look } from './evaluation.ts';

const UNTOLD = { forecast: null, noForecast: null };
const instant = (ms: number): string => new Date(ms).toISOString();
const definitions = new Map(facts.map((fact) => [fact.id, fact]));

export function programAnswer(look: Look): ProgramAnswer {
  const { held: { program, version, changedBy, changedAt, warnings }, evaluation } = look;
  return {
    title: program.title, subject: program.subject, version, digest: program.digest, changedBy, changedAt: changedAt.toISOString(), evaluatedAt: instant(evaluation.at),
    goals: [...program.goals],
    milestones: program.milestones.map((milestone) => milestoneAnswer(milestone, look)),
    gates: gateAnswers(look),
    warnings: [...warnings],
  };
}

function milestoneAnswer(milestone: Milestone, { evaluation, outlook }: Look): MilestoneAnswer {
  const verdict = evaluation.milestones.find(({ id }) => id === milestone.id);
  const needs = new Map(requirementsOf(milestone).map((requirement) => [requirement.id, requirement]));
  const needed = milestone.dependsOn.flatMap((one) => (one.on === 'milestone' ? [{ milestone: one.milestone, reason: one.reason }] : []));
  return {
    id: milestone.id, title: milestone.title, goal: milestone.goal, partOf: milestone.partOf ?? null, owner: milestone.owner,
    target: targetWords(milestone.target), targetIs: milestone.target.is, outcome: verdict?.outcome ?? 'unknown',
    claimed: milestone.claimed !== undefined, claim: milestone.claimed ?? null,
    conditions: (verdict?.verdicts ?? []).map((one) => ({ ...conditionAnswer(one, needs.get(one.id), evaluation), waitsFor: waitsFor(milestone, one.id) })),
    dependsOn: needed.map((one) => ({ ...one, outcome: evaluation.milestones.find(({ id }) => id === one.milestone)?.outcome ?? 'unknown' })),
    waitsFor: needed.filter((one) => verdict?.waitsFor.includes(one.milestone) === true),
    ...(outlook.milestones.get(milestone.id) ?? UNTOLD),
  };
}

/** What outside the milestones a condition is of; null for the milestone's own. */
function waitsFor({ dependsOn }: Milestone, requirement: string): { title: string; reason: string } | null {
  for (const one of dependsOn) {
    if (one.on === 'elsewhere' && one.requirement.id === requirement) return { title: `${one.team}: ${one.title}`, reason: one.reason };
    if (one.on === 'outcome' && one.requirements.some(({ id }) => id === requirement)) return { title: one.title, reason: one.reason };
  }
  return null;
}

export function gateAnswers({ held: { program }, evaluation, overrides, since, outlook }: Look): GateAnswer[] {
  return evaluation.gates.flatMap((verdict): GateAnswer[] => {
    const gate = program.gates.find(({ id }) => id === verdict.id);
    if (!gate) return [];
    const verdicts = new Map(verdict.verdicts.map((one) => [one.id, one]));
    return [{
      id: gate.id, title: gate.title, question: gate.question, state: verdict.state, since: instant(since.get(gate.id) ?? evaluation.at), evaluatedAt: instant(evaluation.at), sentence: verdict.sentence,
      reasons: verdict.holding.flatMap(({ milestone, requirement, outcome, because }) => {
        const one = verdicts.get(requirement);
        return one === undefined ? [] : [{ milestone: milestone ?? null, condition: requirement, title: one.title, outcome, because, ...saidOf(one) }];
      }),
      milestones: [...gate.milestones],
      conditions: gate.requirements.flatMap((requirement) => {
        const one = verdicts.get(requirement.id);
        return one === undefined ? [] : [conditionAnswer(one, requirement, evaluation)];
      }),
      overrides: overrides.filter((one) => one.gate === gate.id), digest: evaluation.digest,
      ...(outlook.gates.get(gate.id) ?? UNTOLD),
    }];
  });
}

/** Every fact of the catalogue as it stands. */
export function factAnswers({ held: { program }, evaluation, evidence }: Look): z.infer<typeof FactAnswer>[] {
  return facts.map((definition) => {
    const { id, type, from, maxAgeMs } = definition;
    const state = stateOf(evidence.get(id), definition, { now: evaluation.at, subject: from === 'measured' ? OWN_SUBJECT : program.subject });
    return { ...factState(id, state), type, measured: from === 'measured', maxAgeMs };
  });
}

/** What a verdict says to people, where something is done about it, and when time alone will have met it. */
const saidOf = (verdict: Verdict) => ({
  sentence: sayVerdict(verdict, definitions), see: seeFor(verdict, definitions), from: verdict.from === undefined ? null : instant(verdict.from),
});

function conditionAnswer(verdict: Verdict, requirement: Requirement | undefined, { held }: Look['evaluation']): ConditionVerdict {
  const { id, title, text, outcome, because, facts: asked } = verdict;
  const since = held.get(id)?.since;
  return {
    id, title, when: text, outcome, because, ...saidOf(verdict), facts: asked.map(({ id: fact, state }) => factState(fact, state)),
    forMs: requirement?.forMs ?? 0, since: since === undefined ? null : instant(since),
  };
}

function factState(id: string, state: FactState) {
  const { evidence } = state;
  const definition = definitions.get(id);
  return {
    id, meaning: definition?.meaning ?? id, unit: definition?.unit ?? null,
    known: state.is === 'known', value: state.is === 'known' ? state.value : null,
    because: state.is === 'known' ? null : state.because, words: state.is === 'known' ? null : state.words,
    at: evidence !== undefined && Number.isFinite(evidence.at) ? instant(evidence.at) : null, from: evidence?.provenance.is ?? null, by: evidence === undefined ? [] : namesOf(evidence),
    see: definition === undefined ? null : seeOf(definition),
  };
}

function namesOf({ provenance }: Evidence): string[] {
  switch (provenance.is) {
    case 'measured': return [provenance.by];
    case 'statement': return [...provenance.keys];
    case 'people': return [...provenance.names];
    default: return provenance satisfies never;
  }
}

const targetWords = (target: Target): string => (target.is === 'release' ? target.release : target.is === 'day' ? target.day : target.words);
