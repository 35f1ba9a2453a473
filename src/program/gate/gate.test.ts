import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { conditionReader, type Condition } from './condition.ts';
import { canonical } from './digest.ts';
import { evaluate, OWN_SUBJECT, type Input } from './evaluate.ts';
import { stateOf, type Evidence, type FactDefinition, type FactValue } from './fact.ts';
import { LONGEST_GAP_MS } from './hold.ts';
import { changedConditions, loosened } from './loosened.ts';
import type { Override } from './override.ts';
import type { Milestone, Program, Requirement } from './program.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-27T12:00:00Z');
const measured = { from: 'measured', maxAgeMs: HOUR, meaning: '' } as const;
const definitions: readonly FactDefinition[] = [
  { id: 'a.yes', type: 'bool', ...measured }, { id: 'a.count', type: 'int', ...measured }, { id: 'a.share', type: 'double', ...measured },
  { id: 'a.word', type: 'string', ...measured }, { id: 'a.when', type: 'timestamp', ...measured },
  { id: 'b.yes', type: 'bool', meaning: '', from: 'outside', maxAgeMs: 24 * HOUR }, { id: 'b.count', type: 'int', meaning: '', from: 'outside', maxAgeMs: 24 * HOUR },
];
const read = conditionReader(definitions);
const condition = (text: string): Condition => {
  const compiled = read(text);
  if (compiled.is === 'problem') throw new Error(compiled.words);
  return compiled.condition;
};
const requirement = (id: string, text: string, forMs = 0): Requirement => ({ id, title: id, condition: condition(text), forMs });
const milestone = (id: string, requirements: Requirement[], more: Partial<Milestone> = {}): Milestone =>
  ({ id, title: id, goal: 'g', owner: 'o', target: { is: 'open', words: '' }, requirements, dependsOn: [], ...more });
const program = (milestones: Milestone[], requirements: Requirement[] = []): Program =>
  ({ title: 'p', subject: 'acme/cloud', goals: [], milestones, gates: [{ id: 'gate', title: 'The gate', question: '?', milestones: milestones.map(({ id }) => id), requirements }], digest: 'd' });
const said = (fact: string, value: FactValue, more: Partial<Evidence> = {}): Evidence => ({
  fact, value, at: NOW, subject: fact.startsWith('b.') ? 'acme/cloud' : OWN_SUBJECT,
  provenance: fact.startsWith('b.') ? { is: 'statement', keys: ['k'], digest: 'x' } : { is: 'measured', by: 'test' }, ...more,
});
const input = (given: Program, evidence: readonly Evidence[], more: Partial<Input> = {}): Input =>
  ({ program: given, definitions, evidence: new Map(evidence.map((one) => [one.fact, one])), overrides: [], held: new Map(), now: NOW, ...more });
const stateOfGate = (given: Input) => evaluate(given).gates[0]?.state;

describe('a condition', () => {
  test.for([
    ['a.yes', true], ['a.count == 3', true], ['a.count < 3 || a.share >= 0.5', true], ['!a.yes', false], ['a.word == "x"', true],
    ['a.when > now - duration("24h")', true], ['a.count in [1, 2, 3]', true], ['a.yes ? a.count == 3 : a.share > 9.0', true],
  ] as const)('%s is %s', ([text, expected]) => {
    const made = program([milestone('m', [requirement('r', text)])]);
    const evidence = [said('a.yes', true), said('a.count', 3), said('a.share', 0.5), said('a.word', 'x'), said('a.when', '2026-11-27T11:00:00Z')];
    expect(stateOfGate(input(made, evidence))).toBe(expected ? 'open' : 'closed');
  });

  test.for([
    ['a.cuont == 1', 'There is no fact a.cuont', 0], ['a.count == 1 && b.nope', 'There is no fact b.nope', 16], ['a.count', 'true or false', 0], ['true', 'asks no fact', 0],
    ['has(a.count)', 'has() is not to be had', 0], ['!("count" in a)', 'a group of facts', 12], ['dyn(a.count) == 1', 'dyn()', 0], ['size(a) == 0', 'a group of facts', 5], ['a["count"] == 1', 'a group of facts', 0],
    ['a.share == 1', 'no such overload', 0], ['a.count ==', 'EOF', 10], ['a.?count.orValue(0) == 0', '', 2], ['nobody.knows == 1', 'nknown variable', 0], ['a.yes'.padEnd(3_000), 'at most', 2_000],
  ] as const)('%s is refused: %s', ([text, words, at]) => {
    const compiled = read(text);
    expect(compiled).toMatchObject({ is: 'problem', words: expect.stringContaining(words) });
    expect(Math.abs((compiled.is === 'problem' ? compiled.at : -100) - at)).toBeLessThanOrEqual(2);
  });

  test('nobody can nest or list it to death', () => {
    expect(read(`${'('.repeat(900)}a.yes${')'.repeat(900)}`).is).toBe('problem');
    expect(read(Array.from({ length: 300 }, () => 'a.yes').join(' && ')).is).toBe('problem');
  });
});

