import { expect, test } from 'vitest';
import { manualClock } from '../../kernel/clock.ts';
import type { EventStream } from '../../kernel/http/index.ts';
import type { Principal } from '../../kernel/principal.ts';
import { parseQuery } from '../query/parse.ts';
import { permittedAnswers } from './permitted.ts';
import { boundedBuffer } from './tail/buffer.ts';
import { liveTail } from './tail/tail.ts';

const by: Principal = { kind: 'machine', id: 't1', name: 'dashboard', permissions: new Set(['events.tail'] as const), sources: 'all' };
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('a live tail ends within seconds of the revocation of what opened it', async () => {
  const clock = manualClock(0);
  let may = true;
  let left = 0;
  let closed = 0;
  const stream: EventStream = { send: async () => {}, signal: new AbortController().signal, close: () => void (closed += 1) };
  const hub = { count: () => 0, join: async () => ({ take: boundedBuffer<never>({ items: 1, bytes: 1 }, () => 1).take, end: () => void (left += 1) }) };
  const tail = liveTail({ hub, watch: { tail: async () => {} }, whilePermitted: permittedAnswers({ clock }) });
  const telling = tail({ query: parseQuery(''), text: '', from: undefined, to: undefined, by }, { open: () => stream, stillMay: async () => may });
  const pass = async (ms: number) => {
    await settled();
    clock.advance(ms);
    await settled();
  };
  await pass(5_000);
  await pass(5_000);
  expect(closed).toBe(0);
  may = false;
  await pass(5_000);
  await telling;
  expect({ closed, left }).toEqual({ closed: 1, left: 1 });
});

test('who may is asked no more once the answer has ended or its reader has gone', async () => {
  const clock = manualClock(0);
  let asked = 0;
  const gone = new AbortController();
  const whilePermitted = permittedAnswers({ clock });
  const stillMay = async () => (asked += 1) > 0;
  whilePermitted(new AbortController().signal, stillMay).end();
  const { signal } = whilePermitted(gone.signal, stillMay);
  gone.abort();
  await settled();
  clock.advance(60_000);
  await settled();
  expect(signal.aborted).toBe(true);
  expect(asked).toBe(0);
});
