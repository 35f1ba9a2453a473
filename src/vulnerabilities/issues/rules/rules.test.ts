import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DecisionKind, IssueState, Severity } from '../../contract.ts';
import { clocksOf } from './clocks.ts';
import { addDays, addMonths, businessDays, dayOf } from './days.ts';
import { covers, decide, type Made, type Situation, type Subject } from './decide.ts';
import { DEFAULT_POLICY, isRequired } from './policy.ts';
import { priorityOf } from './priority.ts';
import { middle } from './quantiles.ts';
import { clocksFrom, stateOf } from './state.ts';

const days = businessDays({ week: [1, 2, 3, 4, 5], holidays: ['2026-12-25'] });
const day = fc.integer({ min: 0, max: 2_000 }).map((n) => addDays('2024-01-01', n));
const calendar = fc.record({ week: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), holidays: fc.array(day, { maxLength: 30 }) });

describe('business days', () => {
  test.for([
    { from: '2026-06-05', add: 1, is: '2026-06-08' },
    { from: '2026-06-06', add: 1, is: '2026-06-08' },
    { from: '2026-12-24', add: 1, is: '2026-12-28' },
    { from: '2026-06-06', add: 0, is: '2026-06-06' },
  ])('$add after $from is $is', ({ from, add, is }) => expect(days.add(from, add)).toBe(is));

  test('counting between is counting one by one, whatever is worked', () => {
    fc.assert(fc.property(calendar, day, fc.integer({ min: 0, max: 60 }), (given, from, length) => {
      const { between, isWorked } = businessDays(given);
      const one = Array.from({ length }, (_, at) => addDays(from, at + 1)).filter(isWorked).length;
      expect(between(from, addDays(from, length))).toBe(one);
    }));
  });

  test('what is due in so many worked days is late only after them', () => {
    fc.assert(fc.property(calendar, day, fc.integer({ min: 1, max: 40 }), (given, from, count) => {
      const { add, late, lastWorked } = businessDays(given);
      const due = add(from, count);
      expect(late(due, from)).toBe(-count);
      expect(late(due, due)).toBe(0);
      expect(late(due, add(due, 1))).toBe(1);
      for (let after = 0; after < 10; after += 1) expect(due < lastWorked(addDays(due, after))).toBe(late(due, addDays(due, after)) > 0);
    }));
  });

  test('a month later is the last of a shorter one', () => expect(addMonths('2026-08-31', 6)).toBe('2027-02-28'));
});

describe('the state of an issue', () => {
  const kinds = fc.uniqueArray(fc.constantFrom<DecisionKind>('plan', 'accept', 'not-affected'));
  test('is resolved exactly when no place is open, and decided only when all are covered', () => {
    fc.assert(fc.property(fc.nat(9), fc.nat(9), kinds, fc.boolean(), (open, some, covering, isTriaged) => {
      const undecided = Math.min(open, some);
      const state = stateOf({ open, undecided, covering, isTriaged });
      const weakest = covering.includes('plan') ? 'planned' : covering.includes('accept') ? 'accepted' : 'not-affected';
      const isDecided = open > 0 && undecided === 0 && covering.length > 0;
      expect(state === 'resolved').toBe(open === 0);
      expect(state === 'open' || state === 'triaged' || undecided === 0).toBe(true);
      expect(isDecided ? state : weakest).toBe(weakest);
    }));
  });

  test('its clocks never begin earlier than they had, nor while it stays undecided', () => {
    const states = fc.constantFrom<IssueState>('open', 'triaged', 'planned', 'accepted', 'not-affected', 'resolved');
    const times = fc.integer({ min: 0, max: 1_000 });
    fc.assert(fc.property(states, states, times, times, fc.option(times), (before, after, opened, passed, oldest) => {
      const [openedAt, at] = [new Date(opened), new Date(opened + passed)];
      const from = clocksFrom({ before, after, openedAt, at, oldestUndecided: oldest === null ? null : new Date(Math.min(oldest, at.getTime())) });
      expect(from.getTime()).toBeGreaterThanOrEqual(opened);
      expect(from.getTime()).toBeLessThanOrEqual(at.getTime());
      expect(before === 'open' || before === 'triaged' ? from : openedAt).toBe(openedAt);
    }));
  });
});

