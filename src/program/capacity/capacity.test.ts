import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CapacityFile } from '../file/plan.ts';
import { ProgramFile } from '../file/schema.ts';
import { absencesOf } from './absences.ts';
import { budget, type Arriving } from './budget.ts';
import { readCalendar } from './calendar/read.ts';
import { addDays } from './days.ts';
import { planOf, type PlanInput } from './plan.ts';
import { inOrder, schedule, type Task } from './schedule.ts';

/** A Monday. */
const TODAY = '2026-11-30';
const SPAN = { first: '2026-11-01', last: '2028-11-01' };

const calendar = (...events: string[]): string => ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//x//y//EN', ...events.flatMap((event, index) => ['BEGIN:VEVENT', `UID:${index}`, ...event.split('\n'), 'END:VEVENT']), 'END:VCALENDAR', ''].join('\r\n');
const eventsOf = (text: string) => {
  const read = readCalendar(text, SPAN);
  if (read.is === 'problem') throw new Error(read.words);
  return read;
};

describe('a calendar', () => {
  test.for([
    ['DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261227\nSUMMARY:Ann off', [['2026-12-24', '2026-12-26']]],
    ['DTSTART;VALUE=DATE:20261224\nSUMMARY:Ann off', [['2026-12-24', '2026-12-24']]],
    ['DTSTART;VALUE=DATE:20261224\nDURATION:P3D\nSUMMARY:Ann off', [['2026-12-24', '2026-12-26']]],
    ['DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261224', [['2026-12-24', '2026-12-24']]],
    ['DTSTART:20261224T090000Z\nDTEND:20261224T100000Z\nSUMMARY:A meeting', []],
    ['DTSTART;VALUE=DATE:20261224\nSTATUS:CANCELLED', []],
    ['DTSTART;VALUE=DATE:20240101\nRRULE:FREQ=YEARLY;UNTIL=20270101', [['2027-01-01', '2027-01-01']]],
    ['DTSTART;VALUE=DATE:20201225\nRRULE:FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25', [['2026-12-25', '2026-12-25'], ['2027-12-25', '2027-12-25']]],
    ['DTSTART;VALUE=DATE:20261204\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=FR,MO;COUNT=4', [['2026-12-04', '2026-12-04'], ['2026-12-14', '2026-12-14'], ['2026-12-18', '2026-12-18'], ['2026-12-28', '2026-12-28']]],
    ['DTSTART;VALUE=DATE:20261201\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE;VALUE=DATE:20261202', [['2026-12-01', '2026-12-01'], ['2026-12-03', '2026-12-03']]],
  ] as const)('has all-day events: %j', ([event, days]) => {
    expect(eventsOf(calendar(event)).events.map(({ from, to }) => [from, to])).toEqual(days);
  });

  test('a repetition that is moved is where it was moved to', () => {
    const { events } = eventsOf(calendar('DTSTART;VALUE=DATE:20261201\nRRULE:FREQ=WEEKLY;COUNT=3').replace('END:VCALENDAR', 'BEGIN:VEVENT\r\nUID:0\r\nRECURRENCE-ID;VALUE=DATE:20261208\r\nDTSTART;VALUE=DATE:20261209\r\nEND:VEVENT\r\nEND:VCALENDAR'));
    expect(events.map(({ from }) => from).toSorted()).toEqual(['2026-12-01', '2026-12-09', '2026-12-15']);
  });

  test('says whom it is about by name, by attendee, or as the program says', () => {
    const { events } = eventsOf(calendar('DTSTART;VALUE=DATE:20261224\nSUMMARY:Vacation (Ann Lee)', 'DTSTART;VALUE=DATE:20261228\nSUMMARY:Vacation\nATTENDEE;CN=Bob:mailto:bob@example.org', 'DTSTART;VALUE=DATE:20261229\nSUMMARY:Annex is closed'));
    const file = CapacityFile.parse({ people: [{ name: 'Ann', hours: 40 }, { name: 'Bob', hours: 40 }], away: [{ name: 'Bob', from: '2026-12-01' }] });
    const named = events.map((event) => ({ ...event, calendar: 'team' }));
    expect(absencesOf(file, named).map(({ name, from }) => [name, from])).toEqual([['Bob', '2026-12-01'], ['Ann', '2026-12-24'], ['Bob', '2026-12-28']]);
    expect(absencesOf({ ...file, calendars: { team: 'everyone' } }, named).filter(({ name }) => name === 'everyone')).toHaveLength(3);
  });

  test('rules that would take for ever, or say more than is understood, are told and left out', () => {
    const rules = ['FREQ=DAILY;INTERVAL=999999999', 'FREQ=SECONDLY', 'FREQ=MONTHLY;BYDAY=1MO', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', 'FREQ=WEEKLY;BYSETPOS=1', 'FREQ=MONTHLY;COUNT=2'];
    const { events, skipped } = eventsOf(calendar(...rules.map((rule, index) => `DTSTART;VALUE=DATE:20261231\nSUMMARY:${index}\nRRULE:${rule}`)));
    expect({ events, skipped }).toEqual({ events: [], skipped: ['0', '1', '2', '3', '4', '5'] });
  });

  test.for(['', 'hello', '{}', 'BEGIN:VCALENDAR', `BEGIN:VCALENDAR\r\nX:${'y'.repeat(20_000)}\r\nEND:VCALENDAR`, `BEGIN:VCALENDAR\r\nX:a\r\n ${'y\r\n '.repeat(20_000)}\r\nEND:VCALENDAR`, 'x'.repeat(2_000_000)])('what is none is refused: %#', (text) => {
    const read = readCalendar(text, SPAN);
    expect(read.is === 'problem' || read.events.length === 0).toBe(true);
  });

  test('whatever its lines say, it is read in bounded time, or refused', () => {
    const line = fc.oneof(
      fc.constantFrom('DTSTART;VALUE=DATE:20261201', 'DTEND;VALUE=DATE:20991231', 'DTEND;VALUE=DATE:19000101', 'RRULE:FREQ=DAILY', 'RRULE:FREQ=DAILY;COUNT=-1', 'RRULE:FREQ=YEARLY;UNTIL=never', 'DURATION:P99999W', 'DTSTART;VALUE=DATE:00000000', 'EXDATE;VALUE=DATE:2026', 'ATTENDEE;CN=":x', 'BEGIN:VEVENT', 'END:VEVENT', 'BEGIN:VALARM'),
      fc.string({ maxLength: 60 }),
    );
    fc.assert(fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
      const read = readCalendar(calendar(lines.join('\n')), SPAN);
      const events = read.is === 'calendar' ? read.events : [];
      expect(events.filter(({ from, to }) => from > to || to > addDays(SPAN.last, 400))).toEqual([]);
    }), { numRuns: 300 });
  });
});

