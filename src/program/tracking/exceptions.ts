import type { GateAnswer } from '../contract.ts';

/** What a gate says in one sentence, with the exceptions that carry it: they are shown wherever it is, until they are gone. */
export function sentenceOf({ sentence, overrides }: Pick<GateAnswer, 'sentence' | 'overrides'>): string {
  const active = overrides.filter(({ state }) => state === 'active');
  if (active.length === 0) return sentence;
  const until = active.map((one) => one.until).toSorted()[0] ?? '';
  const count = new Set(active.flatMap(({ requirements }) => requirements)).size;
  return `By exception of ${count} ${count === 1 ? 'condition' : 'conditions'} until ${until.slice(0, 16).replace('T', ' ')} UTC: ${sentence}`;
}
