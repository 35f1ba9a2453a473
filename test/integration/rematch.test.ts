import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assetId, createInventory } from '../../src/inventory/index.ts';
import { createApi, type Api } from '../../src/kernel/http/index.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { systemPrincipal, type Principal } from '../../src/kernel/principal.ts';
import { REPORT_SCHEMA, type ScanReport } from '../../src/scanning/contract.ts';
import { componentRoom } from '../../src/vulnerabilities/components/index.ts';
import { settler } from '../../src/vulnerabilities/issues/settle.ts';
import { testDatabase } from '../support/database.ts';
import { testLog } from '../support/engines.ts';
import { eventually } from '../support/house.ts';
import { advisoryOf, advisoryPlace, debian12, imageDigest, packageOf } from '../support/stored-scans.ts';

const NODE = assetId('node', 'key-1');
let database: Awaited<ReturnType<typeof testDatabase>>;
let kernel: Kernel;
let app: Api;
let room: ReturnType<typeof componentRoom>;
let caller: Principal = systemPrincipal('test');
const advisories = advisoryPlace();
const WIDE = Array.from({ length: 25 }, (_, nth) => `wide-${nth}`);
const FIRST = { npm: [advisoryOf('GHSA-1', 'npm', 'left-pad', '1.3.0'), ...WIDE.map((name) => advisoryOf(`GHSA-${name}`, 'npm', name, '2.0.0'))], 'Debian:12': [advisoryOf('DEBIAN-CVE-2026-0001', 'Debian:12', 'openssl', '3.0.9-1')] };

const roomOf = (on: Kernel) => {
  const inventory = createInventory(on, { identity: { tokens: undefined as never, strangers: undefined as never } });
  return componentRoom(on, { inventory: { ...inventory, nodeOf: (principal) => (principal.id === 'agent' ? NODE : undefined) }, settle: settler({ outbox: on.outbox, inventory }), limits: { spool: { bytes: 64 * 1024 * 1024, bodies: 3 } } });
};

beforeAll(async () => {
  database = await testDatabase();
  kernel = await database.kernel({ config: { advisories: advisories.directory } });
  await advisories.say(FIRST);
  room = roomOf(kernel);
  await kernel.jobs.start({ work: false });
  await room.start();
  app = await createApi({ log: testLog, version: '0', authenticate: () => Promise.resolve(caller), onRefused: () => {} });
  room.routes(app);
  await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await app.close();
  await room.stop();
  await database.stop();
  advisories.remove();
});

const rows = async (text: string) => (await kernel.database.pool.query(text)).rows;
const spooled = () => readdirSync(join(kernel.config.data, 'scans'));
const call = async (method: 'GET' | 'POST', url: string, payload?: Buffer | string, headers: Record<string, string> = {}) => {
  const answer = await app.inject({ method, url, headers: { 'content-type': 'application/json', ...headers }, ...(payload === undefined ? {} : { payload }) });
  return { status: answer.statusCode, json: answer.json<Record<string, unknown> & { items: Record<string, unknown>[] }>(), headers: answer.headers };
};

const reportOf = (kind: ScanReport['target']['kind'], name: string, digest: string, packages: ScanReport['packages'], more: Partial<ScanReport> = {}): ScanReport => ({
  schema: REPORT_SCHEMA, scanner: { name: 'glacis', version: '1' }, scannedAt: new Date().toISOString(), target: { kind, name, digest }, kernels: [], packages,
  findings: [], suppressed: [], setAside: [], secrets: [], complete: true, problems: [], warnings: [], ...more,
});
const said = (...args: Parameters<typeof packageOf>): ScanReport['packages'][number] => {
  const { places, licenses: _, ...one } = packageOf(...args);
  return { ...one, places: [...places] };
};
const leftPad = said('npm', 'left-pad', '1.2.0');
const openssl = said('deb', 'libssl3', '3.0.11-1', { distribution: debian12, source: { name: 'openssl', version: '3.0.11-1' } });
const cyclonedx = (name: string, purls: readonly string[]) => JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', metadata: { component: { name } }, components: purls.map((purl) => ({ type: 'library', name: 'x', purl })) });
const spdx = JSON.stringify({ spdxVersion: 'SPDX-2.3', name: 'lib', packages: [{ name: 'left-pad', SPDXID: 'SPDXRef-1', versionInfo: '1.0.0', externalRefs: [{ referenceType: 'purl', referenceLocator: 'pkg:npm/left-pad@1.0.0' }] }] });

