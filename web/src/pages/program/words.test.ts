import { expect, test } from 'vitest';
import type { MilestoneAnswer } from '../../../../src/program/contract.ts';
import { answerOf, lengthOf, nameOf, ordered, tallyOf, valueOf, whyOf } from './words.ts';

const milestone = (id: string, part: Partial<MilestoneAnswer> = {}): MilestoneAnswer => ({
  id, title: id, goal: 'sure', partOf: null, owner: 'us', target: '3.24', targetIs: 'release', outcome: 'unknown', claimed: false, claim: null, conditions: [], dependsOn: [], waitsFor: [], forecast: null, noForecast: null, ...part,
});

test('parts stand after what they are parts of, and every milestone of the goal is there once', () => {
  const all = [milestone('b-part', { partOf: 'b' }), milestone('a'), milestone('b'), milestone('elsewhere', { goal: 'other' }), milestone('deep', { partOf: 'b-part' }), milestone('lost', { partOf: 'elsewhere' }), milestone('own', { partOf: 'own' })];
  expect(ordered(all, 'sure').map(({ id }) => id)).toEqual(['a', 'b', 'b-part', 'lost', 'own', 'deep']);
});

test('parts are counted as every milestone', () => {
  expect(tallyOf([milestone('a', { outcome: 'met' }), milestone('b'), milestone('b-part', { partOf: 'b', outcome: 'met' })])).toEqual({ met: 2, total: 3 });
});

test.for([['open', [], 'Yes.'], ['open', ['active'], 'Yes, by an override.'], ['open', ['proposed'], 'Yes.'], ['closed', [], 'Not yet.'], ['unknown', ['active'], 'Nobody can say yet.']] as const)('a gate that is %s with %j answers: %s', ([state, overrides, said]) => {
  const override = (is: 'proposed' | 'active') => ({ id: '', gate: '', requirements: [], by: '', approvedBy: null, reason: '', control: '', from: '', until: '', state: is });
  expect(answerOf({ state, overrides: overrides.map(override) })).toBe(said);
});

test('why a milestone is what it is: of the conditions that make it so, the first', () => {
  const condition = (id: string, outcome: MilestoneAnswer['outcome']): MilestoneAnswer['conditions'][number] => ({ id, title: '', when: '', outcome, because: '', sentence: `${id} is so`, facts: [], see: null, forMs: 0, since: null, from: null, waitsFor: null });
  expect(whyOf(milestone('m', { outcome: 'unmet', conditions: [condition('a', 'met'), condition('b', 'unknown'), condition('c', 'unmet')] }))).toBe('c is so');
  expect(whyOf(milestone('m', { outcome: 'met', conditions: [condition('a', 'met')] }))).toBe('');
  expect(whyOf(milestone('m'))).toBe('It has no condition: nothing can show that it is met');
});

test.for<[string, boolean | number | string | null, string | null]>([
  ['1,204 issues', 1204, 'issues'], ['1 issue', 1, 'issues'], ['1 batch', 1, 'batches'], ['95.2 %', 0.9523, 'share'], ['99.9 %', 0.999_99, 'share'], ['100 %', 1, 'share'], ['yes', true, null], ['no', false, null], ['–', null, 'issues'], ['x', 'x', null],
])('%s', ([said, value, unit]) => {
  expect(valueOf(value, unit)).toBe(said);
});

test.for<[string, number]>([['14 days', 14 * 24], ['24 hours', 24], ['1 hour', 1], ['30 min', 0.5]])('%s', ([said, hours]) => {
  expect(lengthOf(hours * 3_600_000)).toBe(said);
});

test('an id is a name', () => { expect(nameOf('audit-and-access-logs')).toBe('Audit and access logs'); });
