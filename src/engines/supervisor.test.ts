import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { manualClock } from '../kernel/clock.ts';
import { serverLog } from '../kernel/log.ts';
import { supervise, type Launched } from './supervisor.ts';

const log = serverLog('silent');

/** An engine whose launches fail as told, and that ends when told. */
function fakeEngine(failures: readonly (string | undefined)[] = []) {
  let launches = 0;
  let running = 0;
  let end = (_reason: string) => {};
  const launch = async (): Promise<Launched> => {
    const failure = failures[launches];
    launches += 1;
    if (failure !== undefined) throw new Error(failure);
    running += 1;
    const ended = new Promise<string>((resolve) => {
      end = (reason) => {
        running -= 1;
        resolve(reason);
      };
    });
    return { pid: launches, ended, stop: async () => (running > 0 ? end('stopped') : undefined) };
  };
  return { launch, end: (reason: string) => end(reason), launches: () => launches, running: () => running };
}

async function pass(clock: ReturnType<typeof manualClock>, ms: number): Promise<void> {
  await turn();
  clock.advance(ms);
  await turn();
}

test('an engine that does not start at first is an error, not a loop', async () => {
  await expect(supervise('chdb', fakeEngine(['no space']).launch, { clock: manualClock(0), log })).rejects.toThrow('no space');
});

test('an engine that ends is started again, and says why it ended', async () => {
  const clock = manualClock(0);
  const engine = fakeEngine();
  const supervised = await supervise('chdb', engine.launch, { clock, log });
  expect(supervised.status()).toEqual({ engine: 'chdb', state: { is: 'running', pid: 1 }, restarts: 0, lastError: undefined });
  engine.end('killed');
  await turn();
  expect(supervised.status()).toMatchObject({ state: { is: 'restarting', reason: 'killed' } });
  await pass(clock, 200);
  expect(supervised.status()).toEqual({ engine: 'chdb', state: { is: 'running', pid: 2 }, restarts: 1, lastError: 'killed' });
});

test('pauses between starts double up to ten seconds, and begin anew after a good run', async () => {
  const clock = manualClock(0);
  const engine = fakeEngine([undefined, ...Array<string>(8).fill('still broken')]);
  const supervised = await supervise('postgresql', engine.launch, { clock, log });
  engine.end('killed');
  for (const pause of [200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]) {
    const before = engine.launches();
    await pass(clock, pause - 1);
    expect(engine.launches()).toBe(before);
    await pass(clock, 1);
    expect(engine.launches()).toBe(before + 1);
  }
  await pass(clock, 10_000);
  expect(supervised.status()).toMatchObject({ state: { is: 'running' }, lastError: 'still broken' });
  await pass(clock, 30_000);
  engine.end('killed again');
  await pass(clock, 200);
  expect(supervised.status()).toMatchObject({ state: { is: 'running' }, restarts: 10 });
});

test('an engine that was told to stop stays stopped', async () => {
  const clock = manualClock(0);
  const engine = fakeEngine();
  const supervised = await supervise('chdb', engine.launch, { clock, log });
  await supervised.stop();
  await pass(clock, 60_000);
  expect([engine.launches(), engine.running(), supervised.status().state.is]).toEqual([1, 0, 'stopped']);
});

test('a stop between two starts is a stop', async () => {
  const clock = manualClock(0);
  const engine = fakeEngine();
  const supervised = await supervise('chdb', engine.launch, { clock, log });
  engine.end('killed');
  await turn();
  await supervised.stop();
  await pass(clock, 60_000);
  expect([engine.launches(), engine.running()]).toEqual([1, 0]);
});
