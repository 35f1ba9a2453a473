import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { VersionRange } from './advisory.ts';
import { fixesOf, isAffected, isInRange } from './ranges.ts';
import { dpkg } from './versions/dpkg.ts';
import { pep440 } from './versions/pep440.ts';
import { semver } from './versions/semver.ts';

type Events = VersionRange['events'];
const range = (...events: Events): VersionRange => ({ type: 'ECOSYSTEM', events });

describe('a range holds a version as OSV evaluates it', () => {
  const branches = range({ introduced: '0' }, { fixed: '1.2.3' }, { introduced: '2.0.0' }, { fixed: '2.0.5' });
  test.for<[version: string, affected: boolean, range: VersionRange, why: string]>([
    ['1.2.2', true, range({ introduced: '0' }, { fixed: '1.2.3' }), 'below the fix'],
    ['1.2.3', false, range({ introduced: '0' }, { fixed: '1.2.3' }), 'the fix itself'],
    ['1.2.3-rc.1', true, range({ introduced: '0' }, { fixed: '1.2.3' }), 'before the fix was released'],
    ['1.0.0', false, range({ introduced: '1.0.1' }, { fixed: '1.2.3' }), 'before it came in'],
    ['1.0.1', true, range({ introduced: '1.0.1' }, { fixed: '1.2.3' }), 'where it came in'],
    ['99.0.0', true, range({ introduced: '0' }), 'never fixed'],
    ['0.0.0-alpha', true, range({ introduced: '0' }), 'zero is before every version'],
    ['1.2.3', true, range({ introduced: '0' }, { last_affected: '1.2.3' }), 'the last affected one'],
    ['1.2.4', false, range({ introduced: '0' }, { last_affected: '1.2.3' }), 'after the last affected one'],
    ['1.9.9', false, branches, 'between branches'],
    ['2.0.4', true, branches, 'in the second branch'],
    ['2.0.5', false, branches, 'fixed in the second branch'],
    ['1.3.0', true, range({ introduced: '0' }, { fixed: '1.2.0' }, { introduced: '1.2.0' }, { fixed: '1.4.0' }), 'one branch begins where another ends'],
    ['1.3.0', false, range({ introduced: '1.2.0' }, { fixed: '1.2.0' }), 'an empty range'],
    ['1.0.0', true, range({ fixed: '1.2.0' }, { introduced: '0' }), 'events in any order'],
    ['1.1.0', true, range({ introduced: '0' }, { fixed: '1.3.0' }, { fixed: '1.2.0' }), 'the first of two fixes'],
    ['1.2.5', false, range({ introduced: '0' }, { fixed: '1.3.0' }, { fixed: '1.2.0' }), 'the first of two fixes'],
    ['1.5.0', false, range({ introduced: '0' }, { limit: '1.5.0' }), 'at the limit'],
    ['1.4.0', true, range({ introduced: '0' }, { limit: '1.2.0' }, { limit: '1.5.0' }), 'below one of the limits'],
    ['1.4.0', true, range({ introduced: '0' }, { limit: '*' }), 'no limit'],
    ['1.4.0', true, range({ introduced: '0' }, { fixed: 'not a version' }), 'a fix that nobody can place fixes nothing'],
    ['1.4.0', false, range({ introduced: 'nightly' }), 'nor does it come in there'],
    ['1.4.0', false, range(), 'nothing said'],
  ])('%s: %s', ([version, affected, said]) => {
    expect(isInRange(said, version, semver)).toBe(affected);
  });

  test('as a walk over the sorted events', () => {
    const number = fc.integer({ min: 0, max: 9 }).map((minor) => `1.${minor}.0`);
    const event = fc.oneof(
      fc.oneof(fc.constant('0'), number).map((introduced) => ({ introduced })),
      number.map((fixed) => ({ fixed })),
      number.map((last_affected) => ({ last_affected })),
    );
    const at = (one: Events[number]): string => Object.values(one)[0] as string;
    const place = (one: Events[number]): number => (at(one) === '0' ? -1 : Number(at(one).split('.')[1]));
    fc.assert(fc.property(fc.array(event, { maxLength: 6 }), number, (events, version) => {
      let affected = false;
      const minor = Number(version.split('.')[1]);
      for (const one of events.toSorted((a, b) => place(a) - place(b))) {
        if ('introduced' in one && minor >= place(one)) affected = true;
        else if ('fixed' in one && minor >= place(one)) affected = false;
        else if ('last_affected' in one && minor > place(one)) affected = false;
      }
      expect(isInRange(range(...events), version, semver)).toBe(affected);
    }), { numRuns: 2000 });
  });
});

describe('versions listed one by one', () => {
  test('count beside the ranges', () => {
    const said = { ranges: [range({ introduced: '2.0' }, { fixed: '2.1' })], versions: ['1.0.0', '1.1'] };
    expect([isAffected(said, '1.0.0', semver), isAffected(said, '1.0.1', semver), isAffected(said, '2.0.0', semver)]).toEqual([true, false, true]);
  });

  test('in whatever spelling the ecosystem takes for the same', () => {
    const said = { ranges: [], versions: ['1.0.0', '2.0.post1', 'very-old'] };
    expect([isAffected(said, '1.0', pep440), isAffected(said, 'v1', pep440), isAffected(said, '2.0-1', pep440), isAffected(said, 'very-old', pep440)]).toEqual([true, true, true, true]);
    expect(isAffected(said, '1.0.1', pep440)).toBe(false);
  });
});

describe('which versions clear it', () => {
  const row = (...events: Events) => ({ ranges: [range(...events)], versions: [] });
  test.for<[what: string, rows: ReturnType<typeof row>[], version: string, fixes: string[]]>([
    ['the nearest first, then those of later branches', [row({ introduced: '0' }, { fixed: '1.2.3' }, { introduced: '2.0.0' }, { fixed: '2.0.1' })], '1.0.0', ['1.2.3', '2.0.1']],
    ['not those of branches left behind', [row({ introduced: '0' }, { fixed: '1.2.3' }, { introduced: '2.0.0' }, { fixed: '2.0.1' })], '2.0.0', ['2.0.1']],
    ['of two advisories on the same, what clears both', [row({ introduced: '0' }, { fixed: '1.2.3' }), row({ introduced: '0' }, { fixed: '1.2.4' })], '1.0.0', ['1.2.4']],
    ['a fix that another says is none does not count', [row({ introduced: '0' }, { fixed: '1.2.3' }), row({ introduced: '0' })], '1.0.0', []],
    ['the same fix in two spellings is one', [row({ introduced: '0' }, { fixed: '1.2.3' }), row({ introduced: '0' }, { fixed: 'v1.2.3' })], '1.0.0', ['1.2.3']],
    ['nobody names one', [row({ introduced: '0' }, { last_affected: '1.2.3' })], '1.0.0', []],
  ])('%s', ([, rows, version, fixes]) => {
    expect(fixesOf(rows, version, semver)).toEqual(fixes);
  });

  test('a regression fixed by a second update of a DSA', () => {
    const first = row({ introduced: '0' }, { fixed: '2.36-9+deb12u7' });
    const second = row({ introduced: '0' }, { fixed: '2.36-9+deb12u10' });
    expect(fixesOf([first, second], '2.36-9+deb12u4', dpkg)).toEqual(['2.36-9+deb12u10']);
  });
});
