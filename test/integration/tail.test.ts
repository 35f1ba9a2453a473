import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventStore } from '../../src/kernel/eventstore/index.ts';
import { auditLog } from '../../src/kernel/tables.ts';
import type { OcsfEvent } from '../../src/logs/contract.ts';
import { eventually } from '../support/house.ts';
import { as, searching, type Searching } from '../support/searching.ts';

/** What the event store was asked for, and when it was told to stop. */
const asked: { sql: string; signal: AbortSignal | undefined }[] = [];
/** While set, answers wait until the signal aborts, as a query over very many events would. */
let stuck = false;
/** While set, answers fail. */
let broken = false;

const watched = (real: EventStore): EventStore => ({
  ...real,
  async rows<T>(read: Parameters<EventStore['rows']>[0]): Promise<T[]> {
    asked.push({ sql: read.sql, signal: read.signal });
    if (broken) throw new Error('the engine is gone');
    if (stuck) await new Promise((_, reject) => read.signal?.addEventListener('abort', () => reject(read.signal?.reason), { once: true }));
    return real.rows<T>(read);
  },
});

let house: Searching;
beforeAll(async () => {
  house = await searching(watched);
});
afterAll(() => house.stop());

const line = (user: string, source = 'auth') => ({ source, at: new Date().toISOString(), line: `Nov 23 07:33:47 web1 sshd[812]: Failed password for ${user} from 203.0.113.9 port 51123 ssh2` });

type Frame = { event: string; data: unknown };

/** Opens a tail and collects what it tells. */
async function tail(query: string, headers = as('analyst')) {
  const gone = new AbortController();
  const answer = await fetch(`${house.url}/api/v1/events/tail?query=${encodeURIComponent(query)}`, { headers, signal: gone.signal });
  const frames: Frame[] = [];
  const read = async () => {
    let text = '';
    for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, event] = /^event: (.*)$/m.exec(block) ?? [];
        const [, data] = /^data: (.*)$/m.exec(block) ?? [];
        if (event !== undefined && data !== undefined) frames.push({ event, data: JSON.parse(data) as unknown });
      }
    }
  };
  const reading = read().catch(() => {});
  return {
    status: answer.status,
    frames,
    users: () => frames.filter(({ event }) => event === 'event').map(({ data }) => ((data as OcsfEvent)['user'] as { name: string }).name),
    async close() {
      gone.abort();
      await reading;
    },
  };
}

describe('a live tail', () => {
  test('tells each reader the new events that it asked for and may see, and nothing older', async () => {
    await house.commit([line('before')]);
    const [all, roots, web] = await Promise.all([tail(''), tail('user:root OR user:webmaster'), tail('user:root OR user:webmaster', as('web-team', { sources: ['web'] }))]);
    await house.commit([line('root'), line('alice'), line('webmaster', 'web')]);
    await house.commit([line('root')]);
    await eventually(async () => all.users().length + roots.users().length + web.users().length, (count) => count >= 8);
    expect(all.users()).toEqual(['root', 'alice', 'webmaster', 'root']);
    expect(roots.users()).toEqual(['root', 'webmaster', 'root']);
    expect(web.users()).toEqual(['webmaster']);
    await Promise.all([all.close(), roots.close(), web.close()]);
  });

  test('asks nothing of the event store when the last reader has left', async () => {
    const only = await tail('user:root');
    await house.commit([line('root')]);
    await eventually(async () => only.users().length, (count) => count === 1);
    await only.close();
    const askedByOne = async () => {
      const before = asked.length;
      await house.commit([line('root')]);
      await house.kernel.clock.sleep(200);
      return asked.length - before;
    };
    expect(await eventually(askedByOne, (count) => count === 0)).toBe(0);
  });

  test('says how many events came too fast', async () => {
    const slow = await tail('');
    await house.commit(Array.from({ length: 5_400 }, () => line('root')));
    const skipped = () => slow.frames.filter(({ event }) => event === 'skipped').reduce((sum, { data }) => sum + (data as { count: number }).count, 0);
    await eventually(async () => slow.users().length + skipped(), (count) => count >= 5_400);
    expect(skipped()).toBeGreaterThanOrEqual(400);
    expect(slow.users().length + skipped()).toBe(5_400);
    await slow.close();
  });

  test('says what it missed while the event store failed, and goes on', async () => {
    const patient = await tail('user:root');
    broken = true;
    await house.commit([line('root'), line('alice')]);
    await eventually(async () => patient.frames.length, (count) => count > 0);
    broken = false;
    expect(patient.frames).toEqual([{ event: 'skipped', data: { count: 2 } }]);
    await house.commit([line('root')]);
    await eventually(async () => patient.users().length, (count) => count === 1);
    expect(patient.users()).toEqual(['root']);
    await patient.close();
  });

  test('is noted, refused where it is not allowed or cannot be read, and limited to a few', async () => {
    const open = await Promise.all(Array.from({ length: 6 }, () => tail('user:mallory', as('eager'))));
    expect(await tail('', as('eager')).then(({ status }) => status)).toBe(429);
    expect(await tail('', as('reader', { permissions: ['events.search'] })).then(({ status }) => status)).toBe(403);
    expect(await tail('usr:x').then(({ status }) => status)).toBe(400);
    await Promise.all(open.map((one) => one.close()));
    const noted = (await house.kernel.db.select().from(auditLog)).filter(({ actorId, action }) => actorId === 'eager' && action === 'event.tail');
    expect(noted).toHaveLength(6);
  });
});

test.for(['/events', '/events/histogram', '/events/facets', '/events/complete?field=user', '/events/export', '/events/00000000000000000000000000000000'])(
  'who hangs up while waiting for %s stops the query', async (path) => {
    stuck = true;
    asked.length = 0;
    const gone = new AbortController();
    const answer = fetch(`${house.url}/api/v1${path}`, { headers: as('impatient'), signal: gone.signal }).then((response) => response.text());
    await eventually(async () => asked.length, (count) => count === 1);
    expect(asked[0]?.signal?.aborted).toBe(false);
    gone.abort();
    await expect(answer).rejects.toThrow();
    expect(await eventually(async () => asked[0]?.signal?.aborted, (aborted) => aborted === true)).toBe(true);
    stuck = false;
  },
);

test('glacis logs tail prints the new events, obeys none of them, and ends when it is interrupted', async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../src/main.ts'), 'logs', 'tail', '-user:alice', 'failed'], {
    env: { PATH: process.env.PATH, GLACIS_URL: house.url, GLACIS_TOKEN: 'any' }, stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(child, 'exit');
  const told = async () => {
    await house.commit([line('alice'), line('mallory'), { ...line('x'), line: 'failed \u001b[2Jcleared' }]);
    await house.kernel.clock.sleep(200);
    return said;
  };
  await eventually(told, (text) => text.includes('cleared'));
  child.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
  expect(said).toContain('web1  sshd  failure  Failed password for mallory from 203.0.113.9 port 51123 ssh2\n');
  expect(said).toContain(String.raw`failed \u001b[2Jcleared`);
  expect(said).not.toContain('alice');
});
