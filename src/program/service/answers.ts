import type { ConditionVerdict, GateAnswer, MilestoneAnswer, ProgramAnswer } from '../contract.ts';
import { facts } from '../facts/index.ts';
import { stateOf, type Evidence, type FactState } from '../gate/fact.ts';
import { OWN_SUBJECT } from '../gate/evaluate.ts';
import type { Verdict } from '../gate/hold.ts';
import type { Target } from '../gate/program.ts';
import type { z } from 'zod';
import type { FactAnswer } from '../contract.ts';
import type { Look } from './evaluation.ts';

const instant = (ms: number): string => new Date(ms).toISOString();

export function programAnswer(look: Look): ProgramAnswer {
  const { held: { program, version, changedBy, changedAt }, evaluation } = look;
  return {
    title: program.title, subject: program.subject, version, digest: program.digest, changedBy, changedAt: changedAt.toISOString(), evaluatedAt: instant(evaluation.at),
    goals: [...program.goals],
    milestones: program.milestones.map((milestone): MilestoneAnswer => {
      const verdict = evaluation.milestones.find(({ id }) => id === milestone.id);
      return {
        id: milestone.id, title: milestone.title, goal: milestone.goal, partOf: milestone.partOf ?? null, owner: milestone.owner,
        target: targetWords(milestone.target), targetIs: milestone.target.is, outcome: verdict?.outcome ?? 'unknown', claimed: milestone.claimed !== undefined,
        conditions: (verdict?.verdicts ?? []).map(conditionAnswer),
        waitsFor: milestone.dependsOn.flatMap((one) => (one.on === 'milestone' && verdict?.waitsFor.includes(one.milestone) === true ? [{ milestone: one.milestone, reason: one.reason }] : [])),
      };
    }),
    gates: gateAnswers(look),
  };
}

export function gateAnswers({ held: { program }, evaluation, overrides, since }: Look): GateAnswer[] {
  return evaluation.gates.flatMap((verdict): GateAnswer[] => {
    const gate = program.gates.find(({ id }) => id === verdict.id);
    if (!gate) return [];
    return [{
      id: gate.id, title: gate.title, question: gate.question, state: verdict.state, since: instant(since.get(gate.id) ?? evaluation.at), evaluatedAt: instant(evaluation.at), sentence: verdict.sentence,
      reasons: verdict.holding.map(({ milestone, requirement, outcome, because }) => ({ milestone: milestone ?? null, condition: requirement, outcome, because })),
      milestones: [...gate.milestones], overrides: overrides.filter((one) => one.gate === gate.id), digest: evaluation.digest,
    }];
  });
}

/** Every fact of the catalogue as it stands. */
export function factAnswers({ held: { program }, evaluation, evidence }: Look): z.infer<typeof FactAnswer>[] {
  return facts.map((definition) => {
    const { id, type, unit, meaning, from } = definition;
    const state = stateOf(evidence.get(id), definition, { now: evaluation.at, subject: from === 'measured' ? OWN_SUBJECT : program.subject });
    return { ...factState(id, state), type, unit: unit ?? null, meaning, measured: from === 'measured' };
  });
}

const conditionAnswer = ({ id, title, text, outcome, because, facts: asked, from }: Verdict): ConditionVerdict => ({
  id, title, when: text, outcome, because, facts: asked.map(({ id: fact, state }) => factState(fact, state)), from: from === undefined ? null : instant(from),
});

function factState(id: string, state: FactState) {
  const { evidence } = state;
  return {
    id, known: state.is === 'known', value: state.is === 'known' ? state.value : null,
    because: state.is === 'known' ? null : state.because, words: state.is === 'known' ? null : state.words,
    at: evidence !== undefined && Number.isFinite(evidence.at) ? instant(evidence.at) : null, from: evidence?.provenance.is ?? null, by: evidence === undefined ? [] : namesOf(evidence),
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
