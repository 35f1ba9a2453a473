import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { markdownOf } from '../../delivery/index.ts';
import { CapacityFile, WeeklyFile } from '../file/plan.ts';
import { weeklySummary, type SummaryInput } from './summary.ts';
import { DEFAULT_WEEKLY, dueWeek, lastWeek, weekNamed } from './when.ts';

const at = (text: string): number => Date.parse(text);

describe('when the summary is sent', () => {
  test.for([
    ['2026-11-30T07:59:00Z', undefined], ['2026-11-30T08:00:00Z', '2026-W48'], ['2026-12-03T23:00:00Z', '2026-W48'], ['2026-12-06T23:59:00Z', '2026-W48'], ['2026-12-07T07:00:00Z', undefined],
    ['2027-01-04T09:00:00Z', '2026-W53'],
  ])('on a Monday at eight, or as soon as somebody runs: %s', ([now, week]) => {
    expect(dueWeek(at(now ?? ''), DEFAULT_WEEKLY)?.week).toBe(week);
  });

  test('in the time zone of the program, over the change of its clocks', () => {
    const berlin = WeeklyFile.parse({ day: 'tuesday', hour: 9, zone: 'Europe/Berlin' });
    expect(dueWeek(at('2026-12-01T07:59:00Z'), berlin)).toBeUndefined();
    expect(dueWeek(at('2026-12-01T08:00:00Z'), berlin)?.week).toBe('2026-W48');
    expect(weekNamed('2026-W13', berlin)).toMatchObject({ from: at('2026-03-22T23:00:00Z'), to: at('2026-03-29T22:00:00Z') });
    expect(lastWeek(at('2026-11-29T23:30:00Z'), berlin).week).toBe('2026-W48');
    expect(lastWeek(at('2026-11-29T22:30:00Z'), berlin).week).toBe('2026-W47');
  });

  test('a zone that is none is refused', () => {
    expect(WeeklyFile.safeParse({ zone: 'Mars/Olympus' }).success).toBe(false);
  });

  test('weeks follow each other without a gap, in whatever zone', () => {
    fc.assert(fc.property(fc.integer({ min: at('2024-01-01'), max: at('2028-01-01') }), fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'America/Los_Angeles', 'Africa/Cairo'), (now, zone) => {
      const weekly = WeeklyFile.parse({ zone });
      const last = lastWeek(now, weekly);
      expect(last.from < last.to && last.to <= now && now < last.to + 7.2 * 86_400_000).toBe(true);
      expect(weekNamed(last.week, weekly)).toEqual(last);
      expect(lastWeek(last.to - 1, weekly).to).toBe(last.from);
    }), { numRuns: 30 });
  });
});

const EMPTY: SummaryInput = {
  program: 'Ours', week: weekNamed('2026-W48', DEFAULT_WEEKLY) ?? { week: '', monday: '', from: 0, to: 0 }, now: at('2026-11-30T08:00:00Z'), history: [], turns: [],
  roadmap: { today: '2026-11-30', goals: [], releases: [], milestones: [] },
  capacity: { today: '2026-11-30', known: false, share: 0.7, weeks: [], moved: [], left: { milestones: 0, issues: 0, issueCount: 0, unestimated: 0 } },
  gates: [], overrides: { made: [], inForce: [] }, issues: { planned: 0, accepted: 0, notAffected: 0, putOff: 0, late: 0, endingSoon: 0 }, arrivals: { came: [], ended: [] },
};
const row = { seq: 1, milestone: 'a', goal: 'seen', release: null, title: 'Images are scanned', version: 2, by: 'ann', because: null, fromWords: null, fromDay: null, toWords: null, toDay: null, at: new Date('2026-11-25T10:00:00Z') };