describe('evidence that is not sound is unknown', () => {
  const of = (evidence: Evidence | undefined, id = 'b.count') => stateOf(evidence, definitions.find((one) => one.id === id) ?? definitions[0]!, { now: NOW, subject: 'acme/cloud' });
  test.for([
    ['missing', undefined], ['errored', said('b.count', 0, { error: 'the prober died' })], ['errored', said('b.count', 0, { value: null })],
    ['stale', said('b.count', 0, { at: NOW - 25 * HOUR })], ['future', said('b.count', 0, { at: NOW + HOUR })], ['future', said('b.count', 0, { at: Number.NaN })],
    ['expired', said('b.count', 0, { until: NOW })], ['expired', said('b.count', 0, { until: Number.NaN })], ['wrong-subject', said('b.count', 0, { subject: 'acme/other' })],
    ['unsigned', said('b.count', 0, { provenance: { is: 'statement', keys: [], digest: 'x' } })], ['unsigned', said('b.count', 0, { provenance: { is: 'people', ids: ['1', '1'], names: ['ann', 'ann'], reason: '' } })],
    ['unsigned', said('b.count', 0, { provenance: { is: 'measured', by: 'somebody' } })],
    ['wrong-type', said('b.count', 0.5)], ['wrong-type', said('b.count', 'none')], ['wrong-type', said('b.count', false)],
  ] as const)('%s', ([because, evidence]) => {
    expect(of(evidence)).toMatchObject({ is: 'unknown', because });
  });

  test('a time that is yet to come, which would count for ever', () => {
    const made = program([milestone('m', [requirement('r', 'a.when > now - duration("24h")')])]);
    expect(stateOfGate(input(made, [said('a.when', '2099-01-01T00:00:00Z')]))).toBe('unknown');
    expect(stateOfGate(input(made, [said('a.when', '2026-11-27T12:03:00Z')]))).toBe('open');
  });

  test('two people, or a key that is known, are believed', () => {
    expect(of(said('b.count', 0)).is).toBe('known');
    expect(of(said('b.count', 0, { provenance: { is: 'people', ids: ['1', '2'], names: ['ann', 'ann'], reason: 'seen' } })).is).toBe('known');
  });
});

describe('a gate', () => {
  test('is open when all is met, closed when anything is not, unknown when only something is not known', () => {
    const made = program([milestone('m', [requirement('r', 'a.count == 0')])], [requirement('s', 'b.yes')]);
    expect(stateOfGate(input(made, [said('a.count', 0), said('b.yes', true)]))).toBe('open');
    expect(stateOfGate(input(made, [said('a.count', 0)]))).toBe('unknown');
    expect(stateOfGate(input(made, [said('a.count', 1)]))).toBe('closed');
    expect(stateOfGate(input(made, []))).toBe('unknown');
  });

  test('needs what its milestones wait for, too', () => {
    const first = milestone('first', [requirement('r', 'a.yes')]);
    const second = milestone('second', [requirement('s', 'b.yes')], { dependsOn: [{ on: 'milestone', milestone: 'first', reason: '' }] });
    const made = { ...program([first, second]), gates: [{ id: 'gate', title: 'The gate', question: '?', milestones: ['second'], requirements: [] }] };
    expect(stateOfGate(input(made, [said('b.yes', true), said('a.yes', false)]))).toBe('closed');
    expect(evaluate(input(made, [said('b.yes', true), said('a.yes', false)])).milestones[1]).toMatchObject({ outcome: 'met', waitsFor: ['first'] });
  });

  test('that needs nothing, or a milestone without conditions, is not open', () => {
    expect(stateOfGate(input(program([]), []))).toBe('unknown');
    expect(stateOfGate(input(program([milestone('m', [], { claimed: { by: 'a page', words: 'done' } })]), []))).toBe('unknown');
  });

  test('says in one sentence what would open it', () => {
    const made = program([milestone('m', [requirement('no leak', 'a.count == 0'), requirement('drill', 'b.yes')])]);
    expect(evaluate(input(made, [said('a.count', 2)])).gates[0]?.sentence).toBe('The gate opens when: no leak; drill.');
  });

  const override: Override = { id: 'o', gate: 'gate', requirements: ['r'], by: 'ann', approvedBy: 'bob', reason: 'a reason that is long enough', control: 'we watch', from: NOW - HOUR, until: NOW + HOUR };
  test.for([
    ['two people', {}, 'open'], ['one person', { approvedBy: 'ann' }, 'closed'], ['one that ran out', { until: NOW }, 'closed'], ['one that has not begun', { from: NOW + 1 }, 'closed'], ['another gate\'s', { gate: 'other' }, 'closed'],
  ] as const)('overridden by %s', ([, change, expected]) => {
    const made = program([milestone('m', [requirement('r', 'a.count == 0'), requirement('s', 'a.yes')])]);
    const overrides = [{ ...override, ...change }];
    const [gate] = evaluate(input(made, [said('a.count', 1), said('a.yes', true)], { overrides })).gates;
    expect(gate?.state).toBe(expected);
    expect(gate?.overrides).toHaveLength(expected === 'open' ? 1 : 0);
  });
});