describe('a scan or an SBOM that is sent', () => {
  test('is stored under what it is of, whatever its format, and told', async () => {
    const report = JSON.stringify(reportOf('image', 'registry.example/shop/web:1', imageDigest(1), [leftPad, openssl], { distribution: { id: 'debian', version: '12', name: 'Debian GNU/Linux 12 (bookworm)' } }));
    const image = await call('POST', '/api/v1/scans?wait=true', gzipSync(report), { 'content-encoding': 'gzip' });
    expect(image).toMatchObject({ status: 200, json: { state: 'stored', origin: 'ci', packages: 2, opened: 1, asset: { kind: 'image', name: 'registry.example/shop/web:1' } } });
    const shop = await call('POST', '/api/v1/scans?wait=true&name=github.com/acme/shop', cyclonedx('shop', ['pkg:npm/left-pad@1.0.0', 'pkg:npm/right-pad@1.0.0']));
    expect(shop).toMatchObject({ status: 200, json: { opened: 1, asset: { kind: 'repository', name: 'github.com/acme/shop' } } });
    expect(await call('POST', `/api/v1/scans?wait=true&digest=${imageDigest(2)}&name=registry.example/shop/db:2`, spdx)).toMatchObject({ status: 200, json: { asset: { kind: 'image', name: 'registry.example/shop/db:2' } } });
    expect(spooled()).toEqual([]);

    const asset = (image.json as unknown as { asset: { id: string } }).asset.id;
    expect((await call('GET', `/api/v1/assets/${asset}/packages?count=true`)).json).toMatchObject({
      total: 2, next: null,
      items: [{ name: 'left-pad', version: '1.2.0', issues: 1, worst: 'unknown', paths: ['left-pad.list'], setAside: null }, { name: 'libssl3', issues: 0, worst: null }],
    });
    expect((await call('GET', `/api/v1/assets/${asset}/packages?vulnerable=false&search=SSL`)).json.items).toHaveLength(1);
    const first = await call('GET', '/api/v1/scans?limit=2');
    expect((await call('GET', `/api/v1/scans?limit=2&cursor=${String(first.json['next'])}`)).json).toMatchObject({ items: [{ asset: { id: asset } }], next: null });
    expect((await call('GET', `/api/v1/assets/${asset}/scans`)).json.items).toHaveLength(1);
    expect((await call('GET', `/api/v1/scans/${String(image.json['id'])}`)).json).toEqual(image.json);
  });

  test.for<[string, string, Buffer | string, Record<string, string>, number, RegExp]>([
    ['no JSON', '', 'nonsense', {}, 400, /no SBOM/],
    ['another JSON', '', '{"a":1}', {}, 400, /no SBOM/],
    ['a report that is none', '', '{"schema":"glacis.scan/1"}', {}, 400, /no SBOM/],
    ['no name', '', cyclonedx('', []), {}, 400, /\?name=/],
    ['an image without digest', '?kind=image&name=a', cyclonedx('a', []), {}, 400, /digest/],
    ['an encoding nobody knows', '', 'x', { 'content-encoding': 'br' }, 415, /not known/],
    ['gzip that is none', '', 'x', { 'content-encoding': 'gzip' }, 400, /gzip/],
    ['a bomb', '', gzipSync(Buffer.alloc(400 * 1024 * 1024), { level: 1 }), { 'content-encoding': 'gzip' }, 413, /larger/],
  ])('that is %s is refused, and nothing of it stays', async ([, query, body, headers, status, message]) => {
    const answer = await call('POST', `/api/v1/scans${query}`, body, headers);
    expect({ status: answer.status, said: JSON.stringify(answer.json) }).toEqual({ status, said: expect.stringMatching(message) });
    expect(spooled()).toEqual([]);
  });

  test('closes nothing where nearly all that was open would close, unless somebody who may change assets says that it is so', async () => {
    const some = (count: number, version = '1.0.0') => cyclonedx('wide', WIDE.slice(0, count).map((name) => `pkg:npm/${name}@${version}`));
    const send = (body: string, query = '') => call('POST', `/api/v1/scans?wait=true&name=wide${query}`, body);
    expect(await send(some(25))).toMatchObject({ status: 200, json: { packages: 25 } });
    // What is there in another version is not gone, though nothing of it stays open.
    expect(await send(some(25, '2.0.0'))).toMatchObject({ status: 200, json: { resolved: 25 } });
    expect(await send(some(25))).toMatchObject({ status: 200, json: { opened: 25 } });
    const open = () => rows("SELECT count(*)::int AS n FROM places p JOIN assets a ON a.id = p.asset_id WHERE a.name = 'wide' AND p.state = 'open'");
    expect(await open()).toEqual([{ n: 25 }]);
    const refused = { status: 409, json: { code: 'would_close', hint: expect.stringContaining('confirm=true') } };
    expect(await send(some(2))).toMatchObject({ ...refused, json: { ...refused.json, title: expect.stringContaining('23 of 25 open findings of wide') } });
    expect(await send(some(0))).toMatchObject(refused);
    caller = { kind: 'machine', id: 'ci', name: 'ci', permissions: new Set(['scans.upload']), sources: 'all' };
    expect(await send(some(0), '&confirm=true')).toMatchObject({ status: 403 });
    expect(await send(some(5))).toMatchObject({ status: 200 });
    expect(await open()).toEqual([{ n: 5 }]);
    // Few may go one by one, but not to nothing.
    expect(await send(some(1))).toMatchObject({ status: 200 });
    expect(await send(some(0))).toMatchObject(refused);
    expect([await open(), spooled()]).toEqual([[{ n: 1 }], []]);
    caller = systemPrincipal('test');
    expect(await send(some(0), '&confirm=true')).toMatchObject({ status: 200, json: { resolved: 1 } });
    expect(await open()).toEqual([{ n: 0 }]);
  });

  test('is refused for a while where too much waits', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, (_, number) => call('POST', `/api/v1/scans?name=r${number}`, cyclonedx('r', ['pkg:npm/left-pad@1.0.0']))));
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 202).length).toBeGreaterThan(0);
    expect(refused.length).toBeGreaterThan(0);
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(0);
    await eventually(() => rows("SELECT count(*)::int AS n FROM scans WHERE state = 'waiting'"), ([{ n }]) => n === 0);
  });

  test('and was kept when the server died is stored at its next start', async () => {
    const other = await database.kernel({ config: { advisories: advisories.directory, data: join(kernel.config.data, 'other') } });
    const { scanSpool } = await import('../../src/vulnerabilities/components/reception/spool.ts');
    const spool = scanSpool(join(other.config.data, 'scans'));
    const chunks = async function* () { yield Buffer.from(cyclonedx('left', ['pkg:npm/left-pad@1.1.0'])); };
    const { id } = await spool.take(chunks(), { id: '0197f0a0-0000-7000-8000-000000000001', kind: 'scan', receivedAt: new Date().toISOString(), told: { name: 'kept' } });
    // One that its sender was told is kept is refused no more, though it would be now.
    const { json: asset } = await call('POST', '/api/v1/scans?wait=true&name=told', cyclonedx('told', ['pkg:npm/left-pad@1.0.0']));
    const nothing = async function* () { yield Buffer.from(cyclonedx('told', [])); };
    const told = await spool.take(nothing(), { id: '0197f0a0-0000-7000-8000-000000000002', kind: 'scan', receivedAt: new Date().toISOString(), told: { name: 'told' } });
    await rows(`INSERT INTO scans (id, asset_id, origin, state, at, received_at, complete, problems, packages, opened, resolved)
      SELECT '${told.id}', asset_id, origin, 'waiting', now(), now(), true, problems, 0, 0, 0 FROM scans WHERE id = '${String(asset['id'])}'`);
    const next = roomOf(other);
    await other.jobs.start({ work: false });
    await next.start();
    await eventually(() => rows(`SELECT state FROM scans WHERE id = '${id}'`), ([row]) => row?.state === 'stored');
    expect(await eventually(() => rows(`SELECT state, resolved FROM scans WHERE id = '${told.id}'`), ([row]) => row?.state !== 'waiting')).toEqual([{ state: 'stored', resolved: 1 }]);
    await next.stop();
    expect(await rows(`SELECT s.state, a.name FROM scans s JOIN assets a ON a.id = s.asset_id WHERE s.id = '${id}'`)).toEqual([{ state: 'stored', name: 'kept' }]);
    expect(readdirSync(join(other.config.data, 'scans'))).toEqual([]);
  });
});

