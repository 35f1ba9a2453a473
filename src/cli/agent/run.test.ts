import { describe, expect, test } from 'vitest';
import { manualClock } from '../../kernel/clock.ts';
import { GlacisError, errors } from '../../kernel/errors.ts';
import type { AgentReport } from '../../vulnerabilities/contract.ts';
import { runAgent } from './run.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** An agent whose reports are numbered, against a server that answers as it is told. */
function running(intervalMs = HOUR) {
  const clock = manualClock(1_000_000_000_000);
  const stop = new AbortController();
  const sent: { at: number; report: number }[] = [];
  const said: string[] = [];
  let taken = 0;
  let heard = (): void => {};
  const server = { refuses: undefined as Error | undefined };
  const started = clock.now();
  const done = runAgent({
    take: () => Promise.resolve({ n: (taken += 1) } as unknown as AgentReport),
    send: (report) => {
      sent.push({ at: clock.now() - started, report: (report as unknown as { n: number }).n });
      return server.refuses ? Promise.reject(server.refuses) : Promise.resolve();
    },
    changes: (callback) => (heard = callback),
    intervalMs, clock, signal: stop.signal, random: () => 1, say: (words) => said.push(words),
  });
  const settle = async () => {
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  };
  return {
    sent, said, server, settle,
    taken: () => taken,
    change: () => heard(),
    async pass(ms: number, step = 1_000) {
      await settle();
      for (let gone = 0; gone < ms; gone += step) {
        clock.advance(step);
        await settle();
      }
    },
    async stop() {
      stop.abort();
      await settle();
      await done;
    },
  };
}

describe('an agent', () => {
  test('reports at once, hourly, and when something changed', async () => {
    const agent = running();
    await agent.pass(2 * HOUR, MINUTE);
    expect(agent.sent).toEqual([{ at: 0, report: 1 }, { at: HOUR, report: 2 }, { at: 2 * HOUR, report: 3 }]);
    await agent.pass(MINUTE);
    agent.change();
    await agent.pass(MINUTE);
    expect(agent.sent.at(-1)).toEqual({ at: 2 * HOUR + MINUTE, report: 4 });
    await agent.stop();
  });

  test('reports no more often than every 15 s, however much changes', async () => {
    const agent = running();
    await agent.settle();
    for (let second = 0; second < 60; second += 1) {
      agent.change();
      await agent.pass(1_000);
    }
    expect(agent.sent.length).toBeLessThanOrEqual(5);
    expect(agent.sent.length).toBeGreaterThanOrEqual(4);
    await agent.stop();
  });

  test('keeps the newest report alone while the server is away, and tries at growing pauses', async () => {
    const agent = running();
    agent.server.refuses = errors.unavailable({ what: 'away' });
    await agent.pass(3 * HOUR);
    expect(agent.sent.slice(0, 5).map(({ at }) => at / 1_000)).toEqual([0, 5, 15, 35, 75]);
    expect(agent.sent.length).toBeLessThan(30);
    const tries = agent.sent.length;
    agent.server.refuses = undefined;
    await agent.pass(11 * MINUTE);
    expect(agent.sent.slice(tries).map(({ report }) => report)).toEqual([agent.taken()]);
    expect(agent.taken()).toBe(4);
    expect(agent.said.at(-1)).toContain('takes reports again');
    await agent.stop();
  });

  test('asks seldom where its credential is worth nothing', async () => {
    const agent = running();
    agent.server.refuses = errors.unauthenticated();
    await agent.pass(3 * HOUR, MINUTE);
    expect(agent.sent.length).toBeLessThanOrEqual(4);
    await agent.stop();
  });

  test('waits as long as the server says, within reason', async () => {
    const agent = running();
    agent.server.refuses = new GlacisError({ code: 'too_many', status: 429, exit: 3, message: 'later', details: { retryAfter: 60 } });
    await agent.pass(61_000);
    expect(agent.sent.map(({ at }) => at)).toEqual([0, 60_000]);
    agent.server.refuses = new GlacisError({ code: 'too_many', status: 429, exit: 3, message: 'later', details: { retryAfter: 1e12 } });
    await agent.pass(12 * MINUTE);
    expect(agent.sent.length).toBeGreaterThan(3);
    await agent.stop();
  });

  test('does not send again what the server says is no report', async () => {
    const agent = running();
    agent.server.refuses = errors.invalid({ what: 'no report' });
    await agent.pass(59 * MINUTE, MINUTE);
    expect(agent.sent).toHaveLength(1);
    await agent.stop();
  });
});