describe('what cannot be judged keeps a gate from opening, whatever else is met', () => {
  const met = milestone('met', [requirement('r', 'a.yes')]);
  test.for([
    ['a milestone without conditions', milestone('m', [])],
    ['a milestone that waits for an outcome without conditions', milestone('m', [requirement('s', 'a.yes')], { dependsOn: [{ on: 'outcome', title: 'What came out', requirements: [], reason: '' }] })],
    ['a milestone that waits for one without conditions', milestone('m', [requirement('s', 'a.yes')], { dependsOn: [{ on: 'milestone', milestone: 'empty', reason: '' }] })],
  ] as const)('%s', ([, one]) => {
    const made = program([met, one, milestone('empty', [])]);
    const gates = [{ id: 'gate', title: 'The gate', question: '?', milestones: ['met', 'm'], requirements: [] }];
    const [gate] = evaluate(input({ ...made, gates }, [said('a.yes', true)])).gates;
    expect(gate).toMatchObject({ state: 'unknown', holding: [expect.objectContaining({ outcome: 'unknown', because: expect.stringContaining('nothing can show that it is met') })] });
  });
});

describe('a condition that must hold for a time', () => {
  const made = program([milestone('m', [requirement('r', 'a.count == 0', 14 * 24 * HOUR)])]);
  /** The gate's states when somebody looks at these hours, of which `broken` find another value. */
  const lookedAt = (hours: readonly number[], broken: readonly number[] = []) => {
    let held: Input['held'] = new Map();
    return hours.map((hour) => {
      const now = NOW + hour * HOUR;
      const result = evaluate(input(made, [said('a.count', broken.includes(hour) ? 1 : 0, { at: now })], { now, held }));
      held = result.held;
      return result.gates[0]?.state;
    });
  };
  const every = (step: number, until: number) => Array.from({ length: until / step + 1 }, (_, index) => index * step);

  test('opens when it has been seen to hold for as long, and says from when', () => {
    expect(lookedAt(every(4, 14 * 24)).at(-1)).toBe('open');
    expect(lookedAt(every(4, 14 * 24 - 4)).at(-1)).toBe('closed');
    expect(evaluate(input(made, [said('a.count', 0)])).milestones[0]?.verdicts[0]?.from).toBe(NOW + 14 * 24 * HOUR);
  });
  test('starts again after a break, and after a gap in which nobody looked', () => {
    expect(lookedAt(every(4, 14 * 24), [100]).at(-1)).toBe('closed');
    const gap = LONGEST_GAP_MS / HOUR + 1;
    expect(lookedAt([...every(4, 100), ...every(4, 14 * 24 - 100 - gap).map((hour) => hour + 100 + gap)]).at(-1)).toBe('closed');
  });
  test('loses and wins nothing where two servers\' clocks differ a little', () => {
    const wobbling = every(4, 14 * 24).flatMap((hour) => [hour, hour - 1 / 60]);
    expect(lookedAt([...wobbling, 14 * 24]).at(-1)).toBe('open');
    expect(lookedAt(wobbling.slice(0, -4)).includes('open')).toBe(false);
  });
  test('starts again when it becomes another condition under the same name', () => {
    const easy = program([milestone('m', [requirement('r', 'a.count >= 0', 14 * 24 * HOUR)])]);
    const held = evaluate(input(easy, [said('a.count', 0)])).held;
    const later = [...every(4, 14 * 24)].reduce((before, hour) => evaluate(input(easy, [said('a.count', 0, { at: NOW + hour * HOUR })], { now: NOW + hour * HOUR, held: before })).held, held);
    const at = NOW + 14 * 24 * HOUR;
    expect(stateOfGate(input(easy, [said('a.count', 0, { at })], { now: at, held: later }))).toBe('open');
    expect(stateOfGate(input(made, [said('a.count', 0, { at })], { now: at, held: later }))).toBe('closed');
  });
  test('never counts time backwards', () => {
    expect(lookedAt([0, 14 * 24 + 1, 0]).every((state) => state === 'closed')).toBe(true);
  });
});

