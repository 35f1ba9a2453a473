import type { Action, Issue } from '../../../../../src/vulnerabilities/contract.ts';

/** What can be done about issues, by its key; those that ask first say so with `…`. */
export type Step = Action['do'];

type Known = { key: string; verb: string; says: string; permission: 'issues.write' | 'issues.approve'; fits: (issue: Issue) => boolean };

const undecided = ({ state }: Issue): boolean => state === 'open' || state === 'triaged';
const unresolved = ({ state }: Issue): boolean => state !== 'resolved';

export const steps = {
  plan: { key: 'p', verb: 'Plan…', says: 'Plan: who fixes it by when', permission: 'issues.write', fits: unresolved },
  accept: { key: 'a', verb: 'Accept until…', says: 'Accept the risk until a day', permission: 'issues.write', fits: unresolved },
  'not-affected': { key: 'n', verb: 'Not affected…', says: 'Mark not affected', permission: 'issues.write', fits: unresolved },
  triage: { key: 't', verb: 'Triaged', says: 'Mark triaged', permission: 'issues.write', fits: ({ state }) => state === 'open' },
  assign: { key: 'o', verb: 'Assign…', says: 'Assign to somebody', permission: 'issues.write', fits: unresolved },
  move: { key: 'm', verb: 'Move the day…', says: 'Move the day of a plan', permission: 'issues.write', fits: ({ plan }) => plan !== null },
  approve: { key: 'y', verb: 'Approve', says: 'Approve what is proposed', permission: 'issues.approve', fits: ({ proposed }) => proposed !== null },
  refuse: { key: 'u', verb: 'Refuse…', says: 'Refuse what is proposed', permission: 'issues.approve', fits: ({ proposed }) => proposed !== null },
  reopen: { key: 'r', verb: 'Open again…', says: 'End the decision: open again', permission: 'issues.write', fits: (issue) => unresolved(issue) && !undecided(issue) },
  note: { key: 'w', verb: 'Note…', says: 'Write a note', permission: 'issues.write', fits: () => true },
} as const satisfies Record<Step, Known>;

export const STEPS = ['plan', 'accept', 'not-affected', 'triage', 'assign', 'move', 'approve', 'refuse', 'reopen', 'note'] as const satisfies readonly Step[];

/** Those that make sense for an issue, the likeliest first. */
export function stepsFor(issue: Issue): readonly Step[] {
  const fitting = STEPS.filter((step) => steps[step].fits(issue));
  const first: readonly Step[] = issue.proposed !== null ? ['approve', 'refuse'] : issue.plan !== null ? ['move', 'reopen'] : [];
  return [...first.filter((step) => fitting.includes(step)), ...fitting.filter((step) => !first.includes(step))];
}
