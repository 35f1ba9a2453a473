import { describe, expect, test } from 'vitest';
import { GlacisError, errors } from '../kernel/errors.ts';
import { eventLine } from './event-line.ts';
import { pointedOut } from './query-problem.ts';
import { serverEvents } from './server-events.ts';
import { instantOf } from './time.ts';

const NOW = Date.UTC(2026, 10, 23, 12);

test.for([
  ['24h', '2026-11-22T12:00:00.000Z'], ['15m', '2026-11-23T11:45:00.000Z'], ['2w', '2026-11-09T12:00:00.000Z'], ['now', '2026-11-23T12:00:00.000Z'], ['2026-11-23', '2026-11-23T00:00:00.000Z'],
  ['2026-11-23T07:30', '2026-11-23T07:30:00.000Z'], ['2026-11-23 07:30:01', '2026-11-23T07:30:01.000Z'], ['2026-11-23T07:30+01:00', '2026-11-23T06:30:00.000Z'], ['2026-11-23T07:30:00.123456Z', '2026-11-23T07:30:00.123Z'],
] as const)('--from %s', ([text, instant]) => expect(instantOf('--from', text, NOW)).toBe(instant));

test.for(['yesterday', '24', 'h', '2026-13-01', '2026-11-23Z', '-1h', ''])('--from %s is wrong usage', (text) => {
  expect(() => instantOf('--from', text, NOW)).toThrow('--from is not a time');
});

test('a mistake in a query is pointed at, under the query', () => {
  const error = pointedOut(errors.badQuery({ message: 'There is no field usr.', at: 7, end: 10, fix: 'a\u001b[31m user:alice' }), 'a\u001b[31m usr:alice');
  expect(error).toBeInstanceOf(GlacisError);
  expect((error as GlacisError).hint).toBe(String.raw`a\u001b[31m usr:alice` + `\n  ${' '.repeat(12)}^^^\n  Did you mean: ` + String.raw`a\u001b[31m user:alice`);
  expect((error as GlacisError).exit).toBe(2);
});

test('an event is one line, and what a line says to the terminal is shown, not obeyed', () => {
  const event = { class_uid: 3002, time: NOW, status: 'Failure', device: { hostname: 'web1' }, service: { name: 'sshd' }, message: 'Failed \u001b]0;owned\u0007 for root\nand more', metadata: { uid: 'x' } };
  expect(eventLine(event)).toBe(String.raw`2026-11-23T12:00:00.000Z  web1  sshd  failure  Failed \u001b]0;owned\u0007 for root\u000aand more`);
  expect(eventLine({ class_uid: 0, time: NOW, metadata: { uid: 'x' }, raw_data: 'plain' })).toBe('2026-11-23T12:00:00.000Z  -  -  -  plain');
});

describe('server-sent events', () => {
  test('are read whole, however they are cut', async () => {
    const bytes = new TextEncoder().encode(': open\n\nid: 1\nevent: event\ndata: {"a":"é"}\n\n: still here\n\nevent: skipped\ndata: {"count":3}\n\ndata: cut off');
    const cut = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    const read = [];
    for await (const told of serverEvents(cut)) read.push(told);
    expect(read).toEqual([{ event: 'event', data: '{"a":"é"}' }, { event: 'skipped', data: '{"count":3}' }]);
  });
});
