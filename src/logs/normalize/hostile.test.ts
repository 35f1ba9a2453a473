import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RECEIVED_AT, rowOf } from '../../../test/support/event-row.ts';
import { ocsfValidator } from '../../../test/support/ocsf.ts';
import { hasShared } from '../../../test/support/shared.ts';
import { toOcsf } from '../ocsf/present.ts';
import { lineReader } from './envelope/index.ts';
import { createNormalizer } from './index.ts';
import { source } from './source.ts';
import { sources } from './sources/index.ts';
import { wallClock } from './time/clock.ts';

const normalizer = createNormalizer();
const context = { format: null, receivedAt: RECEIVED_AT, zone: 'Europe/Berlin' };
const MEBIBYTE = 1_048_576;

const folder = join(import.meta.dirname, 'sources');
const samples = readdirSync(folder).filter((name) => name.endsWith('.samples'))
  .flatMap((name) => readdirSync(join(folder, name)).filter((file) => file.endsWith('.log')).flatMap((file) => readFileSync(join(folder, name, file), 'utf8').split('\n')))
  .filter((line) => line !== '');

/** A sample with a part cut out, doubled, or replaced by anything. */
const mutated = fc.tuple(fc.constantFrom(...samples), fc.nat(), fc.nat(40), fc.string({ unit: 'binary', maxLength: 40 }))
  .map(([line, at, length, put]) => line.slice(0, at % line.length) + put + line.slice((at % line.length) + length));
const anyLine = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), mutated, fc.json(), fc.json().map((json) => `{"level":30,"time":1,"x":${json}}`), fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString()));

describe.skipIf(!hasShared)('whatever the line', () => {
  test('the normalizer does not throw, and what it makes is a valid OCSF event', () => {
    const validate = ocsfValidator();
    const formats = [null, 'nonsense', ...sources.map(({ id }) => id)];
    fc.assert(fc.property(anyLine, fc.constantFrom(...formats), (line, format) => {
      const event = toOcsf(rowOf(normalizer, line, { ...context, format }));
      expect(validate(JSON.parse(JSON.stringify(event)))).toEqual([]);
    }), { numRuns: 3_000 });
  });
});

