import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, dayOf, DAY_MS, mondayOfWeek, weekOf } from '../capacity/days.ts';
import { planOf } from '../capacity/plan.ts';
import { facts } from '../facts/index.ts';
import { readProgram } from '../file/read.ts';
import { conditionReader } from '../gate/condition.ts';
import { evaluate } from '../gate/evaluate.ts';
import type { Evidence } from '../gate/fact.ts';
import { burnUp } from './burn-up.ts';
import { countsOf } from './counts.ts';
import { outcomeChanges, QUIET_MS, type Judged, type Kept } from './outcomes.ts';
import { outlook } from './outlook.ts';
import { targetChanges } from './targets.ts';
import { reach, slopeOf, type Point } from './trend.ts';

const NOW = Date.parse('2026-11-27T12:00:00Z');
const TODAY = dayOf(NOW);

const conditions = conditionReader(facts);

function read(text: string) {
  const made = readProgram(text, conditions);
  if (made.is !== 'program') throw new Error(made.problems.map(({ words }) => words).join('; '));
  return made;
}

const HEAD = 'program: Ours\nsubject: acme/cloud\ngoals: { seen: { title: Seen, problem: Nobody looks } }\n';
const milestone = (id: string, rest: string): string => `  ${id}: { title: The ${id}, goal: seen, owner: us, ${rest} }\n`;

describe('the file', () => {
  test('a release has a day, or is known to have none; its name is never one', () => {
    const { file, warnings } = read(`${HEAD}releases: { "3.22": 2026-12-20, "3.23": null, "2026-12-24": null }\nmilestones:\n${milestone('a', 'release: "3.22", estimate: 40h, conditions: { c: { title: C, when: logs.sources > 0 } }')}${milestone('b', 'release: "2026-12-24", conditions: { c: { title: C, when: logs.sources > 0 } }')}`);
    expect({ releases: file.releases, warnings }).toEqual({ releases: { '3.22': '2026-12-20', '3.23': null, '2026-12-24': null }, warnings: [] });
    expect(targetChanges(file, { ...file, releases: { '3.22': '2026-12-20', '3.23': null, '2026-12-24': '2027-02-01' } })).toMatchObject([
      { milestone: null, release: '2026-12-24', what: 'set', from: { day: null }, to: { day: '2027-02-01' } },
      { milestone: 'b', release: '2026-12-24', what: 'set', from: { words: '2026-12-24', day: null }, to: { day: '2027-02-01' } },
    ]);
  });

  test('the name of a release that is another one as a number is told, not guessed', () => {
    const made = readProgram(`${HEAD}releases: { 3.20: 2026-12-20 }\nmilestones: {}`, conditions);
    expect(made).toMatchObject({ is: 'problems', problems: [{ line: 4, words: 'Write the name in quotes: "3.20" is read as the number 3.2.' }] });
  });

  test.for([
    ['away: [{ name: Ann, from: 2026-12-10, to: 2026-12-01 }]', 'ends on 2026-12-01'],
    ['people: [{ name: everyone, hours: 1 }]', 'nobody is called everyone'],
    ['share: 1.5', ''],
  ])('capacity that makes no sense is refused: %s', ([line, words]) => {
    expect(JSON.stringify(readProgram(`${HEAD}capacity: { ${line ?? ''} }\nmilestones: {}`, conditions))).toMatch(new RegExp(`"is":"problems".*${words ?? ''}`));
  });
});

describe('what becomes of targets', () => {
  const file = (releases: string, milestones: string) => read(`${HEAD}releases: ${releases}\nmilestones:\n${milestones}`).file;
  const condition = 'conditions: { c: { title: C, when: logs.sources > 0 } }';

  test('a release that comes later takes its milestones along', () => {
    const a = milestone('a', `release: "3.22", ${condition}`);
    expect(targetChanges(file('{ "3.22": 2026-12-20 }', a), file('{ "3.22": 2027-01-10 }', a))).toMatchObject([
      { milestone: null, release: '3.22', what: 'slipped', from: { words: '3.22', day: '2026-12-20' }, to: { words: '3.22', day: '2027-01-10' } },
      { milestone: 'a', release: '3.22', what: 'slipped', from: { day: '2026-12-20' }, to: { day: '2027-01-10' } },
    ]);
  });

  test.for([
    ['date: 2026-12-01', 'date: 2026-12-02', 'slipped'], ['date: 2026-12-02', 'date: 2026-12-01', 'advanced'], ['date: 2026-12-02', 'tbd: soon', 'slipped'],
    ['tbd: soon', 'date: 2026-12-02', 'set'], ['tbd: soon', 'tbd: later', 'changed'], ['tbd: soon', 'tbd: soon', undefined], ['date: 2026-12-02', 'release: "3.22"', 'changed'],
  ])('from %s to %s is %s', ([before, after, what]) => {
    const releases = '{ "3.22": 2026-12-02 }';
    const rows = targetChanges(file(releases, milestone('a', `${before ?? ''}, ${condition}`)), file(releases, milestone('a', `${after ?? ''}, ${condition}`)));
    expect(rows.map((row) => row.what)).toEqual(what === undefined ? [] : [what]);
  });
});