test('an agent reports its own node, whatever the body says, and nobody else does', async () => {
  await rows(`INSERT INTO assets (id, kind, name, key, lineage, first_seen_at, last_seen_at) VALUES ('${NODE}', 'node', 'web-1', 'key-1', 'key-1', now(), now())`);
  await rows(`INSERT INTO agents (id, node_id, token_id, machine, source, version, enrolled_at, enrolled_by) VALUES ('agent', '${NODE}', 't', 'm', 'web-1', '0', now(), 'test')`);
  const report = reportOf('host', 'somebody-else', `sha256:${'1'.repeat(64)}`, [leftPad]);
  const sent = JSON.stringify({ agent: { version: '1' }, report, containers: null });
  caller = { ...systemPrincipal('test'), id: 'somebody' };
  expect((await call('POST', '/api/v1/agents/report', sent)).status).toBe(403);
  caller = { ...systemPrincipal('test'), id: 'agent' };
  expect(await call('POST', '/api/v1/agents/report', sent)).toMatchObject({ status: 202, json: { origin: 'agent', asset: { id: NODE, name: 'web-1' } } });
  caller = systemPrincipal('test');
  const scanned = () => rows(`SELECT s.state, s.packages, a.name, g.version FROM scans s JOIN assets a ON a.id = s.asset_id JOIN agents g ON g.node_id = a.id WHERE a.id = '${NODE}'`);
  expect(await eventually(scanned, ([row]) => row?.state === 'stored')).toEqual([{ state: 'stored', packages: 1, name: 'web-1', version: '1' }]);
  expect(await call('POST', '/api/v1/scans?kind=node&name=key-1', JSON.stringify(report))).toMatchObject({ status: 409 });
});

