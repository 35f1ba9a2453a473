import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inTransaction, type Tx } from '../../src/kernel/database/index.ts';
import { z } from 'zod';
import { createIdentity } from '../../src/identity/index.ts';
import { silenceWatch } from '../../src/inventory/agents/silence.ts';
import { imageRetirement } from '../../src/inventory/assets/retirement.ts';
import { Agent, Asset, AssetDetail, Coverage, EnrolledNode, Enrolment } from '../../src/inventory/contract.ts';
import { assetsChanged, assetsRetired, assetsRevived, createInventory, nodeSilent, nodeSpeaks, type Inventory } from '../../src/inventory/index.ts';
import { systemClock, type Clock } from '../../src/kernel/clock.ts';
import { createApi, type Api } from '../../src/kernel/http/index.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { testDatabase } from '../support/database.ts';
import { testLog } from '../support/engines.ts';
import { eventually } from '../support/house.ts';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;

const OWNER = 'test-bootstrap-token-of-the-first-owner';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let database: Awaited<ReturnType<typeof testDatabase>>;
let kernel: Kernel;
let inventory: Inventory;
let app: Api;
let ahead = 0;
const clock: Clock = { now: () => Date.now() + ahead, sleep: systemClock.sleep };
const told: { topic: string; data: Record<string, unknown> }[] = [];
const within = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inTransaction(kernel.db, work);
let stop = async (): Promise<void> => {};

beforeAll(async () => {
  database = await testDatabase();
  kernel = await database.kernel({ clock, config: { bootstrapToken: OWNER, publicUrl: 'https://glacis.example/' } });
  const identity = createIdentity(kernel);
  inventory = createInventory(kernel, { identity });
  for (const topic of [nodeSilent, nodeSpeaks, assetsChanged, assetsRetired, assetsRevived]) {
    kernel.outbox.subscribe<Record<string, unknown>>(topic, 'test', (data) => Promise.resolve(void told.push({ topic: topic.name, data })));
  }
  await kernel.jobs.start({ work: true });
  await identity.start();
  app = await createApi({ log: testLog, version: '0', authenticate: identity.authenticate, onRefused: identity.onRefused });
  for (const domain of [identity, inventory]) domain.routes(app);
  // What an agent's report does, for the route of the vulnerability desk.
  app.post('/api/v1/test/report', { config: { access: 'agents.report' } }, async ({ principal }) => {
    const node = inventory.nodeOf(principal) ?? '';
    await within((tx) => inventory.nodeReported(tx, node, { at: new Date(clock.now()), version: '1' }));
    return { node };
  });
  stop = async () => {
    await app.close();
    await identity.stop();
  };
});
afterAll(async () => {
  await stop();
  await database.stop();
});

async function api(method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, body?: object, token = OWNER): Promise<{ status: number; json: unknown }> {
  const answer = await app.inject({ method, url: `/api/v1${path}`, headers: token === '' ? {} : { authorization: `Bearer ${token}` }, ...(body === undefined ? {} : { payload: body }) });
  return { status: answer.statusCode, json: answer.body === '' ? undefined : answer.json<unknown>() };
}
const audited = async (action: string): Promise<Record<string, unknown>[]> =>
  (await kernel.database.pool.query<Record<string, unknown>>('SELECT outcome, actor_name, target_id, detail FROM audit_log WHERE action = $1 ORDER BY seq', [action])).rows;

let images = 0;
async function image(name: string, more: object = {}): Promise<string> {
  images += 1;
  const { id } = await within((tx) => inventory.seen(tx, { kind: 'image', key: `sha256:${images.toString(16).padStart(64, '0')}`, name, at: new Date(clock.now()), ...more }));
  return id;
}
const run = (where: string, ...ids: string[]) => within(async (tx) => {
  const keys = await Promise.all(ids.map(async (id) => (await kernel.database.pool.query<{ key: string; name: string }>('SELECT key, name FROM assets WHERE id = $1', [id])).rows[0]));
  return inventory.placed(tx, { reporter: where, at: new Date(clock.now()), placements: keys.flatMap((row) => (row ? [{ image: { reference: row.name, digest: row.key }, host: where, nodeId: null, runtime: 'docker', namespace: 'shop', workload: row.name, ports: [], startedAt: null }] : [])) });
});