describe('what becomes of milestones', () => {
  const one = (outcome: Judged['outcome']): Judged[] => [{ id: 'a', goal: 'seen', title: 'A', outcome, because: 'C: logs.sources is 0' }];
  /** Runs judgements a minute apart and tells of the events, and of the milestone as it is kept in the end. */
  function run(outcomes: readonly Judged['outcome'][], stepMs = 60_000) {
    let kept: Kept[] = [];
    const events: string[] = [];
    for (const [index, outcome] of outcomes.entries()) {
      const changes = outcomeChanges(kept, one(outcome), NOW + index * stepMs);
      kept = [...kept.filter((was) => !changes.kept.some((now) => now.milestone === was.milestone)), ...changes.kept];
      events.push(...changes.rows.map(({ what }) => what));
    }
    return { events, met: kept[0]?.met };
  }

  test('met and re-opened are told at once, and with why', () => {
    expect(run(['unmet', 'met'])).toEqual({ events: ['added', 'met'], met: true });
    expect(run(['met', 'unmet'], QUIET_MS)).toEqual({ events: ['added', 'met', 'reopened'], met: false });
    expect(outcomeChanges([{ milestone: 'a', goal: 'seen', met: true, since: 0, flips: 1, doubtSince: null }], one('unmet'), NOW).rows).toEqual([{ milestone: 'a', goal: 'seen', title: 'A', what: 'reopened', because: 'C: logs.sources is 0' }]);
  });

  test('a measurement that fails for a minute is no event; one that fails for an hour is', () => {
    expect(run(['unmet', 'met', 'unknown', 'met', 'unknown', 'met'])).toEqual({ events: ['added', 'met'], met: true });
    expect(run(['met', 'unknown', 'unknown'], QUIET_MS).events).toEqual(['added', 'met', 'reopened']);
  });

  test('whatever swings, swings at most once an hour, and ends as what it is', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom<Judged['outcome']>('met', 'unmet', 'unknown'), { minLength: 1, maxLength: 300 }), (outcomes) => {
      const { events } = run(outcomes);
      expect(events.length).toBeLessThanOrEqual(3 + outcomes.length / 60);
      for (const last of ['met', 'unmet'] as const) expect(run([...outcomes, ...Array<typeof last>(62).fill(last)]).met).toBe(last === 'met');
    }), { numRuns: 30 });
  });

  test('what leaves the program is gone, what changes its goal is counted there', () => {
    const kept: Kept = { milestone: 'a', goal: 'other', met: true, since: 0, flips: 1, doubtSince: null };
    expect(outcomeChanges([kept], [], NOW)).toMatchObject({ gone: ['a'], rows: [{ what: 'removed' }] });
    expect(outcomeChanges([kept], one('met'), NOW).rows.map(({ what, goal }) => [what, goal])).toEqual([['removed', 'other'], ['added', 'seen'], ['met', 'seen']]);
  });
});

test('a burn-up counts what was met at the end of each day', () => {
  const at = (days: number) => NOW + (days - 3) * DAY_MS;
  const rows = [
    { milestone: 'a', goal: 'seen', what: 'added', at: at(0) }, { milestone: 'b', goal: 'seen', what: 'added', at: at(0) }, { milestone: 'a', goal: 'seen', what: 'met', at: at(1) },
    { milestone: 'b', goal: 'seen', what: 'met', at: at(2) }, { milestone: 'a', goal: 'seen', what: 'reopened', at: at(2) }, { milestone: 'b', goal: 'seen', what: 'removed', at: at(3) },
  ] as const;
  const { goals } = burnUp(rows, [{ id: 'seen', title: 'Seen' }, { id: 'none', title: 'None' }], { today: TODAY, days: 3 });
  expect(goals.map(({ days }) => days.map(({ met, total }) => [met, total]))).toEqual([[[1, 2], [1, 2], [0, 1]], []]);
  expect(goals[0]?.days.map(({ day }) => day)).toEqual([addDays(TODAY, -2), addDays(TODAY, -1), TODAY]);
});