describe('a new advisory', () => {
  test('finds the right images and repositories within seconds, nobody looks at them again; withdrawn, it is closed', async () => {
    const before = await rows('SELECT count(*)::int AS n FROM scans');
    await advisories.say({ ...FIRST, 'Debian:12': [...FIRST['Debian:12'], advisoryOf('DEBIAN-CVE-2026-0002', 'Debian:12', 'openssl', '3.0.12-1')], npm: [...FIRST.npm, advisoryOf('GHSA-2', 'npm', 'right-pad', '2.0.0')] });
    const start = performance.now();
    await room.rematch();
    expect(performance.now() - start).toBeLessThan(5_000);
    const found = () => rows("SELECT i.vulnerability, a.name, p.state, p.appeared FROM places p JOIN issues i ON i.id = p.issue_id JOIN assets a ON a.id = p.asset_id WHERE i.vulnerability IN ('CVE-2026-0002', 'GHSA-2') ORDER BY 1");
    expect(await found()).toEqual([
      { vulnerability: 'CVE-2026-0002', name: 'registry.example/shop/web:1', state: 'open', appeared: 'new-advisory' },
      { vulnerability: 'GHSA-2', name: 'github.com/acme/shop', state: 'open', appeared: 'new-advisory' },
    ]);
    expect(await rows('SELECT count(*)::int AS n FROM scans')).toEqual(before);
    await advisories.say(FIRST);
    await room.rematch();
    expect((await found()).map(({ state }) => state)).toEqual(['resolved', 'resolved']);
  });
});
