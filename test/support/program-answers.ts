import type { GateAnswer, MilestoneAnswer, ProgramAnswer } from '../../src/program/contract.ts';

/** A milestone of one condition. */
export const milestoneAnswer = (id: string, outcome: MilestoneAnswer['outcome']): MilestoneAnswer => ({
  id, title: `The ${id}`, goal: 'sure', partOf: null, owner: 'security', target: '3.24', targetIs: 'release', outcome, claimed: false, claim: null, dependsOn: [], waitsFor: [], forecast: null, noForecast: null,
  conditions: [{ id: `${id}/c`, title: 'It holds', when: 'x', outcome, because: 'x is 2', sentence: 'Two do not', facts: [], see: null, forMs: 0, since: null, from: null, waitsFor: null }],
});
/** The gate of the launch. */
export const gateAnswer = (at: string, state: GateAnswer['state']): GateAnswer => ({
  id: 'launch', title: 'The launch', question: 'May we?', state, since: at, evaluatedAt: at, sentence: `The launch is ${state}.`, reasons: [], milestones: ['logs'], conditions: [], overrides: [], digest: 'd', forecast: null, noForecast: null,
});
/** A program with milestones that are not met, not known and met, and a closed gate. */
export const programAnswer = (at: string): ProgramAnswer => ({
  title: 'Ours', subject: 'acme/cloud', version: 1, digest: 'd', changedBy: 'ann', changedAt: at, evaluatedAt: at, warnings: [], goals: [{ id: 'sure', title: 'To be sure', problem: 'Nobody knows' }],
  milestones: [milestoneAnswer('logs', 'unmet'), milestoneAnswer('scans', 'unknown'), milestoneAnswer('done', 'met')], gates: [gateAnswer(at, 'closed')],
});