describe('hours in two shares', () => {
  const file = (given: object): CapacityFile => CapacityFile.parse(given);
  const weeksOf = (given: object, arriving: Arriving[] = [], today = TODAY) => budget(file(given), { today, weeks: 4, absences: absencesOf(file(given), []), arriving }).weeks;

  test('seven tenths are for the goals; who is away takes a fifth of a week a day', () => {
    const given = { people: [{ name: 'Ann', hours: 40 }, { name: 'Bob', hours: 20 }], away: [{ name: 'Ann', from: '2026-12-01', to: '2026-12-06' }, { name: 'Ann', from: '2026-12-03' }, { name: 'everyone', from: '2026-12-09' }] };
    expect(weeksOf(given).map(({ week, hours, goals, arriving }) => [week, hours, Math.round(goals * 10) / 10, Math.round(arriving * 10) / 10])).toEqual([
      ['2026-W49', 28, 19.6, 8.4], ['2026-W50', 48, 33.6, 14.4], ['2026-W51', 60, 42, 18], ['2026-W52', 60, 42, 18],
    ]);
  });

  test('what arrives takes its own share, then the goals\', then the next week\'s', () => {
    const weeks = weeksOf({ 'hours-a-week': 40, share: 0.5 }, [{ key: 'a', title: 'A', hours: 15 }, { key: 'b', title: 'B', hours: 50 }]);
    expect(weeks.map(({ drawn, overflow, of }) => [drawn, overflow, of.map(({ key, hours }) => [key, hours])])).toEqual([
      [20, 20, [['b', 20]]], [20, 5, [['b', 5]]], [0, 0, []], [0, 0, []],
    ]);
  });

  test('the week that runs has what is left of it', () => {
    expect(weeksOf({ 'hours-a-week': 40 }, [], '2026-12-04').map(({ hours }) => hours)).toEqual([8, 40, 40, 40]);
    expect(weeksOf({ 'hours-a-week': 40 }, [], '2026-12-06')[0]).toMatchObject({ week: '2026-W49', hours: 0 });
  });

  test('no hour is spent twice, and none is lost', () => {
    const arriving = fc.array(fc.float({ min: 0, max: 200, noNaN: true }), { maxLength: 8 });
    fc.assert(fc.property(arriving, fc.float({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 100 }), (hours, share, each) => {
      const weeks = weeksOf({ 'hours-a-week': each, share }, hours.map((one, index) => ({ key: String(index), title: '', hours: one })));
      const wanted = hours.reduce((total, one) => total + one, 0);
      const taken = weeks.reduce((total, { drawn, overflow }) => total + drawn + overflow, 0);
      expect(taken).toBeCloseTo(Math.min(wanted, each * 4), 3);
      for (const { goals, arriving: own, hours: all, drawn, overflow, of } of weeks) {
        expect(goals + own).toBeCloseTo(all, 6);
        expect(drawn).toBeLessThanOrEqual(own + 1e-6);
        expect(overflow).toBeLessThanOrEqual(goals + 1e-6);
        expect(of.reduce((total, one) => total + one.hours, 0)).toBeCloseTo(overflow, 3);
      }
    }));
  });
});

