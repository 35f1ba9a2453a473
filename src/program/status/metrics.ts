import type { Clock } from '../../kernel/clock.ts';
import { factAnswers } from '../service/answers.ts';
import type { Evaluator } from '../service/evaluation.ts';

const OUTCOMES = { met: 1, unmet: 0, unknown: -1 } as const;

/** Figures of the program for Prometheus, to whoever may know what the house is made of. What is not known has no figure. */
export const programMetrics = ({ evaluation, clock }: { evaluation: Pick<Evaluator, 'recent'>; clock: Clock }) => [
  {
    name: 'milestone_state',
    help: 'Milestones: 1 met, 0 not met, -1 not known',
    labels: ['milestone'],
    confidential: true,
    read: async () => (await evaluation.recent('polled')).evaluation.milestones.map(({ id, outcome }) => ({ labels: { milestone: id }, value: OUTCOMES[outcome] })),
  },
  {
    name: 'fact',
    help: 'Facts that are known and are numbers, or true (1) or false (0); docs/facts.md',
    labels: ['fact'],
    confidential: true,
    read: async () => factAnswers(await evaluation.recent('polled')).flatMap(({ id, known, value }) => (known && (typeof value === 'number' || typeof value === 'boolean') ? [{ labels: { fact: id }, value: Number(value) }] : [])),
  },
  {
    name: 'override_ends_seconds',
    help: 'How long until the next exception of a gate ends that holds now; nothing where none does',
    confidential: true,
    read: async () => {
      const ends = (await evaluation.recent('polled')).overrides.flatMap(({ state, until }) => (state === 'active' ? [Date.parse(until)] : []));
      return ends.length === 0 ? [] : [{ value: Math.max(0, Math.min(...ends) - clock.now()) / 1_000 }];
    },
  },
];
