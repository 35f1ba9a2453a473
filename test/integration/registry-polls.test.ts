import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createInventory } from '../../src/inventory/index.ts';
import { manualClock } from '../../src/kernel/clock.ts';
import type { Jobs } from '../../src/kernel/jobs.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { systemPrincipal } from '../../src/kernel/principal.ts';
import { SaveRegistry } from '../../src/vulnerabilities/contract.ts';
import { registryDesk } from '../../src/vulnerabilities/watch/registries/desk.ts';
import { follower } from '../../src/vulnerabilities/watch/registries/follow.ts';
import { registryPoller } from '../../src/vulnerabilities/watch/registries/poller.ts';
import { testDatabase } from '../support/database.ts';
import { blob, imageParts, json } from '../support/images.ts';
import { standInRegistry, type StandIn } from '../support/stand-in-registry.ts';

const START = Date.parse('2026-11-23T12:00:00Z');
const by = systemPrincipal('test');
const clock = manualClock(START);
let database: Awaited<ReturnType<typeof testDatabase>>;
let kernel: Kernel;
let registry: StandIn, elsewhere: StandIn;
let desk: ReturnType<typeof registryDesk>;
let poll: (id: string) => Promise<void>;
let wanted: string[] = [];

beforeAll(async () => {
  [database, registry, elsewhere] = await Promise.all([testDatabase(), standInRegistry(), standInRegistry()]);
  kernel = await database.kernel({ clock, config: { outgoingAllow: ['127.0.0.1/32'] } });
  // Polls are made by hand here; nothing is due by itself.
  const jobs: Jobs = { define: () => ({ enqueue: async () => {} }), every() {}, start: async () => {}, stop: async () => {} };
  desk = registryDesk(kernel);
  const inventory = createInventory(kernel, { identity: { tokens: kernel as never, onTokenRevoked: () => {} } as never });
  const poller = registryPoller({
    ...kernel, jobs, desk, follow: follower(kernel, { inventory }), longestMs: 3_000, patience: { silenceMs: 250, attempts: 1, longestPauseMs: 0 },
    scans: { want: async ({ lineages }) => { wanted.push(...lineages); return 0; } },
  });
  poll = poller.poll;
});
afterAll(async () => {
  registry.stop();
  elsewhere.stop();
  await database.stop();
});
beforeEach(async () => {
  registry.mischief();
  elsewhere.mischief();
  wanted = [];
  clock.set(START);
  await kernel.database.pool.query('DELETE FROM assets; DELETE FROM registries; DELETE FROM leases');
});

const image = (name: string) => imageParts([[{ path: 'a', contents: name }]]).manifest;
const [v1, v2] = [image('1'), image('2')];

async function follow(given: Partial<SaveRegistry> = {}) {
  const { id } = await desk.create(SaveRegistry.parse({ name: 'stand-in', url: registry.url, ...given }), by);
  return {
    id,
    async poll(minutes = 0) {
      clock.advance(minutes * 60_000);
      await kernel.database.pool.query('UPDATE registries SET next_poll_at = least(next_poll_at, $1) WHERE id = $2', [new Date(clock.now()), id]);
      await poll(id);
      return (await desk.list()).find((row) => row.id === id);
    },
    nextPoll: async () => ((await desk.find(id)).nextPollAt?.getTime() ?? 0) - clock.now(),
  };
}
const tags = async () => (await kernel.database.pool.query<{ reference: string; key: string; before: string | null }>('SELECT reference, key, before FROM image_tags JOIN assets ON assets.id = asset_id ORDER BY 1')).rows.map(({ reference, key, before }) => [reference.replace(registry.host, 'HOST'), key, before]);

beforeEach(() => {
  for (const [repository, tag] of [['shop/web', 'latest'], ['shop/web', 'next'], ['shop/api', '1']] as const) registry.remove(repository, tag);
  registry.put('shop/web', 'latest', v1);
  registry.put('shop/api', '1', v2);
});