describe('what it says', () => {
  test('of a week in which nothing happened, just that', () => {
    expect(weeklySummary(EMPTY)).toEqual({
      title: 'Ours: 0 of 0 milestones met, week 48 (23 November to 29 November)',
      sections: [
        { title: 'What changed', lines: ['Nothing: no gate, milestone or target became another.'] },
        { title: 'What is at risk', lines: ['Nothing that is known: no forecast is later than its target, nothing overflows.'] },
        { title: 'What we decided', lines: ['Nothing.'] },
      ],
    });
  });

  test('what changed: gates, slips with who and when, milestones met and re-opened with why', () => {
    const { sections } = weeklySummary({
      ...EMPTY,
      turns: [{ gate: 'g', title: 'Launch', from: 'open', to: 'closed', at: row.at }],
      history: [
        { ...row, what: 'slipped', milestone: null, release: '3.22', title: '3.22', fromWords: '3.22', fromDay: '2026-12-20', toWords: '3.22', toDay: '2027-01-10' },
        { ...row, what: 'slipped', release: '3.22', fromWords: '3.22', fromDay: '2026-12-20', toWords: '3.22', toDay: '2027-01-10' },
        { ...row, what: 'slipped', title: 'Logs', fromWords: '2026-12-01', fromDay: '2026-12-01', toWords: 'after the event', toDay: null },
        { ...row, what: 'met', by: null }, { ...row, what: 'reopened', by: null, title: 'Nodes', because: 'Every node is scanned: nodes.unscanned is 2' },
        { ...row, what: 'added' }, { ...row, what: 'added' }, { ...row, what: 'removed' },
      ],
    });
    expect(sections[0]?.lines).toEqual([
      'Launch went from open to closed on 25 November.',
      'Release 3.22 slips from 20 December to 10 January 2027, by ann; 1 milestone with it.',
      '“Logs” slips from 1 December to after the event, by ann.',
      'Met: Images are scanned.', 'Re-opened: Nodes (Every node is scanned: nodes.unscanned is 2).', '2 milestones new, 1 milestone gone.',
    ]);
  });

  test('what is at risk: forecasts after their targets, overflow and what it moves, exceptions that end', () => {
    const milestone = { id: 'a', title: 'Images', goal: 'seen', partOf: null, owner: 'us', target: '3.22', targetIs: 'release' as const, day: '2026-12-20', outcome: 'unmet' as const, metAt: null, reopened: 0, slips: [], noForecast: null, work: null, waitsFor: [], late: true, forecast: { likely: '2027-01-03', earliest: '2026-12-28', latest: '2027-01-20', words: 'Likely 3 January 2027: because.' } };
    const { sections } = weeklySummary({
      ...EMPTY,
      roadmap: { ...EMPTY.roadmap, milestones: [milestone, { ...milestone, title: 'Logs', target: '2026-11-01', targetIs: 'day', day: '2026-11-01', forecast: null }] },
      capacity: { ...EMPTY.capacity, weeks: [{ week: '2026-W49', from: '2026-11-30', hours: 40, goals: 20, arriving: 20, drawn: 20, overflow: 12.5, of: [{ key: 'r', title: 'A report', hours: 12.5 }], away: [], moves: [] }], moved: [{ milestone: 'a', title: 'Images', days: 3, from: '2026-12-10', to: '2026-12-13', because: ['A report'] }] },
      overrides: { made: [], inForce: [{ gate: 'launch', requirements: ['a/all'], by: 'ann', approvedBy: 'bob', reason: 'x', until: new Date('2026-12-05') }] },
      issues: { ...EMPTY.issues, late: 2, endingSoon: 1, planned: 4, accepted: 1 },
    });
    expect(sections[1]?.lines).toEqual([
      '“Images” is aimed at 3.22 (20 December). Likely 3 January 2027: because.', '“Logs”: its target, 1 November, has passed.',
      '12.5 h of unplanned work over its share in 2026-W49: “A report”.', '“Images” moves by 3 days, from 10 December to 13 December, because of “A report”.',
      'The exception of a/all for launch ends on 5 December.', '2 promised fixes late.', '1 acceptance of issues ends within 14 days.',
    ]);
    expect(sections[2]?.lines).toEqual(['A fix was promised of 4 issues.', 'The risk of 1 issue was accepted for a time.']);
  });

  test('titles of strangers are no markup in Markdown, whatever they are', () => {
    const { title, sections } = weeklySummary({ ...EMPTY, arrivals: { came: [{ kind: 'incident', title: '# [x](https://evil.example) <img src=x> @everyone `', hours: 3, spent: 0 }], ended: [] } });
    const text = markdownOf(title, sections);
    expect(text).toContain(String.raw`- Incident came: \# \[x\](https:`);
    expect(text).not.toMatch(/https:\/\/|[^\\][[<`]|@e/);
  });

  test('a list is never longer than is read', () => {
    const { sections } = weeklySummary({ ...EMPTY, history: Array.from({ length: 300 }, () => ({ ...row, what: 'met' as const })) });
    expect(sections[0]?.lines).toHaveLength(13);
    expect(sections[0]?.lines.at(-1)).toBe('And 288 more.');
  });
});

test('the manual names every setting, and the defaults that hold', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/roadmap.md'), 'utf8');
  for (const name of [...Object.keys(CapacityFile.shape).filter((one) => one !== 'goals'), ...Object.keys(WeeklyFile.shape), 'releases', 'estimate']) expect(page).toMatch(new RegExp(`\\b${name}\\b`));
  const { day, hour, zone } = DEFAULT_WEEKLY;
  expect(page).toContain(`weekly: { day: ${day}, hour: ${hour}, zone: ${zone} }`);
});
