import { describe, expect, test } from 'vitest';
import { keepSamples, troubleOf, watchedSince, type Episode, type Sample } from './health.ts';

const MINUTE = 60_000;
const now = 1_700_000_000_000;
const never = { silentAfterMinutes: null, unparsedShare: null };
type Look = Parameters<typeof troubleOf>[1];
const quiet: Look = { now, watchedSince: 0, lastSeen: now, createdAt: now - 90 * MINUTE, samples: [], before: null };

describe('a silent source', () => {
  const settings = { ...never, silentAfterMinutes: 15 };
  test.for<[string, Partial<Look>, Episode | null]>([
    ['lines came just now', { lastSeen: now }, null],
    ['a moment before the time is up', { lastSeen: now - 15 * MINUTE + 1 }, null],
    ['when it is up', { lastSeen: now - 15 * MINUTE }, { kind: 'silent', since: now - 15 * MINUTE }],
    ['nothing ever came', { lastSeen: null }, { kind: 'silent', since: now - 90 * MINUTE }],
    ['nothing came yet to a new one', { lastSeen: null, createdAt: now - MINUTE }, null],
  ])('%s', ([, changes, expected]) => {
    expect(troubleOf(settings, { ...quiet, ...changes })).toEqual(expected);
  });

  test('is not asked about where nobody wants to know', () => {
    expect(troubleOf(never, { ...quiet, lastSeen: 0 })).toBeNull();
  });

  test('stays the same episode until a line comes', () => {
    const before: Episode = { kind: 'silent', since: now - 20 * MINUTE };
    expect(troubleOf(settings, { ...quiet, lastSeen: now - 20 * MINUTE, before })).toBe(before);
    expect(troubleOf(settings, { ...quiet, before })).toBeNull();
    expect(troubleOf(settings, { ...quiet, lastSeen: now - 16 * MINUTE, before })).toEqual({ kind: 'silent', since: now - 16 * MINUTE });
  });

  test('is not blamed for the time in which Glacis was away', () => {
    const back = now - 5 * MINUTE;
    expect(watchedSince({ lookedAt: now - 60 * MINUTE, watchedSince: 7 }, now)).toBe(now);
    expect(watchedSince({ lookedAt: now - MINUTE, watchedSince: 7 }, now)).toBe(7);
    expect(watchedSince(undefined, now)).toBe(0);
    expect(troubleOf(settings, { ...quiet, watchedSince: back, lastSeen: now - 60 * MINUTE })).toBeNull();
    expect(troubleOf(settings, { ...quiet, now: back + 15 * MINUTE, watchedSince: back, lastSeen: now - 60 * MINUTE })).toEqual({ kind: 'silent', since: back });
    const before: Episode = { kind: 'silent', since: now - 60 * MINUTE };
    expect(troubleOf(settings, { ...quiet, watchedSince: back, lastSeen: now - 60 * MINUTE, before })).toBe(before);
  });
});

describe('a source that fails to parse', () => {
  const settings = { ...never, unparsedShare: 0.2 };
  const samples = (lines: number, unparsed: number): Sample[] => [
    { at: now - 10 * MINUTE, stored: 1_000, unparsed: 500 },
    { at: now, stored: 1_000 + lines, unparsed: 500 + unparsed },
  ];
  test.for<[string, Sample[], boolean]>([
    ['at its share', samples(100, 20), false],
    ['over its share', samples(100, 21), true],
    ['over its share, but of too few lines', samples(19, 19), false],
    ['of just enough lines', samples(20, 5), true],
    ['without lines', samples(0, 0), false],
    ['not looked at before', samples(100, 100).slice(1), false],
  ])('%s', ([, seen, failing]) => {
    expect(troubleOf(settings, { ...quiet, samples: seen })).toEqual(failing ? { kind: 'failing', since: now } : null);
  });

  test('stays the same episode, until it is silent', () => {
    const before: Episode = { kind: 'failing', since: 1 };
    expect(troubleOf(settings, { ...quiet, samples: samples(100, 50), before })).toBe(before);
    const both = { unparsedShare: 0.2, silentAfterMinutes: 5 };
    expect(troubleOf(both, { ...quiet, lastSeen: now - 6 * MINUTE, samples: samples(100, 50), before })?.kind).toBe('silent');
  });
});

test('samples reach back over the whole window and no further', () => {
  const at = (minutes: number): Sample => ({ at: now - minutes * MINUTE, stored: 0, unparsed: 0 });
  expect(keepSamples([at(30), at(11), at(10), at(9), at(0)], now)).toEqual([at(10), at(9), at(0)]);
  expect(keepSamples([at(30), at(20)], now)).toEqual([at(20)]);
  expect(keepSamples([at(2), at(1)], now)).toEqual([at(2), at(1)]);
});