describe('trends', () => {
  const line = (slope: number, days: number, from = 100): Point[] => Array.from({ length: days }, (_, at) => ({ at, value: from + slope * at }));

  test('a few wild days do not move it', () => {
    const points = line(-2, 28).map((point) => (point.at % 9 === 4 ? { ...point, value: 900 } : point));
    expect(slopeOf(points)?.likely).toBeCloseTo(-2, 1);
  });

  test('too little says nothing, standing still gets nowhere, and the wrong way neither', () => {
    expect(slopeOf(line(-2, 4))).toBeUndefined();
    for (const slope of [0, 1]) expect(reach(100, 0, [slopeOf(line(slope, 28)) ?? { likely: 0, least: 0, most: 0 }])).toBeUndefined();
    expect(reach(100, 0, [])).toBeUndefined();
  });

  test('no day has passed, the band holds the likely day, and grows with the distance', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 5, maxLength: 28 }), fc.integer({ min: 0, max: 200 }), (values, goal) => {
      const points = values.map((value, at) => ({ at, value }));
      const slope = slopeOf(points);
      if (slope === undefined) throw new Error('there is a slope');
      expect(slope.least).toBeLessThanOrEqual(slope.likely);
      expect(slope.most).toBeGreaterThanOrEqual(slope.likely);
      const found = reach(values.at(-1) ?? 0, goal, [slope]);
      if (found === undefined) return;
      expect(found.likely).toBeGreaterThan(0);
      expect(found.earliest).toBeGreaterThanOrEqual(0);
      expect(found.earliest).toBeLessThanOrEqual(found.likely);
      expect(found.latest).toBeGreaterThan(found.likely);
      expect(found.latest - found.earliest).toBeGreaterThanOrEqual(Math.floor(found.likely * 0.3));
    }));
  });

  test.for([
    ['vulnerabilities.undecided == 0', [['vulnerabilities.undecided', 0]]], ['images.running > 0', [['images.running', 1]]], ['logs.normalized >= 0.95', [['logs.normalized', 0.95]]],
    ['nodes.total > 0 && nodes.unscanned == 0', [['nodes.total', 1], ['nodes.unscanned', 0]]], ['(a.b < 3) && c.d <= 2', [['a.b', 2], ['c.d', 2]]],
    ['ctf.finished', undefined], ['a.b == 0 || c.d == 0', undefined], ['now > a.b', undefined], ['a.b == c.d', undefined], ['a.b + 1 == 2', undefined],
  ] as const)('the counts of %s', ([text, counts]) => {
    expect(countsOf(text)?.map(({ fact, goal }) => [fact, goal])).toEqual(counts);
  });
});

