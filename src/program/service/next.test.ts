import { expect, test } from 'vitest';
import type { GateAnswer } from '../contract.ts';
import { nextAnswer } from './next.ts';

type Reason = GateAnswer['reasons'][number];
const reason = (condition: string, part: Partial<Reason> = {}): Reason => ({
  condition, milestone: condition.split('/')[0] ?? null, title: condition, outcome: 'unmet', because: '', sentence: `${condition} is not so`, see: null, from: null, ...part,
});
const gate = (id: string, reasons: Reason[], state: GateAnswer['state'] = reasons.length === 0 ? 'open' : 'closed'): GateAnswer => ({
  id, title: id, question: '', state, since: '', evaluatedAt: '', sentence: '', reasons, milestones: [], conditions: [], overrides: [], digest: '', forecast: null, noForecast: null,
});

test('the next gate is the one that the least holds, of several the first; where all are open there is none', () => {
  const two = [reason('a/one'), reason('b/two')];
  expect(nextAnswer([gate('far', [...two, reason('c/three')]), gate('near', two), gate('also', two), gate('there', [])]).gate?.id).toBe('near');
  expect(nextAnswer([gate('there', [])])).toEqual({ gate: null, items: [], more: 0 });
  expect(nextAnswer([]).gate).toBeNull();
});

test('what can be done comes before what takes time, and that before what nobody knows; what holds more milestones first', () => {
  const heard = { title: 'An alert reaches somebody', sentence: 'no channel works', see: { verb: 'Set up a channel', path: '/settings/channels' } };
  const { items, more } = nextAnswer([gate('g', [
    reason('a/time', { from: '2026-12-01T00:00:00Z' }), reason('a/else'), reason('a/plan', { see: { verb: 'Plan them', path: '/issues' } }), reason('a/alerted', heard), reason('b/alerted', heard), reason('c/said', { outcome: 'unknown' }),
  ])]);
  expect(items.map(({ conditions }) => conditions)).toEqual([['a/alerted', 'b/alerted'], ['a/plan'], ['a/else']]);
  expect(items[0]?.milestones).toEqual(['a', 'b']);
  expect(more).toBe(2);
});