describe('work laid out', () => {
  const task = (id: string, hours: number, due: string | null = null, after: string[] = []): Task => ({ id, hours, due, after });
  const laid = (tasks: Task[]) => Object.fromEntries(schedule(inOrder(tasks), { today: TODAY, last: '2027-06-01', hoursOn: () => 4 }));

  test('what is due first comes first, with what it waits for before it', () => {
    expect(inOrder([task('late', 4, '2027-01-01'), task('never', 4), task('soon', 4, '2026-12-10', ['first']), task('first', 4)]).map(({ id }) => id)).toEqual(['first', 'soon', 'late', 'never']);
  });

  test('one after the other', () => {
    expect(laid([task('a', 6), task('b', 2), task('c', 8)])).toEqual({ a: { from: TODAY, to: '2026-12-01' }, b: { from: '2026-12-01', to: '2026-12-01' }, c: { from: '2026-12-02', to: '2026-12-03' } });
  });

  test('what does not fit into two years, or waits in a circle, has no days', () => {
    expect(laid([task('a', 4_000), task('b', 1)])).toEqual({ a: null, b: null });
    expect(inOrder([task('a', 1, null, ['b']), task('b', 1, null, ['a'])])).toEqual([]);
  });

  test('nothing is worked on before what it waits for, and more work is never done sooner', () => {
    const tasks = fc.array(fc.record({ hours: fc.integer({ min: 0, max: 20 }), due: fc.option(fc.integer({ min: 0, max: 60 })), after: fc.array(fc.nat(30), { maxLength: 3 }) }), { maxLength: 12 });
    fc.assert(fc.property(tasks, (given) => {
      const all = given.map(({ hours, due, after }, index) => task(String(index), hours, due === null ? null : addDays(TODAY, due), after.filter((one) => one < index).map(String)));
      const spans = schedule(inOrder(all), { today: TODAY, last: '2028-06-01', hoursOn: () => 4 });
      const slow = schedule(inOrder(all), { today: TODAY, last: '2028-06-01', hoursOn: () => 4, stretch: 1.5 });
      for (const { id, after } of all) {
        const own = spans.get(id);
        expect(own).toBeTruthy();
        for (const before of after) expect((own?.from ?? '') >= (spans.get(before)?.to ?? '')).toBe(true);
        expect((slow.get(id)?.to ?? '9999') >= (own?.to ?? '')).toBe(true);
      }
    }));
  });
});