test('a moved tag is seen, and which digest it had before; one that is gone is forgotten', async () => {
  const followed = await follow();
  expect(await followed.poll()).toMatchObject({ state: 'fine', problem: null, images: 2, polledAt: new Date(START).toISOString() });
  expect(await tags()).toEqual([['HOST/shop/api:1', v2.digest, null], ['HOST/shop/web:latest', v1.digest, null]]);
  expect(wanted.map((name) => name.replace(registry.host, 'HOST')).toSorted()).toEqual(['HOST/shop/api', 'HOST/shop/web']);

  registry.put('shop/web', 'latest', v2);
  registry.remove('shop/api', '1');
  expect(await followed.poll(15)).toMatchObject({ state: 'fine', images: 1 });
  expect(await tags()).toEqual([['HOST/shop/web:latest', v2.digest, v1.digest]]);
});

test('what has not moved costs one request for its headers', async () => {
  const followed = await follow({ repositories: ['shop/web'] });
  await followed.poll();
  registry.mischief();
  await followed.poll(15);
  expect(registry.asked).toEqual(['GET /v2/shop/web/tags/list?n=100', 'HEAD /v2/shop/web/manifests/latest']);
});

test('only what its globs mean is followed, and charts and signatures are no images', async () => {
  registry.put('shop/web', 'next', v2);
  registry.put('shop/web', 'sha256-abc.sig', blob(json({ schemaVersion: 2, config: { mediaType: 'application/vnd.cncf.helm.config.v1+json', digest: v1.digest, size: 1 }, layers: [] }), 'application/vnd.oci.image.manifest.v1+json'));
  const followed = await follow({ repositories: ['*/web'], tags: ['lat*', '*.sig'] });
  expect(await followed.poll()).toMatchObject({ state: 'fine', images: 1 });
  expect(await tags()).toEqual([['HOST/shop/web:latest', v1.digest, null]]);
  registry.remove('shop/web', 'sha256-abc.sig');
});

const body = (text: string) => (_request: unknown, response: { end(text: string): void }) => { response.end(text); return true; };
test.for<[string, Parameters<StandIn['mischief']>[0], RegExp]>([
  ['hangs', () => true, /nothing came for 0\.25 s/],
  ['gives a manifest that is not the one of its digest', ({ url }, response) => {
    if (!url?.includes('/manifests/')) return false;
    response.setHeader('docker-content-digest', v1.digest).end('{"schemaVersion":2}');
    return true;
  }, /has the digest sha256:[0-9a-f]{64}, not sha256:/],
  ['gives a manifest of gigabytes', ({ url, method }, response) => {
    if (!url?.includes('/manifests/')) return false;
    if (method === 'HEAD') response.end();
    else for (let chunk = 0; chunk < 9; chunk += 1) response.write(Buffer.alloc(1024 * 1024));
    return true;
  }, /more than 8388608 bytes/],
  ['has pages without an end', ({ url }, response) => {
    if (!url?.includes('/tags/list')) return false;
    response.setHeader('link', `<${url}&last=x>; rel="next"`).end('{"tags":["latest"]}');
    return true;
  }, /has no end/],
  ['leads its pages to another host', ({ url }, response) => {
    if (!url?.includes('/tags/list')) return false;
    response.setHeader('link', '<http://169.254.169.254/latest/meta-data>; rel="next"').end('{"tags":["latest"]}');
    return true;
  }, /goes on at another place/],
  ['leads to a private network', (_request, response) => {
    response.writeHead(307, { location: 'http://10.0.0.1/' }).end();
    return true;
  }, /10\.0\.0\.1 is not at a public address/],
  ['says something else', body('<html>'), /is no list/],
  ['breaks down', (_request, response) => {
    response.writeHead(503).end();
    return true;
  }, /answers 503/],
  ['refuses', (_request, response) => {
    response.writeHead(403).end('{"errors":[{"code":"DENIED"}]}');
    return true;
  }, /403 \(DENIED\)/],
])('a registry that %s is failing with that reason, and nothing is lost', async ([, mischief, reason]) => {
  const followed = await follow();
  await followed.poll();
  const before = await tags();
  registry.put('shop/web', 'next', v2);
  registry.mischief(mischief);
  const after = await followed.poll(15);
  expect(after).toMatchObject({ state: 'failing', problem: expect.stringMatching(reason), polledAt: new Date(START).toISOString() });
  expect(await tags()).toEqual(expect.arrayContaining(before));
  expect(await followed.nextPoll()).toBe(15 * 60_000);

  registry.mischief();
  expect(await followed.poll(15)).toMatchObject({ state: 'fine', problem: null });
  expect(await tags()).toHaveLength(3);
});