describe('clocks', () => {
  const of = (more: Partial<Parameters<typeof clocksOf>[1]>) =>
    clocksOf(DEFAULT_POLICY, { state: 'open', required: true, severity: 'high', openedAt: new Date('2026-06-01T23:59:00Z'), kevDue: null, planDue: null, acceptedUntil: null, ...more });

  test.for<{ severity: Severity; estimate: string; remediate: string }>([
    { severity: 'critical', estimate: '2026-06-02', remediate: '2026-06-04' },
    { severity: 'high', estimate: '2026-06-04', remediate: '2026-06-15' },
    { severity: 'medium', estimate: '2026-06-15', remediate: '2026-07-27' },
    { severity: 'unknown', estimate: '2026-06-15', remediate: '2026-07-27' },
    { severity: 'low', estimate: '2026-06-15', remediate: '2026-10-19' },
  ])('of what is $severity', ({ severity, estimate, remediate }) =>
    expect(of({ severity }).clocks).toEqual([{ what: 'triage', due: '2026-06-04' }, { what: 'estimate', due: estimate }, { what: 'remediate', due: remediate }]));

  test('CISA caps remediation, and what it wanted before the issue opened is owed that day', () => {
    expect(of({ kevDue: '2026-06-03' }).next).toEqual({ what: 'remediate', due: '2026-06-03' });
    expect(of({ kevDue: '2021-01-01' }).next).toEqual({ what: 'remediate', due: '2026-06-01' });
    expect(of({ kevDue: '2030-01-01' }).clocks[2]?.due).toBe('2026-06-15');
  });

  test('that are met are not next: a look meets triage, a plan all but its own day', () => {
    expect(of({ state: 'triaged' }).next?.what).toBe('estimate');
    expect(of({ state: 'planned', planDue: '2026-09-01' }).next).toEqual({ what: 'plan', due: '2026-09-01' });
    expect(of({ state: 'accepted', acceptedUntil: '2026-11-01' }).next).toEqual({ what: 'acceptance', due: '2026-11-01' });
    for (const state of ['not-affected', 'resolved'] as const) expect(of({ state }).next).toBeNull();
  });

  test('do not run for what the policy does not require', () => expect(of({ required: false })).toEqual({ clocks: [], next: null }));
});

test.for<{ severity: Severity; score: number | null; is: boolean }>([
  { severity: 'high', score: null, is: true }, { severity: 'medium', score: 4, is: true }, { severity: 'low', score: 9.8, is: true }, { severity: 'medium', score: 3.9, is: false },
  { severity: 'medium', score: null, is: false }, { severity: 'unknown', score: null, is: true }, { severity: 'unknown', score: 2, is: false }, { severity: 'negligible', score: null, is: false },
])('the default policy on $severity, $score: $is', ({ severity, score, is }) => expect(isRequired(DEFAULT_POLICY, { severity, score, isKnownExploited: false, epss: null })).toBe(is));

describe('a priority', () => {
  const some = fc.record({
    severity: fc.constantFrom<Severity>('critical', 'high', 'medium', 'low', 'negligible', 'unknown'), score: fc.option(fc.double({ min: 0, max: 10, noNaN: true })), isKnownExploited: fc.boolean(), isRansomware: fc.boolean(),
    epss: fc.option(fc.double({ min: 0, max: 1, noNaN: true })), exposure: fc.constantFrom('service-on-internet' as const, 'service' as const, 'internet' as const, 'none' as const), runs: fc.constantFrom('production' as const, 'unnamed' as const, 'elsewhere' as const, 'nowhere' as const),
  });
  test('is 0 to 100, the sum of its parts, and no less for what is known to be exploited', () => {
    fc.assert(fc.property(some, (of) => {
      const { priority, factors } = priorityOf(of);
      expect(priority).toBeGreaterThanOrEqual(0);
      expect(priority).toBeLessThanOrEqual(100);
      expect(Math.abs(priority - factors.reduce((sum, { points }) => sum + points, 0))).toBeLessThanOrEqual(0.5 + 1e-9);
      for (const { points, most } of factors) expect(points).toBeLessThanOrEqual(most);
      expect(priorityOf({ ...of, isKnownExploited: true }).priority).toBeGreaterThanOrEqual(priority);
    }));
  });
});