describe('a program that asks less than the one before it', () => {
  const before = program([milestone('m', [requirement('m/a', 'a.yes', HOUR), requirement('m/b', 'b.yes')])]);
  test.for([
    ['the same', before, []],
    ['other names for the same', program([milestone('n', [requirement('n/a', 'a.yes', HOUR), requirement('n/b', 'b.yes')])]), []],
    ['more, and for longer', program([milestone('m', [requirement('m/a', 'a.yes', 2 * HOUR), requirement('m/b', 'b.yes'), requirement('m/c', 'a.count == 0')])]), []],
    ['a condition less', program([milestone('m', [requirement('m/a', 'a.yes', HOUR)])]), ['m/b']],
    ['less long', program([milestone('m', [requirement('m/a', 'a.yes'), requirement('m/b', 'b.yes')])]), ['m/a']],
    ['something else under the same name', program([milestone('m', [requirement('m/a', 'a.yes', HOUR), requirement('m/b', 'b.count >= 0')])]), ['m/b']],
    ['no such gate', { ...before, gates: [] }, ['m/a', 'm/b']],
    ['of another product', { ...before, subject: 'acme/other' }, ['m/a', 'm/b']],
  ] as const)('%s', ([, after, lost]) => {
    expect(loosened(before, after).flatMap(({ conditions }) => conditions)).toEqual(lost);
  });
  test('what nothing could show to be met, and its gate unknown for', () => {
    const outcome = (requirements: Requirement[]) => milestone('n', [requirement('n/c', 'a.yes')], { dependsOn: [{ on: 'outcome', title: 'What came out', requirements, reason: '' }] });
    const [met] = before.milestones;
    const withGap = (...more: Milestone[]) => program([...(met ? [met] : []), ...more]);
    const lost = (from: Program, to: Program) => loosened(from, to).flatMap(({ conditions }) => conditions);
    expect(lost(withGap(milestone('n', [])), withGap())).toEqual(['n/(no condition)']);
    expect(lost(withGap(milestone('n', [])), withGap(milestone('n', [requirement('n/c', 'a.yes')])))).toEqual(['n/(no condition)']);
    expect(lost(withGap(outcome([])), withGap(outcome([requirement('n/d', 'b.yes')])))).toEqual(['n/(What came out)']);
    expect(lost(withGap(milestone('n', [])), withGap(milestone('n', []), milestone('o', [])))).toEqual([]);
  });
  test('an environment that asks a gate that asks less', () => {
    const easy = { id: 'easy', title: 'Easy', question: 'May we?', milestones: [], requirements: [requirement('gate-easy/a', 'a.count == 0')] };
    const asking = (environments: Record<string, string>) => ({ ...before, gates: [...before.gates, easy], deployments: new Map(Object.entries(environments)) });
    const [gate] = before.gates;
    const [strict, loose] = [asking({ production: gate?.id ?? '' }), asking({ production: 'easy' })];
    expect(loosened(strict, loose)).toMatchObject([{ gate: gate?.id, title: expect.stringContaining('for deployments to production'), conditions: ['m/a', 'm/b'] }]);
    for (const [from, to] of [[strict, strict], [strict, asking({})]] as const) expect(loosened(from, to)).toEqual([]);
    // Nobody gets there in two steps: an environment that is not named is refused, and is let through by naming it.
    expect(loosened(asking({}), loose)).toEqual([{ gate: 'easy', title: 'Easy, for deployments to production, which were refused so far', conditions: [] }]);
  });
  test('exceptions of conditions that say something else now are exceptions no more', () => {
    const after = program([milestone('m', [requirement('m/a', 'a.yes', HOUR), requirement('m/b', 'b.count >= 0')])]);
    expect(changedConditions(before, after)).toEqual(['m/b']);
    expect(changedConditions({ ...before, gates: [] }, { ...after, gates: [] }), 'though no gate asks it yet').toEqual(['m/b']);
  });
});

