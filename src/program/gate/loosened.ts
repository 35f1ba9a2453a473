import { bearingOn, gapsBefore, requirementsOf, type Gate, type Program, type Requirement } from './program.ts';

/** A gate of which less is asked than before. */
export type Loosened = { gate: string; title: string; /** Ids of conditions that went, or ask less long. */ conditions: readonly string[] };

/**
 * What another program asks less of each gate than the one before it; a gate that went asks nothing any more. What nothing could
 * show to be met is asked as well: without it, or with a condition, a gate may open. Of another subject everything is asked
 * anew. An environment that is named for the first time, or asks another gate that asks less, lets more through; one that is
 * named no longer lets nothing through. The names of things do not matter, only what is asked.
 */
export function loosened(before: Program, after: Program): Loosened[] {
  const lostOf = (gate: Gate, now: Gate | undefined): string[] => {
    const asked = now === undefined || before.subject !== after.subject ? [] : bearingOn(now, after);
    const gaps = new Set(now === undefined ? [] : gapsBefore(now, after).map(({ id }) => id));
    const lost = [...bearingOn(gate, before).filter((one) => !asked.some((other) => asksAsMuch(other, one))), ...gapsBefore(gate, before).filter(({ id }) => !gaps.has(id))];
    return [...new Set(lost.map(({ id }) => id))];
  };
  const find = ({ gates }: Program, id: string | undefined): Gate | undefined => gates.find((gate) => gate.id === id);
  const gates = before.gates.map((gate) => ({ gate: gate.id, title: gate.title, conditions: lostOf(gate, find(after, gate.id)) })).filter(({ conditions }) => conditions.length > 0);
  const environments = [...(after.deployments ?? [])].flatMap(([environment, id]): Loosened[] => {
    const [asked, was] = [find(after, id), find(before, before.deployments?.get(environment))];
    if (asked === undefined) return [];
    if (was === undefined) return [{ gate: id, title: `${asked.title}, for deployments to ${environment}, which were refused so far`, conditions: [] }];
    const conditions = was.id === id ? [] : lostOf(was, asked);
    return conditions.length === 0 ? [] : [{ gate: was.id, title: `${was.title}, for deployments to ${environment}`, conditions }];
  });
  return [...gates, ...environments];
}

const asksAsMuch = (now: Requirement, before: Requirement): boolean => now.condition.text === before.condition.text && now.forMs >= before.forMs;

/** Ids of conditions that are there no longer, or say something else. */
export function changedConditions(before: Program, after: Program): string[] {
  const now = new Map(everythingIn(after).map((one) => [one.id, one]));
  return [...new Set(everythingIn(before).filter(({ id, condition, forMs }) => now.get(id)?.condition.text !== condition.text || now.get(id)?.forMs !== forMs).map(({ id }) => id))];
}

const everythingIn = ({ gates, milestones }: Program): Requirement[] => [...gates.flatMap(({ requirements }) => requirements), ...milestones.flatMap(requirementsOf)];