describe('decisions', () => {
  const by = { id: 'p1', name: 'anna', standing: 'owner' as const };
  let made = 0;
  const situation: Situation = { by, at: new Date('2026-06-01T09:00:00Z'), policy: { ...DEFAULT_POLICY, accept: { ...DEFAULT_POLICY.accept, fourEyes: false } }, newId: () => `d${(made += 1)}` };
  const subject = (decisions: readonly Made[], lineages: readonly string[]): Subject => ({ state: 'open', severity: 'high', assignedTo: null, triagedAt: null, remediateBy: '2026-06-15', decisions, lineages });

  test('leave nothing undecided that was decided, and one decision a place at most decides', () => {
    const lineages = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 });
    const action = fc.oneof(
      fc.constantFrom({ do: 'plan' as const, owner: 'shop', due: '2026-06-10', change: 'x', note: '', scope: 'known' as const }, { do: 'plan' as const, owner: 'shop', due: '2026-06-30', change: 'y', note: '', scope: 'everywhere' as const }),
      fc.constant({ do: 'accept' as const, reason: 'r', control: '', until: '2026-09-01', scope: 'known' as const }),
    );
    fc.assert(fc.property(fc.array(fc.tuple(action, lineages), { maxLength: 6 }), (steps) => {
      let held: Made[] = [];
      for (const [step, where] of steps) {
        const { decisions } = decide(step, subject(held, where), situation);
        const byId = new Map([...held, ...decisions].map((one) => [one.id, one]));
        held = [...byId.values()].filter(({ state }) => state === 'active');
        for (const lineage of where) expect(held.some(({ scope }) => covers(scope, lineage))).toBe(true);
        expect(held.filter(({ kind }) => kind === step.do)).not.toEqual([]);
      }
      const slips = held.flatMap((one) => one.slips.map(({ due, at }) => `${one.id} ${due} ${at}`));
      expect(new Set(slips).size).toBeLessThanOrEqual(slips.length);
    }));
  });

  test('a plan after a plan, with a later day, is a slip that stays', () => {
    const plan = (due: string) => ({ do: 'plan' as const, owner: 'shop', due, change: 'x', note: '', scope: 'known' as const });
    const first = decide(plan('2026-06-10'), subject([], ['a']), situation).decisions;
    const second = decide(plan('2026-06-20'), subject(first, ['a']), situation);
    expect(second.slippedFrom?.was).toBe('2026-06-10');
    const third = decide(plan('2026-06-12'), subject(second.decisions.filter(({ state }) => state === 'active'), ['a']), situation);
    expect(third.decisions.at(-1)?.slips.map(({ due }) => due)).toEqual(['2026-06-10']);
  });
});

test('the middle of values is what sorting them says', () => {
  fc.assert(fc.property(fc.array(fc.record({ value: fc.nat(50), n: fc.integer({ min: 1, max: 5 }) }), { minLength: 1 }), (counted) => {
    const all = counted.flatMap(({ value, n }) => Array.from({ length: n }, () => value)).toSorted((a, b) => a - b);
    expect(middle(counted)).toEqual({ median: all[Math.ceil(all.length * 0.5) - 1], p90: all[Math.ceil(all.length * 0.9) - 1], most: all.at(-1), count: all.length });
  }));
  expect(middle([])).toEqual({ median: null, p90: null, most: null, count: 0 });
});

test('a day is one of UTC', () => expect(dayOf(new Date('2026-06-01T23:30:00-05:00'))).toBe('2026-06-02'));
