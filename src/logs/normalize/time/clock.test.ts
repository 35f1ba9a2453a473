import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wallClock } from './clock.ts';
import { utc } from './civil.ts';
import { readIso } from './stamp.ts';
import type { Stamp } from './stamp.ts';

const DAY = 86_400_000;
const iso = (ms: number): string => new Date(ms).toISOString();

describe('a time without a year', () => {
  const read = (month: number, day: number, receivedAt: string, zone = 'UTC'): string =>
    iso(wallClock().yearless(month, day, 23, 59, 58, Date.parse(receivedAt), zone));

  test.for([
    { says: 'the same day', month: 11, day: 23, receivedAt: '2026-11-24T00:00:00Z', is: '2026-11-23T23:59:58.000Z' },
    { says: 'New Year\'s Eve, read on New Year\'s Day', month: 12, day: 31, receivedAt: '2027-01-01T00:00:10Z', is: '2026-12-31T23:59:58.000Z' },
    { says: 'a clock that runs ahead by less than a day, over New Year', month: 1, day: 1, receivedAt: '2026-12-31T23:59:58Z', is: '2027-01-01T23:59:58.000Z' },
    { says: 'a clock that would run ahead by more than a day', month: 1, day: 1, receivedAt: '2026-12-31T23:59:57Z', is: '2026-01-01T23:59:58.000Z' },
    { says: 'tomorrow, more than a day ahead: last year', month: 11, day: 25, receivedAt: '2026-11-23T12:00:00Z', is: '2025-11-25T23:59:58.000Z' },
    { says: '29 February, in a year that has none', month: 2, day: 29, receivedAt: '2026-03-01T00:00:00Z', is: '2024-02-29T23:59:58.000Z' },
  ])('$says: $month/$day received $receivedAt is $is', ({ month, day, receivedAt, is }) => {
    expect(read(month, day, receivedAt)).toBe(is);
  });

  test('is the year nearest to the receipt that is not more than a day after it, whatever was read before', () => {
    const clock = wallClock();
    fc.assert(fc.property(
      fc.integer({ min: Date.UTC(2005, 0, 1), max: Date.UTC(2040, 0, 1) }),
      fc.integer({ min: -363 * DAY, max: DAY }),
      (receivedAt, offset) => {
        const moment = Math.floor((receivedAt + offset) / 1_000) * 1_000;
        const at = new Date(moment);
        if (at.getUTCMonth() === 1 && at.getUTCDate() === 29) return;
        const read = clock.yearless(at.getUTCMonth() + 1, at.getUTCDate(), at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds(), receivedAt, 'UTC');
        expect(read).toBe(moment);
      },
    ));
  });

  test('31 April and 25 o\'clock are no times', () => {
    const clock = wallClock();
    expect(clock.yearless(4, 31, 0, 0, 0, Date.UTC(2026, 5, 1), 'UTC')).toBeNaN();
    expect(clock.yearless(4, 30, 25, 0, 0, Date.UTC(2026, 5, 1), 'UTC')).toBeNaN();
  });
});

describe('a time without a zone', () => {
  const read = (wall: string, zone: string, receivedAt = '2026-12-01T00:00:00Z'): string => iso(wallClock().zoneless(Date.parse(`${wall}Z`), Date.parse(receivedAt), zone));

  test.for([
    { zone: 'Europe/Berlin', wall: '2026-07-01T12:00:00', is: '2026-07-01T10:00:00.000Z' },
    { zone: 'Europe/Berlin', wall: '2026-12-01T12:00:00', is: '2026-12-01T11:00:00.000Z' },
    { zone: 'America/New_York', wall: '2026-11-23T07:33:47', is: '2026-11-23T12:33:47.000Z' },
    { zone: 'Asia/Kolkata', wall: '2026-11-23T07:33:47', is: '2026-11-23T02:03:47.000Z' },
    { zone: 'Australia/Lord_Howe', wall: '2026-01-01T11:00:00', is: '2026-01-01T00:00:00.000Z' },
    { zone: 'No/Such_Zone', wall: '2026-01-01T11:00:00', is: '2026-01-01T11:00:00.000Z' },
  ])('$wall in $zone is $is', ({ zone, wall, is }) => {
    expect(read(wall, zone)).toBe(is);
  });

  test('in the repeated hour of autumn is the moment nearest to the receipt', () => {
    expect(read('2026-10-25T02:30:00', 'Europe/Berlin', '2026-10-25T00:30:05Z')).toBe('2026-10-25T00:30:00.000Z');
    expect(read('2026-10-25T02:30:00', 'Europe/Berlin', '2026-10-25T01:30:05Z')).toBe('2026-10-25T01:30:00.000Z');
  });

  test('in the skipped hour of spring is read with the offset before it', () => {
    expect(read('2026-03-29T02:30:00', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
  });

  test('read back in its zone is what was written, outside of the skipped hour', () => {
    const clock = wallClock();
    fc.assert(fc.property(fc.constantFrom('Europe/Berlin', 'America/Sao_Paulo', 'Asia/Tehran', 'Pacific/Apia'), fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2030, 0, 1) }), (zone, moment) => {
      const wall = moment + clock.offsetAt(moment, zone) * 60_000;
      const read = clock.zoneless(wall, moment, zone);
      expect(read + clock.offsetAt(read, zone) * 60_000).toBe(wall);
    }));
  });
});

describe('a whole time', () => {
  const stamp: Stamp = { wallMs: 0, offset: 0, end: 0 };

  test('civil days are those of Date.UTC', () => {
    fc.assert(fc.property(fc.date({ min: new Date('1600-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), (date) => {
      const ms = utc(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds(), date.getUTCMilliseconds());
      expect(ms).toBe(date.getTime());
    }));
  });

  test.for([
    ['2023-10-06T09:45:15.664648+02:00', '2023-10-06T07:45:15.664Z'],
    ['2023-10-06 09:45:15,6-0700', '2023-10-06T16:45:15.600Z'],
    ['2023/10/06 09:45:15 +0200', '2023-10-06T07:45:15.000Z'],
    ['2023-10-06T09:45:15Z', '2023-10-06T09:45:15.000Z'],
  ] as const)('%s is %s', ([text, is]) => {
    expect(readIso(text, 0, stamp)).toBe(true);
    expect(iso(stamp.wallMs - stamp.offset * 60_000)).toBe(is);
    expect(stamp.end).toBe(text.length);
  });

  test.for(['2023-02-30T00:00:00Z', '2023-13-01T00:00:00Z', '2023-10-06T24:00:00Z', '2023-10-06', '20231006T094515Z', '    -10-06T09:45:15Z'])('%s is none', (text) => {
    expect(readIso(text, 0, stamp)).toBe(false);
  });
});