test('one that throttles is asked again when it says so, and what it had told by then is kept', async () => {
  const followed = await follow();
  let heads = 0;
  registry.mischief(({ method }, response) => {
    if (method !== 'HEAD' || (heads += 1) < 2) return false;
    response.writeHead(429, { 'retry-after': '7200' }).end();
    return true;
  });
  expect(await followed.poll()).toMatchObject({ state: 'failing', problem: expect.stringMatching(/wants fewer requests, and to be asked again in 7200 s/), images: 1 });
  expect(await followed.nextPoll()).toBe(7_200_000);
});

test('one that fails for long is asked less and less often, at most an hour apart', async () => {
  const followed = await follow({ everyMinutes: 5 });
  await followed.poll();
  registry.mischief(() => true);
  const pauses: number[] = [];
  for (let at = 5; pauses.length < 6; at = pauses.at(-1) ?? 0) {
    await followed.poll(at);
    pauses.push((await followed.nextPoll()) / 60_000);
  }
  expect(pauses).toEqual([5, 10, 20, 40, 60, 60]);
});

test('a part that cannot be read makes a listing that is not whole: the rest is told, nothing is forgotten', async () => {
  const followed = await follow();
  await followed.poll();
  registry.remove('shop/web', 'latest');
  registry.put('shop/web', 'next', v2);
  registry.mischief(({ url }, response) => {
    if (!url?.startsWith('/v2/shop/api/')) return false;
    response.writeHead(500).end();
    return true;
  });
  expect(await followed.poll(15)).toMatchObject({ state: 'failing', problem: expect.stringMatching(/answers 500/) });
  expect((await tags()).map(([reference]) => reference)).toEqual(['HOST/shop/api:1', 'HOST/shop/web:latest', 'HOST/shop/web:next']);
});

test('a repository that is named and is not there is told, and its tags stay', async () => {
  const followed = await follow({ repositories: ['shop/web', 'shop/typo'] });
  expect(await followed.poll()).toMatchObject({ state: 'failing', problem: 'There is no repository shop/typo.', images: 1 });
});

test('a password goes to its registry and to nobody whom that leads to', async () => {
  const followed = await follow({ username: 'reader', password: 'open-sesame' });
  const shown = `Basic ${Buffer.from('reader:open-sesame').toString('base64')}`;
  registry.mischief((request, response) => {
    if (request.headers.authorization === undefined) response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
    else response.writeHead(307, { location: `${elsewhere.url}/v2/_catalog` }).end();
    return true;
  });
  await followed.poll();
  expect(registry.asked.some((line) => line.endsWith(shown))).toBe(true);
  expect(elsewhere.asked.length).toBeGreaterThan(0);
  expect(elsewhere.asked.join()).not.toMatch(/Basic/);
});

test('two servers that poll at once poll once', async () => {
  const followed = await follow();
  registry.mischief();
  await Promise.all([poll(followed.id), poll(followed.id), poll(followed.id)]);
  expect(registry.asked.filter((line) => line.includes('_catalog'))).toHaveLength(1);
});
