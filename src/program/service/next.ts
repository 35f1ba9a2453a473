import type { GateAnswer, NextAnswer } from '../contract.ts';

/** Of what holds a gate, so much can be begun with. */
const FEW = 3;

type Item = NextAnswer['items'][number];

/**
 * What to do next: of the gates that are not open the one that is held by the least (the first of several), and of that the few
 * requirements that tell most. What is unmet and can be worked on here comes first, then what is unmet, then what only takes time,
 * and what nobody knows last; of those alike, what holds more milestones.
 */
export function nextAnswer(gates: readonly GateAnswer[]): NextAnswer {
  const held = gates.flatMap((gate) => (gate.state === 'open' ? [] : [{ gate, items: itemsOf(gate) }]));
  const [next] = held.toSorted((a, b) => a.items.length - b.items.length);
  if (next === undefined) return { gate: null, items: [], more: 0 };
  const items = next.items.toSorted((a, b) => urgency(a) - urgency(b) || b.milestones.length - a.milestones.length);
  return { gate: next.gate, items: items.slice(0, FEW), more: Math.max(0, items.length - FEW) };
}

/** The same thing asked by several milestones is one thing to do. */
function itemsOf({ reasons }: GateAnswer): Item[] {
  const items = new Map<string, Item>();
  for (const { milestone, condition, title, outcome, sentence, see, from } of reasons) {
    const key = `${outcome} ${title} ${sentence}`;
    const known = items.get(key);
    const milestones = milestone === null ? [] : [milestone];
    if (known === undefined) items.set(key, { conditions: [condition], milestones, title, outcome, sentence, see, from });
    else items.set(key, { ...known, conditions: [...known.conditions, condition], milestones: [...new Set([...known.milestones, ...milestones])] });
  }
  return [...items.values()];
}

const urgency = ({ outcome, from, see }: Item): number => (outcome === 'unknown' ? 3 : from !== null ? 2 : see === null ? 1 : 0);