describe('the outlook', () => {
  const PROGRAM = `${HEAD}capacity: { share: 0.5, hours-a-week: 40 }\nmilestones:
  scanned: { title: Scanned, goal: seen, owner: us, tbd: soon, conditions: { all: { title: Every image is scanned, when: images.unscanned == 0, for: 48h } } }
  fixed: { title: Fixed, goal: seen, owner: us, tbd: soon, depends-on: [{ milestone: scanned, reason: first }], conditions: { all: { title: All is decided, when: vulnerabilities.undecided == 0 } } }
  held: { title: The event was held, goal: seen, owner: us, tbd: soon, conditions: { done: { title: It is over, when: ctf.finished } } }
  built: { title: Built, goal: seen, owner: us, tbd: soon, estimate: 40h, conditions: { some: { title: Sources speak, when: logs.sources > 100, for: 24h } } }
gates:
  seen: { title: Seen, question: May we?, milestones: [fixed, built] }
  sure: { title: Sure, question: May we?, milestones: [fixed, held] }
`;
  const OURS = read(PROGRAM);
  const value = (fact: string, amount: number): Evidence => ({ fact, value: amount, at: NOW, subject: 'house', provenance: { is: 'measured', by: 'glacis' } });
  const falling = (from: number, slope: number): Point[] => Array.from({ length: 20 }, (_, index) => ({ at: NOW / DAY_MS - 20 + index, value: from + slope * (20 - index) }));

  function look(given: { evidence?: Evidence[]; points?: Record<string, Point[]>; arrivals?: { key: string; title: string; hours: number }[] } = {}) {
    const { program, file } = OURS;
    const evidence = given.evidence ?? [value('images.unscanned', 10), value('vulnerabilities.undecided', 30), value('logs.sources', 3)];
    const evaluation = evaluate({ program, definitions: facts, evidence: new Map(evidence.map((one) => [one.fact, one])), overrides: [], held: new Map(), now: NOW });
    const plan = planOf({ file, today: TODAY, isMet: () => false, events: [], issues: [], arrivals: (given.arrivals ?? []).map((one) => ({ ...one, kind: 'security-report', spent: 0 })) });
    if (plan === undefined) throw new Error('there is capacity');
    const points = given.points ?? { 'images.unscanned': falling(10, 2), 'vulnerabilities.undecided': falling(30, 1) };
    return outlook({ program, evaluation, facts: new Map(Object.entries(points)), work: plan });
  }

  test('a count that falls is likely to be through when it is, and held for as long as it must', () => {
    const { forecast } = look().milestones.get('scanned') ?? {};
    expect(forecast).toMatchObject({ likely: addDays(TODAY, 5 + 2), words: expect.stringContaining('images.unscanned is 10 and goes down by 2.0 a day') });
    expect(forecast && forecast.earliest < forecast.likely && forecast.latest > forecast.likely).toBe(true);
  });

  test('what waits for another is later than that', () => {
    const { milestones } = look();
    expect(milestones.get('fixed')?.forecast?.likely).toBe(addDays(TODAY, 30));
    expect(look({ points: { 'images.unscanned': falling(10, 0.1), 'vulnerabilities.undecided': falling(30, 10) } }).milestones.get('fixed')?.forecast).toMatchObject({ likely: addDays(TODAY, 102), words: expect.stringContaining('it waits for Scanned') });
  });

  test('without a trend the estimate says when, and what arrives puts it off', () => {
    const before = look().milestones.get('built')?.forecast;
    expect(before).toMatchObject({ likely: '2026-12-11', words: expect.stringContaining('by its estimate') });
    const after = look({ arrivals: [{ key: 'r', title: 'A report', hours: 40 }] }).milestones.get('built')?.forecast;
    expect(after?.likely).toBe('2026-12-17');
  });

  test('what nobody knows has no day, and says what it is; its gate neither', () => {
    const { milestones, gates } = look();
    expect(milestones.get('held')).toEqual({ forecast: null, noForecast: 'Nothing says when: It is over (not known).' });
    expect(gates.get('sure')).toEqual({ forecast: null, noForecast: 'Nothing says when: It is over (not known).' });
    expect(gates.get('seen')?.forecast?.likely).toBe(addDays(TODAY, 30));
  });

  test('what neither moves nor has an estimate has no day', () => {
    expect(look({ points: {} }).milestones.get('scanned')?.noForecast).toBe('Nothing says when: Every image is scanned (neither a trend nor an estimate).');
  });

  test('what is met needs none', () => {
    expect(look({ evidence: [value('vulnerabilities.undecided', 0)] }).milestones.get('fixed')).toEqual({ forecast: null, noForecast: null });
  });

  test('whatever was recorded, no forecast is in the past, and the same input gives the same', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 0, maxLength: 28 }), fc.integer({ min: 0, max: 60 }), (values, now) => {
      const points = { 'images.unscanned': values.map((one, index) => ({ at: NOW / DAY_MS - values.length + index, value: one })) };
      const evidence = [value('images.unscanned', now), value('vulnerabilities.undecided', now), value('logs.sources', 3)];
      const seen = look({ points, evidence });
      expect(look({ points, evidence })).toEqual(seen);
      for (const { forecast } of [...seen.milestones.values(), ...seen.gates.values()]) {
        if (forecast === null) continue;
        expect(forecast.earliest >= TODAY && forecast.earliest <= forecast.likely && forecast.likely <= forecast.latest).toBe(true);
      }
    }), { numRuns: 50 });
  });
});

test('weeks are those of ISO 8601', () => {
  expect(['2026-11-27', '2026-01-01', '2027-01-03', '2027-01-04', '2020-12-31'].map(weekOf)).toEqual(['2026-W48', '2026-W01', '2026-W53', '2027-W01', '2020-W53']);
  expect(['2026-W48', '2026-W53', '2027-W53', '2026-W00', 'soon'].map(mondayOfWeek)).toEqual(['2026-11-23', '2026-12-28', undefined, undefined, undefined]);
  fc.assert(fc.property(fc.integer({ min: 0, max: 60_000 }), (days) => {
    const day = dayOf(days * DAY_MS);
    const monday = mondayOfWeek(weekOf(day)) ?? '';
    expect(monday <= day && addDays(monday, 7) > day).toBe(true);
  }));
});
