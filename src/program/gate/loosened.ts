import { bearingOn, type Gate, type Program, type Requirement } from './program.ts';

/** A gate of which less is asked than before. */
export type Loosened = { gate: string; title: string; /** Ids of conditions that went, or ask less long. */ conditions: readonly string[] };

/**
 * What another program asks less of each gate than the one before it; a gate that went asks nothing any more. So does an environment
 * that asks another gate, which may ask less; one that is named no longer lets nothing through. The names of things do not matter,
 * only what is asked.
 */
export function loosened(before: Program, after: Program): Loosened[] {
  const lostOf = (gate: Gate, now: Gate | undefined, title: string): Loosened[] => {
    const asked = now === undefined ? [] : bearingOn(now, after);
    const lost = bearingOn(gate, before).filter((one) => !asked.some((other) => asksAsMuch(other, one)));
    return lost.length === 0 ? [] : [{ gate: gate.id, title, conditions: [...new Set(lost.map(({ id }) => id))] }];
  };
  const find = ({ gates }: Program, id: string): Gate | undefined => gates.find((gate) => gate.id === id);
  const environments = [...(before.deployments ?? [])].flatMap(([environment, id]) => {
    const [gate, other] = [find(before, id), after.deployments?.get(environment)];
    return gate === undefined || other === undefined || other === id ? [] : lostOf(gate, find(after, other), `${gate.title}, for deployments to ${environment}`);
  });
  return [...before.gates.flatMap((gate) => lostOf(gate, find(after, gate.id), gate.title)), ...environments];
}

const asksAsMuch = (now: Requirement, before: Requirement): boolean => now.condition.text === before.condition.text && now.forMs >= before.forMs;

/** Ids of conditions that are there no longer, or say something else. */
export function changedConditions(before: Program, after: Program): string[] {
  const now = new Map(after.gates.flatMap((gate) => bearingOn(gate, after)).map((one) => [one.id, one]));
  const was = before.gates.flatMap((gate) => bearingOn(gate, before));
  return [...new Set(was.filter(({ id, condition, forMs }) => now.get(id)?.condition.text !== condition.text || now.get(id)?.forMs !== forMs).map(({ id }) => id))];
}