describe('a bad line', () => {
  const heads = [
    '', '[', '{"a":', '<13>', '"', 'a=b ', '2026/11/23 07:33:47 [error] 1#1: *1 open() "', '203.0.113.9 - - [23/Nov/2026:07:33:47 +0000] "GET / HTTP/1.1" 200 5 "-" "-" 1 1 [] [] 1',
    '<13>1 - - - - - [a b="', 'Nov 23 07:33:47 web1 sudo: ', ...new Map(samples.map((line) => [rowOf(normalizer, line).format, line])).values(),
  ];
  const fills = ['x', ' ', '[', '"', '\\', ':', ' from ', 'port 22 ', '{"a":', '= ', '1.1.1.1,', ', client: ', ' 1', ' ; COMMAND='];

  test('with letters where a year would stand is read in any zone', () => {
    expect(normalizer.normalize('Nov 23 year 07:33:47 web1 sshd[1]: x', context)).toMatchObject({ time: RECEIVED_AT, parsed: false });
  });

  test('that is long is read in no time, whatever it begins and goes on like', () => {
    const slow: string[] = [];
    for (const head of heads) {
      for (const fill of fills) {
        const line = head + fill.repeat(131_072 / fill.length);
        const started = performance.now();
        normalizer.normalize(line, context);
        if (performance.now() - started > 1_000) slow.push(`${head} … ${fill}`);
      }
    }
    expect(slow).toEqual([]);
  }, 30_000);

  test('of a mebibyte makes no more of itself than bounds allow', () => {
    for (const head of heads) {
      const row = rowOf(normalizer, (head + 'a b "'.repeat(MEBIBYTE)).slice(0, MEBIBYTE));
      expect(row.message.length).toBeLessThanOrEqual(65_536);
      expect(Math.max(row.user.length, row.host.length, row.service.length, row.action.length)).toBeLessThanOrEqual(1_024);
      expect(Math.max(0, ...Object.values(row.attributes).map((value) => value.length))).toBeLessThanOrEqual(16_384);
      expect(row.attributes['metadata.is_truncated']).toBe('true');
    }
  });

  test('of JSON that nests without end, or has thousands of fields, is kept within bounds and says that it is cut', () => {
    const deep = `{"level":"info","msg":"x","a":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`;
    const lists = `{"level":"info","msg":"x","a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    const wide = JSON.stringify({ level: 'info', msg: 'x', ...Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`f${i}`, i])) });
    for (const line of [deep, lists, wide]) {
      const row = rowOf(normalizer, line);
      expect(row.attributes['metadata.is_truncated']).toBe('true');
      expect(Object.keys(row.attributes).length).toBeLessThan(300);
      expect(row.raw).toBe(line);
    }
  });

  test('with a clock that is plainly wrong has the time of its receipt, and its own time beside', () => {
    const ahead = rowOf(normalizer, '2031-01-01T00:00:00Z web1 sshd[1]: Failed password for root from 203.0.113.9 port 1 ssh2');
    expect(ahead).toMatchObject({ time: RECEIVED_AT, user: 'root', attributes: { 'unmapped.clock': 'ahead', 'metadata.original_time': '2031-01-01T00:00:00Z' } });
    const before = rowOf(normalizer, '<38>1 1970-01-01T00:00:07Z web1 sshd 1 - - Failed password for root from 203.0.113.9 port 1 ssh2');
    expect(before).toMatchObject({ time: RECEIVED_AT, attributes: { 'unmapped.clock': 'before 2000' } });
  });

  test('whose clock is a little ahead keeps its time', () => {
    const soon = new Date(RECEIVED_AT + 3_600_000).toISOString();
    expect(rowOf(normalizer, `${soon} web1 sshd[1]: Server listening on :: port 22.`).time).toBe(RECEIVED_AT + 3_600_000);
  });

  test('that makes its source fail is a base event, counted as not understood', () => {
    const failing = source({ id: 'failing', title: 'Fails', product: { name: 'x' }, recognizes: () => true, parse: () => { throw new Error('a defect'); } });
    const event = createNormalizer({ sources: [failing, ...sources] }).normalize('Nov 23 07:33:47 web1 x: y', context);
    expect(event).toMatchObject({ format: 'text', classUid: 0, parsed: false, message: 'y', host: 'web1' });
  });
});

test('a header whose reading fails costs the line its header, never the line', () => {
  const clock = { yearless: () => { throw new RangeError('Invalid time value'); } };
  const raw = 'Nov 23 07:33:47 web1 sshd[812]: Failed password for root from 203.0.113.9 port 51123 ssh2';
  expect(lineReader({ ...wallClock(), ...clock })(raw, context.receivedAt, 'Europe/Berlin')).toMatchObject({ message: raw, host: '', envelope: 'none' });
});

describe('a line is understood', () => {
  test.for([
    ['by a source', 'Nov 23 07:33:47 web1 sshd[812]: Failed password for root from 203.0.113.9 port 51123 ssh2', true],
    ['where its program is known and its message is not', 'Nov 23 07:33:47 web1 sshd[812]: something new', true],
    ['where its header names a program', 'Nov 23 07:33:47 web1 whatever[1]: hello', true],
    ['as JSON with a time or level', '{"severity":"ERROR","x":1}', true],
    ['not as JSON without either', '{"x":1}', false],
    ['not as mere text', 'hello world', false],
  ] as const)('%s', ([, line, parsed]) => {
    expect(normalizer.normalize(line, context).parsed).toBe(parsed);
  });
});

describe('a format that is named', () => {
  test('is asked first', () => {
    const line = '203.0.113.9 - - [23/Nov/2026:07:33:47 +0000] "GET / HTTP/1.1" 200 5 "-" "curl"';
    expect(rowOf(normalizer, line).format).toBe('http-access');
    expect(rowOf(normalizer, line, { format: 'nginx-access' })).toMatchObject({ format: 'nginx-access', service: 'nginx' });
    expect(rowOf(normalizer, 'Failed password for root from 203.0.113.9 port 22 ssh2', { format: 'sshd' }).classUid).toBe(3002);
  });

  test('that is generic does not stand in front of the products', () => {
    expect(rowOf(normalizer, '<38>Nov 23 07:33:47 web1 sshd[1]: Failed password for root from 203.0.113.9 port 22 ssh2', { format: 'syslog' }).format).toBe('sshd');
  });

  test('does not keep other sources from reading what it does not understand', () => {
    expect(rowOf(normalizer, 'Nov 23 07:33:47 web1 sudo: bob : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh', { format: 'sshd' }).format).toBe('sudo');
  });
});

test('times without a zone are read in the source\'s, and keep their offset', () => {
  const row = rowOf(normalizer, 'Nov 23 07:33:47 web1 sshd[812]: Server listening on 0.0.0.0 port 22.', { zone: 'Asia/Kolkata' });
  expect(row.time).toBe(Date.UTC(2026, 10, 23, 2, 3, 47));
  expect(toOcsf(row)).toMatchObject({ timezone_offset: 330 });
});

test('Docker\'s and containerd\'s envelopes are taken off, and the line within read by its own source', () => {
  const inner = '203.0.113.9 - - [23/Nov/2026:07:33:47 +0000] "GET / HTTP/1.1" 200 5';
  expect(rowOf(normalizer, JSON.stringify({ log: `${inner}\n`, stream: 'stdout', time: '2026-11-23T07:33:48.1Z' }))).toMatchObject({ format: 'http-access', time: Date.UTC(2026, 10, 23, 7, 33, 47), attributes: { 'unmapped.stream': 'stdout' } });
  expect(rowOf(normalizer, '2026-11-23T07:33:48.1Z stderr F {"level":"error","msg":"no","time":"2026-11-23T07:33:47Z"}')).toMatchObject({ format: 'logrus', attributes: { 'unmapped.stream': 'stderr', 'metadata.log_level': 'error' } });
});