describe('the plan', () => {
  const file = ProgramFile.parse({
    program: 'Ours', subject: 'acme', goals: { seen: { title: 'Seen', problem: 'x' } }, releases: { '3.22': '2026-12-18' },
    milestones: {
      a: { title: 'The A', goal: 'seen', owner: 'us', release: '3.22', estimate: '40h' },
      between: { title: 'Between', goal: 'seen', owner: 'us', tbd: 'soon', 'depends-on': [{ milestone: 'a', reason: 'x' }] },
      b: { title: 'The B', goal: 'seen', owner: 'us', date: '2026-12-10', estimate: '20h', 'depends-on': [{ milestone: 'between', reason: 'x' }] },
      done: { title: 'Done', goal: 'seen', owner: 'us', tbd: 'x', estimate: '400h' },
    },
    capacity: { 'hours-a-week': 40, share: 0.5, 'issue-hours': { critical: 8, high: 4 } },
  });
  const input: PlanInput = { file, today: TODAY, isMet: (id) => id === 'done', events: [], arrivals: [], issues: [] };

  test('without a word of hours there is none', () => {
    expect(planOf({ ...input, file: { ...file, capacity: undefined } })).toBeUndefined();
    expect(planOf({ ...input, file: { ...file, capacity: CapacityFile.parse({}) } })).toBeUndefined();
  });

  test('what comes first through something without an estimate comes first', () => {
    expect(planOf(input)?.likely.get('a')?.to).toBe('2026-12-11');
    expect(planOf(input)?.likely.get('b')).toEqual({ from: '2026-12-14', to: '2026-12-18' });
  });

  test('overflow moves milestones, and says by how many days and because of what', () => {
    const arrivals = [{ key: 'r', kind: 'security-report', title: 'A report', hours: 30, spent: 4 }, { key: 's', kind: 'security-report', title: 'Small', hours: null, spent: 0 }] as const;
    const plan = planOf({ ...input, arrivals });
    expect(plan?.budget.weeks[0]).toMatchObject({ drawn: 20, overflow: 14 });
    expect(plan?.moved).toEqual([
      { milestone: 'a', title: 'The A', days: 6, from: '2026-12-11', to: '2026-12-17', because: ['Small', 'A report'] },
      { milestone: 'b', title: 'The B', days: 6, from: '2026-12-18', to: '2026-12-24', because: ['Small', 'A report'] },
    ]);
    expect(planOf({ ...input, arrivals: arrivals.map((one) => ({ ...one, hours: 8, spent: 0 })) })?.moved).toEqual([]);
  });

  test('fixes that are promised take their hours before what is due later', () => {
    const plan = planOf({ ...input, issues: [{ due: '2026-12-01', severity: 'critical', count: 2 }, { due: '2026-12-01', severity: 'high', count: 1 }, { due: '2026-12-02', severity: 'low', count: 9 }] });
    expect(plan?.left).toMatchObject({ issues: 20, issueCount: 12, milestones: 60, unestimated: 1 });
    expect(plan?.likely.get('a')?.from).toBe('2026-12-07');
  });
});