describe('an asset', () => {
  test('is one, whoever tells of it first, and at the same time', async () => {
    const at = new Date();
    const told = { kind: 'image', key: digest('a'), name: 'registry.example/shop/web:1.4', at } as const;
    const met = await Promise.all(Array.from({ length: 8 }, () => within((tx) => inventory.seen(tx, told))));
    expect(new Set(met.map(({ id }) => id))).toEqual(new Set([inventory.assetId('image', digest('a'))]));
    expect(met.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(met[0]).toMatchObject({ name: 'registry.example/shop/web:1.4', lineage: 'registry.example/shop/web' });
  });

  test('that is an image keeps its name while that is a tag of it', async () => {
    const at = new Date();
    const see = (name: string) => within((tx) => inventory.seen(tx, { kind: 'image', key: digest('b'), name, at }));
    const { id } = await see('registry.example/shop/web:1.5');
    const tag = (reference: string, assetId: string, when = at) => within((tx) => inventory.tagged(tx, { reference, assetId, at: when }));
    expect(await tag('registry.example/shop/web:1.5', id)).toBe('new');
    expect(await tag('registry.example/shop/web:1.5', id)).toBe('same');
    expect((await see('registry.example/shop/web:latest')).name).toBe('registry.example/shop/web:1.5');
    expect(await tag('registry.example/shop/web:1.5', inventory.assetId('image', digest('a')), new Date(at.getTime() + 1))).toBe('moved');
    expect(await tag('registry.example/shop/web:1.5', id)).toBe('same');
    expect((await see('registry.example/shop/web:latest')).name).toBe('registry.example/shop/web:latest');
    expect(await within((tx) => inventory.tagsGone(tx, { prefix: 'registry.example/shop/web:', before: at }))).toEqual([]);
    expect(await within((tx) => inventory.tagsGone(tx, { prefix: 'registry.example/shop/web:', before: new Date(at.getTime() + 2) }))).toEqual([inventory.assetId('image', digest('a'))]);
  });

  test('has its scans and issues noted', async () => {
    const at = new Date();
    const { id } = await within((tx) => inventory.seen(tx, { kind: 'repository', key: 'https://code.example/a', name: 'a', at }));
    const counts = { critical: 1, high: 0, medium: 0, low: 0, other: 0, undecided: 1 };
    await within((tx) => inventory.noteIssues(tx, [{ assetId: id, counts, weight: 9 }]));
    await within((tx) => inventory.noteScan(tx, id, { at, complete: true }));
    await within((tx) => inventory.noteScan(tx, id, { at: new Date(at.getTime() - 1), complete: false }));
    const { rows } = await kernel.database.pool.query('SELECT issues, weight, scanned_at, scan_complete FROM assets WHERE id = $1', [id]);
    expect(rows).toEqual([{ issues: counts, weight: 9, scanned_at: at, scan_complete: true }]);
  });
});

describe('what runs', () => {
  test('is counted, exposed or not, and known by tag and image id', async () => {
    const at = new Date();
    const web = await within((tx) => inventory.seen(tx, { kind: 'image', key: digest('c'), name: 'registry.example/shop/c:1', digests: [digest('d')], at }));
    await within((tx) => inventory.tagged(tx, { reference: 'registry.example/shop/c:1', assetId: web.id, at }));
    const one = (image: { reference: string; digest: string | null }, workload: string, ports: string[] = []) => ({ image, host: 'h', nodeId: null, runtime: 'docker', namespace: null, workload, ports, startedAt: null });
    const tell = (reporter: string, when: Date, placements: ReturnType<typeof one>[]) => within((tx) => inventory.placed(tx, { reporter, at: when, placements }));
    const { images } = await tell('node:h', at, [one({ reference: 'registry.example/shop/c:1', digest: digest('d') }, 'x', ['127.0.0.1:80->80/tcp']), one({ reference: 'registry.example/shop/c:1', digest: null }, 'y', ['0.0.0.0:80->80/tcp'])]);
    expect(images).toEqual([web.id]);
    const read = async (id: string) => (await kernel.database.pool.query('SELECT running, exposed, name FROM assets WHERE id = $1', [id])).rows[0] as unknown;
    expect(await read(web.id)).toMatchObject({ running: 1, exposed: true });
    const later = new Date(at.getTime() + 1);
    const [mine] = (await tell('node:h', later, [one({ reference: 'local/thing', digest: digest('e') }, 'x')])).images.filter((id) => id !== web.id);
    expect(await read(mine ?? '')).toMatchObject({ running: 1, exposed: false, name: 'local/thing' });
    expect(await read(web.id)).toMatchObject({ running: 0, exposed: false });
    expect((await tell('node:h', at, [])).images).toEqual([]);
    expect(await read(mine ?? '')).toMatchObject({ running: 1 });
  });
});

describe('the list of assets', () => {
  const Items = z.object({ items: z.array(Asset), next: z.string().nullable(), total: z.number().optional() });
  const list = async (query: string) => Items.parse((await api('GET', `/assets?${query}`)).json);

  beforeAll(async () => {
    const at = new Date(clock.now());
    for (let n = 0; n < 7; n += 1) {
      const id = await image(`list.example/${n}_a:1`);
      if (n % 2 === 0) await within((tx) => inventory.noteScan(tx, id, { at: new Date(at.getTime() - n * 10 * 60 * MINUTE), complete: n !== 2 }));
      await within((tx) => inventory.noteIssues(tx, [{ assetId: id, weight: n % 3, counts: { critical: 0, high: 0, medium: 0, low: 0, other: 0, undecided: n } }]));
    }
  });

  test.for(['priority', 'name', 'lastSeen', 'scanned'])('is whole and in order, page by page, by %s', async (sort) => {
    const whole = await list(`search=list.example&sort=${sort}&count=true&limit=100`);
    expect(whole).toMatchObject({ total: 7, next: null });
    const pages: string[] = [];
    for (let cursor = ''; ;) {
      const page = await list(`search=list.example&sort=${sort}&limit=2${cursor}`);
      pages.push(...page.items.map(({ id }) => id));
      if (page.next === null) break;
      cursor = `&cursor=${page.next}`;
    }
    expect(pages).toEqual(whole.items.map(({ id }) => id));
    expect(new Set(pages).size).toBe(7);
  });

  test('says by scan what is known, and narrows by it', async () => {
    const names = async (query: string) => (await list(`search=list.example&sort=name&${query}`)).items.map(({ name }) => name.slice(13, 14)).join('');
    expect(await names('')).toBe('0123456');
    expect(await names('scan=never')).toBe('135');
    expect(await names('scan=incomplete')).toBe('2');
    expect(await names('scan=stale')).toBe('46');
    expect(await names('scan=current')).toBe('0');
    expect((await list('search=list.example&scan=stale')).items.map(({ scan }) => scan.state)).toEqual(['stale', 'stale']);
    expect(await names('kind=node')).toBe('');
    expect(await names('running=true')).toBe('');
    expect(await names('owner=-&exposed=false&silent=false&retired=false')).toBe('0123456');
    expect((await list('search=list.example/0_')).items).toHaveLength(1);
    expect((await list('search=list.example/0%25')).items).toHaveLength(0);
    expect((await api('GET', '/assets?cursor=bm9uc2Vuc2U')).status).toBe(400);
    expect((await api('GET', '/assets', undefined, '')).status).toBe(401);
  });
});

describe('who owns what', () => {
  const detail = async (id: string) => AssetDetail.parse((await api('GET', `/assets/${id}`)).json);
  const rule = (name: string, match: string, more: object = {}) => ({ name, kind: null, match, namespace: null, owner: null, environment: null, internetFacing: null, ...more });

  test('is said by the first rule that fits, of assets that are there and of new ones, and by hand against every rule', async () => {
    const before = await image('owned.example/shop/web:1');
    const rules = [rule('in shop', 'owned.example/elsewhere/*', { namespace: 'sh*', owner: 'runners' }), rule('shop', 'owned.example/shop/*', { kind: 'image', owner: 'team web', environment: 'production', internetFacing: true }), rule('rest', 'owned.example/*', { owner: 'platform' })];
    expect(await api('PUT', '/owner-rules', { rules })).toMatchObject({ status: 200, json: { rules: [{ name: 'in shop' }, { name: 'shop' }, { name: 'rest' }] } });
    expect(await eventually(() => detail(before), ({ owner }) => owner !== null)).toMatchObject({ owner: 'team web', environment: 'production', internetFacing: true, ownerRule: 'shop' });
    const after = await image('owned.example/other:1');
    expect(await detail(after)).toMatchObject({ owner: 'platform', environment: null, internetFacing: false, ownerRule: 'rest' });
    const placed = await image('owned.example/elsewhere/x:1');
    await run('cluster:a', placed);
    expect(await detail(placed)).toMatchObject({ owner: 'runners', ownerRule: 'in shop' });

    expect(await api('PATCH', `/assets/${before}`, { owner: 'me', note: 'mine' })).toMatchObject({ status: 200, json: { owner: 'me', environment: 'production', note: 'mine' } });
    await api('PUT', '/owner-rules', { rules: [rule('all', '*', { owner: 'all', environment: 'test' })] });
    expect(await eventually(() => detail(before), ({ environment }) => environment === 'test')).toMatchObject({ owner: 'me', ownerRule: 'all', internetFacing: false });
    expect(await api('PATCH', `/assets/${before}`, { owner: null })).toMatchObject({ status: 200, json: { owner: 'all' } });
    expect((await audited('owner-rules.update')).length).toBe(2);
    expect((await audited('asset.update'))[0]).toMatchObject({ target_id: before, detail: { before: { owner: 'team web', note: '' }, after: { owner: 'me', note: 'mine' } } });
    expect(await eventually(() => Promise.resolve(told), (all) => all.some(({ topic, data }) => topic === assetsChanged.name && JSON.stringify(data).includes(after)))).toContainEqual({ topic: assetsChanged.name, data: { assets: [after] } });
    await api('PUT', '/owner-rules', { rules: [] });
    expect(await eventually(() => detail(before), ({ owner }) => owner === null)).toMatchObject({ owner: null, environment: null, ownerRule: null });
  });

  test.for<[string, object]>([
    ['a name with control characters', { owner: 'a\u0007' }],
    ['an owner of spaces', { owner: '  ' }],
    ['a note without end', { note: 'x'.repeat(5_000) }],
  ])('refuses %s', async ([, changes]) => {
    expect((await api('PATCH', `/assets/${await image('refused.example/x')}`, changes)).status).toBe(400);
  });

  test('of many is of all of them, or where one is not there of none', async () => {
    const [a, b] = [await image('many.example/a:1'), await image('many.example/b:1')];
    expect(await api('PATCH', '/assets', { ids: [a, b, a], change: { owner: 'crowd', note: 'moved' } })).toEqual({ status: 200, json: { changed: 2 } });
    expect([await detail(a), await detail(b)]).toMatchObject([{ owner: 'crowd', note: 'moved' }, { owner: 'crowd', note: 'moved' }]);
    expect(await api('PATCH', '/assets', { ids: [a, b], change: { owner: 'crowd' } })).toEqual({ status: 200, json: { changed: 0 } });
    expect(await api('PATCH', '/assets', { ids: [a, 'none'], change: { owner: 'nobody' } })).toMatchObject({ status: 404, json: { title: 'There is no such asset none.' } });
    expect(await detail(a)).toMatchObject({ owner: 'crowd' });
    for (const wrong of [{ ids: [], change: {} }, { ids: [a], change: { owner: ' ' } }, { ids: Array.from({ length: 1_001 }, String), change: {} }]) expect((await api('PATCH', '/assets', wrong)).status).toBe(400);
  });

  test('refuses what is not there', async () => {
    expect((await api('PATCH', '/assets/none', { owner: 'me' })).status).toBe(404);
  });
});

describe('retirement', () => {
  test('by hand holds while an asset is only listed somewhere, and not when it runs or is scanned', async () => {
    const id = await image('retired.example/a:1');
    expect(await api('PATCH', `/assets/${id}`, { retired: true })).toMatchObject({ json: { retiredAt: expect.any(String) as string } });
    const key = `sha256:${images.toString(16).padStart(64, '0')}`;
    await within((tx) => inventory.seen(tx, { kind: 'image', key, name: 'retired.example/a:1', at: new Date(clock.now()) }));
    expect((await api('GET', `/assets/${id}`)).json).toMatchObject({ retiredAt: expect.any(String) as string });
    ahead += 1_000;
    await run('cluster:r', id);
    expect((await api('GET', `/assets/${id}`)).json).toMatchObject({ retiredAt: null, running: 1 });
    await run('cluster:r');
    await api('PATCH', `/assets/${id}`, { retired: true });
    ahead += 1_000;
    await within((tx) => inventory.noteScan(tx, id, { at: new Date(clock.now()), complete: true }));
    expect((await api('GET', `/assets/${id}`)).json).toMatchObject({ retiredAt: null });
    const about = (topic: string) => told.filter(({ topic: one, data }) => one === topic && JSON.stringify(data).includes(id)).length;
    expect(await eventually(() => Promise.resolve([about(assetsRetired.name), about(assetsRevived.name)]), ([, back]) => back === 2)).toEqual([2, 2]);
  });

  test('comes to images that are nowhere for 30 days', async () => {
    const [tagged, runs, gone] = [await image('old.example/tagged:1'), await image('old.example/runs:1'), await image('old.example/gone:1')];
    const at = new Date(clock.now());
    for (const id of [tagged, runs, gone]) await within((tx) => inventory.noteScan(tx, id, { at, complete: true }));
    await within((tx) => inventory.tagged(tx, { reference: 'old.example/tagged:1', assetId: tagged, at }));
    await run('cluster:o', runs);
    const retired = async () => {
      await imageRetirement({ ...kernel, clock: { ...clock, now: () => clock.now() + days * DAY } })();
      return Promise.all([tagged, runs, gone].map(async (id) => AssetDetail.parse((await api('GET', `/assets/${id}`)).json).retiredAt !== null));
    };
    let days = 29;
    expect(await retired()).toEqual([false, false, false]);
    days = 31;
    expect(await retired()).toEqual([false, false, true]);
  });
});

describe('coverage', () => {
  test('has what runs and was never looked at, the longest unseen first', async () => {
    const before = Coverage.parse((await api('GET', '/coverage')).json);
    const [never, seen] = [await image('covered.example/never:1'), await image('covered.example/seen:1')];
    await within((tx) => inventory.noteScan(tx, seen, { at: new Date(clock.now()), complete: true }));
    await run('cluster:c', never, seen);
    const after = Coverage.parse((await api('GET', '/coverage')).json);
    const of = ({ kinds }: z.infer<typeof Coverage>) => kinds.find(({ kind }) => kind === 'image') ?? { total: 0, current: 0, never: 0 };
    expect(of(after)).toMatchObject({ total: of(before).total + 2, current: of(before).current + 1, never: of(before).never + 1 });
    expect(after.unknownImages).toBe(before.unknownImages + 2);
    expect(after.gaps.find(({ asset }) => asset.id === never)).toMatchObject({ state: 'never', reason: 'It was never scanned. It runs in 1 place.' });
    expect(after.gaps.some(({ asset }) => asset.id === seen)).toBe(false);
  });
});

describe('an agent', () => {
  const enrolment = async (given: object = {}) => Enrolment.parse((await api('POST', '/agents/enrolments', given)).json);
  const machine = (letter: string) => letter.repeat(64);
  const enroll = (token: string, letter: string, name = `node-${letter}`) => api('POST', '/agents/enroll', { token, name, machine: machine(letter), version: '1.0' }, '');
  const enrolled = async (letter: string, given: object = {}) => EnrolledNode.parse((await enroll((await enrolment(given)).token, letter)).json);
  const agents = async () => z.object({ items: z.array(Agent) }).parse((await api('GET', '/agents')).json).items;
  const report = (token: string) => api('POST', '/test/report', undefined, token);
  const speaks = (topic: string, node: string) => told.filter(({ topic: one, data }) => one === topic && data['node'] === node).map(({ data }) => data);

  test('enrols once with its token, also when two nodes show it at once', async () => {
    const { token, command } = await enrolment();
    expect(command).toBe(`glacis agent enroll --server https://glacis.example --token ${token}`);
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((letter) => enroll(token, letter)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 401, 401, 401]);
    expect(answers.find(({ status }) => status === 401)).toMatchObject({ json: { code: 'enrolment_refused' } });
    expect(JSON.stringify(await audited('agent.enroll'))).not.toContain(token);
    expect((await audited('enrolment.create'))[0]).toMatchObject({ outcome: 'success', detail: { name: null } });
  });

  test('is refused with a token that is over or was never given', async () => {
    const { token } = await enrolment({ expiresInHours: 1 });
    ahead += 61 * MINUTE;
    expect((await enroll(token, 'a')).status).toBe(401);
    expect((await enroll('gla_enrol_nonsense-nonsense', 'a')).status).toBe(401);
    expect(await eventually(() => audited('agent.enroll'), (entries) => entries.some(({ outcome }) => outcome === 'failure'))).toContainEqual(expect.objectContaining({ outcome: 'failure', actor_name: 'node-a' }));
  });

  test('reports its own node and nothing else, until it is removed', async () => {
    const made = await enrolled('1', { name: 'web one', owner: 'web', environment: 'production' });
    expect(made).toMatchObject({ name: 'web one', source: 'node-web-one', node: inventory.assetId('node', machine('1')) });
    expect(await report(made.token)).toEqual({ status: 200, json: { node: made.node } });
    expect((await api('GET', `/assets/${made.node}`)).json).toMatchObject({ kind: 'node', owner: 'web', environment: 'production', silent: false, agent: { version: '1', lastReportAt: expect.any(String) as string } });
    for (const path of ['/assets', '/agents', '/coverage', '/tokens']) expect((await api('GET', path, undefined, made.token)).status).toBe(403);
    expect((await api('POST', '/agents/enrolments', {}, made.token)).status).toBe(403);
    const [agent] = (await agents()).filter(({ node }) => node.id === made.node);
    expect(await api('DELETE', `/agents/${agent?.id}`)).toMatchObject({ status: 204 });
    expect((await report(made.token)).status).toBe(401);
    expect((await api('DELETE', `/agents/${agent?.id}`)).status).toBe(404);
    expect((await api('GET', `/assets/${made.node}`)).json).toMatchObject({ agent: null, retiredAt: null });
    const coverage = Coverage.parse((await api('GET', '/coverage')).json);
    expect(coverage.gaps.find(({ asset }) => asset.id === made.node)).toMatchObject({ reason: 'It has no agent (any more).' });
  });

  test('that enrols again is the same node, and its old credential ends', async () => {
    const first = await enrolled('2');
    const second = await enrolled('2');
    expect(second).toMatchObject({ node: first.node, source: first.source });
    expect((await report(first.token)).status).toBe(401);
    expect((await report(second.token)).status).toBe(200);
    expect((await agents()).filter(({ node }) => node.id === first.node)).toHaveLength(1);
    const other = EnrolledNode.parse((await enroll((await enrolment()).token, '3', 'node-2')).json);
    expect(other.node).not.toBe(first.node);
    expect(other.source).toBe(`node-node-2-${other.node.slice(0, 8)}`);
  });

  test('that falls silent is told once a silence, and when it speaks again', async () => {
    const made = await enrolled('4');
    const watch = silenceWatch(kernel, { afterMs: 135 * MINUTE });
    const later = async (minutes: number) => {
      for (let gone = 0; gone < minutes; gone += 4) {
        ahead += Math.min(4, minutes - gone) * MINUTE;
        await watch();
      }
    };
    await watch();
    await report(made.token);
    await later(134);
    expect(speaks(nodeSilent.name, made.node)).toEqual([]);
    await later(5);
    await later(60);
    await Promise.all([watch(), watch()]);
    const [silence] = await eventually(() => Promise.resolve(speaks(nodeSilent.name, made.node)), (all) => all.length > 0);
    expect(silence).toMatchObject({ name: 'node-4' });
    expect((await api('GET', `/assets?silent=true&search=node-4`)).json).toMatchObject({ items: [{ id: made.node, silent: true }] });
    expect(Coverage.parse((await api('GET', '/coverage')).json).silentNodes).toBeGreaterThan(0);
    await report(made.token);
    expect(await eventually(() => Promise.resolve(speaks(nodeSpeaks.name, made.node)), (all) => all.length > 0)).toMatchObject([{ because: 'reported' }]);
    expect(speaks(nodeSilent.name, made.node)).toHaveLength(1);

    // While the house was away nobody could report.
    ahead += 10 * 60 * MINUTE;
    await watch();
    expect((await api('GET', '/assets?silent=true&search=node-4')).json).toMatchObject({ items: [] });
    await later(140);
    expect((await api('GET', '/assets?silent=true&search=node-4')).json).toMatchObject({ items: [{ id: made.node }] });
    await api('PATCH', `/assets/${made.node}`, { retired: true });
    expect(await eventually(() => Promise.resolve(speaks(nodeSpeaks.name, made.node)), (all) => all.length > 1)).toMatchObject([{ because: 'reported' }, { because: 'retired' }]);
    await later(140);
    expect((await agents()).find(({ node }) => node.id === made.node)).toMatchObject({ silent: false });
    await report(made.token);
    expect((await api('GET', `/assets/${made.node}`)).json).toMatchObject({ retiredAt: null });
  });

  test('tells what listens, what runs old code, and which containers run', async () => {
    const made = await enrolled('5');
    const tell = (surface: Parameters<Inventory['nodeReported']>[2]['surface'], containers?: Parameters<Inventory['nodeReported']>[2]['containers']) =>
      within((tx) => inventory.nodeReported(tx, made.node, { surface, containers, at: new Date(clock.now()), version: '2' }));
    const ssh = { protocol: 'tcp', address: '0.0.0.0', port: 22, exposed: true, process: { name: 'sshd' }, package: 'pkg:deb/debian/openssh-server@1' } as const;
    await tell({ listening: [ssh, ssh], outdated: [{ name: 'sshd', unit: 'ssh.service', packages: ['libc6'] }], reboot: { needed: true, reasons: ['kernel'] } },
      [{ runtime: 'docker', name: 'web', namespace: null, image: 'nginx', digest: digest('f'), ports: ['0.0.0.0:80->80/tcp'], startedAt: null }]);
    const node = AssetDetail.parse((await api('GET', `/assets/${made.node}`)).json);
    expect(node).toMatchObject({ exposed: true, running: 1, reboot: { needed: true }, outdated: [{ name: 'sshd', unit: 'ssh.service' }], services: [{ port: 22, process: 'sshd' }], placements: [{ image: { name: 'nginx', digest: digest('f') }, host: 'node-5', node: { id: made.node } }] });
    const ran = AssetDetail.parse((await api('GET', `/assets/${node.placements[0]?.image.id}`)).json);
    expect(ran).toMatchObject({ lineage: 'docker.io/library/nginx', running: 1, exposed: true, scan: { state: 'never' } });
    ahead += 1_000;
    await tell({ listening: [], outdated: [], reboot: { needed: false, reasons: [] } });
    expect((await api('GET', `/assets/${made.node}`)).json).toMatchObject({ exposed: false, running: 1, services: [], outdated: [] });
    ahead += 1_000;
    await tell(undefined, []);
    expect((await api('GET', `/assets/${made.node}`)).json).toMatchObject({ running: 0, placements: [] });
    await expect(within((tx) => inventory.nodeReported(tx, 'nobody', { at: new Date(), version: '1' }))).rejects.toMatchObject({ code: 'not_found' });
  });

  test('is slowed down when it guesses', async () => {
    const answers: number[] = [];
    for (let n = 0; n < 35; n += 1) answers.push((await enroll(`gla_enrol_guess-${n}-xxxxxxxx`, 'a')).status);
    expect(answers.at(-1)).toBe(429);
    expect(new Set(answers)).toEqual(new Set([401, 429]));
    ahead += 60 * MINUTE;
    expect((await enroll((await enrolment()).token, '6')).status).toBe(201);
  });
});