describe('no missing, stale or broken fact ever opens a gate', () => {
  const leaf = fc.constantFrom('a.yes', 'b.yes', 'a.count == 0', 'b.count <= 2', 'a.share >= 0.5', 'a.word == "x"', 'a.when > now - duration("1h")', 'true', 'false', 'a.count / b.count == 1', 'a.word.matches("^x+$")');
  const { expression } = fc.letrec<{ expression: string }>((tie) => ({
    expression: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf,
      fc.tuple(tie('expression'), tie('expression')).map(([x, y]) => `(${x} && ${y})`), fc.tuple(tie('expression'), tie('expression')).map(([x, y]) => `(${x} || ${y})`),
      tie('expression').map((x) => `!${x}`), fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([x, y, z]) => `(${x} ? ${y} : ${z})`),
      tie('expression').map((x) => `[1, 2].exists(n, n > 1 || ${x})`), tie('expression').map((x) => `[1, 2].all(n, ${x})`)),
  }));
  const values: Record<string, fc.Arbitrary<FactValue>> = {
    'a.yes': fc.boolean(), 'b.yes': fc.boolean(), 'a.count': fc.integer({ min: 0, max: 3 }), 'b.count': fc.integer({ min: 0, max: 3 }),
    'a.share': fc.constantFrom(0, 0.5, 1), 'a.word': fc.constantFrom('x', 'y'), 'a.when': fc.constantFrom('2026-11-27T11:30:00Z', '2026-11-20T00:00:00Z'),
  };
  const whole = fc.record(values);
  const broken = fc.constantFrom<Partial<Evidence> | undefined>(undefined, { at: NOW - 100 * 24 * HOUR }, { at: NOW + 24 * HOUR }, { error: 'failed' }, { value: null }, { subject: 'another' }, { until: NOW - 1 }, { provenance: { is: 'statement', keys: [], digest: '' } });

  test('what is open without them is open whatever they are', () => {
    fc.assert(fc.property(expression, whole, whole, fc.subarray(Object.keys(values)), broken, (text, facts, others, lost, how) => {
      const compiled = read(text);
      fc.pre(compiled.is === 'condition');
      const made = program([milestone('m', [requirement('r', text)])]);
      const evidence = (given: Record<string, FactValue>) => Object.entries(given).map(([fact, value]) => said(fact, value));
      const without = evidence(facts).flatMap((one) => (!lost.includes(one.fact) ? [one] : how === undefined ? [] : [{ ...one, ...how }]));
      const known = stateOfGate(input(made, without));
      const filled = stateOfGate(input(made, evidence({ ...facts, ...Object.fromEntries(lost.map((fact) => [fact, others[fact] ?? false])) })));
      expect(known === 'unknown' ? 'unknown' : filled).toBe(known);
    }), { numRuns: 1_000 });
  }, 60_000);

  test('an exception of one condition lets nothing through of the others', () => {
    fc.assert(fc.property(expression, expression, whole, fc.subarray(Object.keys(values)), broken, (excepted, kept, facts, lost, how) => {
      fc.pre(read(excepted).is === 'condition' && read(kept).is === 'condition');
      const evidence = Object.entries(facts).map(([fact, value]) => said(fact, value)).flatMap((one) => (!lost.includes(one.fact) ? [one] : how === undefined ? [] : [{ ...one, ...how }]));
      const overrides: Override[] = [{ id: 'o', gate: 'gate', requirements: ['r'], by: 'ann', approvedBy: 'bob', reason: 'a reason that is long enough', control: 'we watch', from: NOW, until: NOW + 1 }];
      const both = program([milestone('m', [requirement('r', excepted), requirement('s', kept)])]);
      expect(stateOfGate(input(both, evidence, { overrides }))).toBe(stateOfGate(input(program([milestone('m', [requirement('s', kept)])]), evidence)));
    }), { numRuns: 200 });
  }, 60_000);

  test('the same facts and time give the same digest, whatever their order; another value gives another', () => {
    const made = program([milestone('m', [requirement('r', 'a.count == 0 && b.yes')])]);
    fc.assert(fc.property(fc.shuffledSubarray(['a.count', 'b.yes', 'a.share'], { minLength: 3 }), (order) => {
      const given = { 'a.count': said('a.count', 0), 'b.yes': said('b.yes', true), 'a.share': said('a.share', 1) };
      expect(evaluate(input(made, order.map((id) => given[id as keyof typeof given]))).digest).toBe(evaluate(input(made, Object.values(given))).digest);
    }));
    expect(evaluate(input(made, [said('a.count', 0)])).digest).not.toBe(evaluate(input(made, [said('a.count', 1)])).digest);
  });
});

test('canonical JSON has one spelling (RFC 8785, appendix B)', () => {
  expect(canonical({ numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001], string: '€$\u000f\nA\'B"\\\\"/', literals: [null, true, false] }))
    .toBe('{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}');
});
