import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createInventory } from '../../src/inventory/index.ts';
import { manualClock } from '../../src/kernel/clock.ts';
import type { Jobs } from '../../src/kernel/jobs.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { systemPrincipal } from '../../src/kernel/principal.ts';
import { clusterDesk } from '../../src/vulnerabilities/watch/kubernetes/desk.ts';
import { clusterLister } from '../../src/vulnerabilities/watch/kubernetes/lister.ts';
import { testDatabase } from '../support/database.ts';
import { privateDirectory } from '../support/engines.ts';

// No Kubernetes here: this stands in for its API as published (core/v1 PodList, chunked lists).
const START = Date.parse('2026-11-23T12:00:00Z');
const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.service-account.token';
const by = systemPrincipal('test');
const clock = manualClock(START);
const room = privateDirectory('cluster');
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const pod = (name: string, node: string, letter: string) => ({
  metadata: { name, namespace: 'shop', ownerReferences: [{ kind: 'StatefulSet', name: 'web', controller: true }] },
  spec: { nodeName: node, containers: [{ name: 'web', ports: [{ containerPort: 80, hostPort: 8080 }] }] },
  status: { containerStatuses: [{ name: 'web', image: `registry.example/shop/${letter}:1`, imageID: `registry.example/shop/${letter}@${digest(letter)}`, state: { running: { startedAt: '2026-11-23T11:00:00Z' } } }] },
});

let server: Server, database: Awaited<ReturnType<typeof testDatabase>>, kernel: Kernel;
let ca = '';
let desk: ReturnType<typeof clusterDesk>;
let lister: ReturnType<typeof clusterLister>;
let pages: object[][] = [];
let asked: string[] = [];
let trouble: (request: IncomingMessage, response: ServerResponse) => boolean = () => false;

beforeAll(async () => {
  const [key, cert] = [join(room.path, 'key.pem'), join(room.path, 'cert.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=cluster', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert], { stdio: 'ignore' });
  ca = readFileSync(cert, 'utf8');
  server = createServer({ key: readFileSync(key), cert: ca }, (request, response) => {
    asked.push(`${request.url} ${request.headers.authorization}`);
    if (trouble(request, response)) return;
    const page = Number(new URL(request.url ?? '', 'https://x').searchParams.get('continue') ?? 0);
    response.end(JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata: page + 1 < pages.length ? { continue: String(page + 1) } : {}, items: pages[page] }));
  }).listen(0, '127.0.0.1');
  [database] = await Promise.all([testDatabase(), once(server, 'listening')]);
  kernel = await database.kernel({ clock, config: { outgoingAllow: ['127.0.0.1/32'] } });
  const jobs: Jobs = { define: () => ({ enqueue: async () => {} }), every() {}, start: async () => {}, stop: async () => {} };
  const inventory = createInventory({ ...kernel, jobs }, { identity: {} as never });
  desk = clusterDesk(kernel, { inventory });
  lister = clusterLister({ ...kernel, jobs, desk, inventory });
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await database.stop();
  room.remove();
});
beforeEach(async () => {
  clock.set(START);
  [pages, asked, trouble] = [[[pod('web-0', 'node-1', 'a')], [pod('web-1', 'node-2', 'b')]], [], () => false];
  await kernel.database.pool.query('DELETE FROM assets; DELETE FROM clusters; DELETE FROM leases');
  await kernel.database.pool.query("INSERT INTO assets (id, kind, key, name, lineage, first_seen_at, last_seen_at) VALUES ('n1', 'node', 'n1', 'node-1', 'n1', now(), now())");
});

const add = (given: object = {}) => desk.create({ name: 'prod', url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/`, ca, token: TOKEN, ...given }, by);
async function listed(id: string, minutes = 0) {
  clock.advance(minutes * 60_000);
  await lister.list(id);
  return (await desk.list())[0];
}
const running = async () => (await kernel.database.pool.query<Record<string, unknown>>('SELECT a.key, a.running, p.host, p.node_id, p.namespace, p.workload, p.ports FROM placements p JOIN assets a ON a.id = p.asset_id ORDER BY host')).rows;

test('a cluster tells where images run, page by page, on nodes that are known by their name', async () => {
  const { id } = await add();
  expect(await listed(id)).toMatchObject({ state: 'fine', problem: null, containers: 2, listedAt: new Date(START).toISOString() });
  expect(await running()).toEqual([
    { key: digest('a'), running: 1, host: 'node-1', node_id: 'n1', namespace: 'shop', workload: 'StatefulSet/web', ports: ['0.0.0.0:8080->80/tcp'] },
    { key: digest('b'), running: 1, host: 'node-2', node_id: null, namespace: 'shop', workload: 'StatefulSet/web', ports: ['0.0.0.0:8080->80/tcp'] },
  ]);
  expect(asked).toEqual([`/api/v1/pods?limit=250 Bearer ${TOKEN}`, `/api/v1/pods?limit=250&continue=1 Bearer ${TOKEN}`]);

  pages = [[pod('web-0', 'node-1', 'b')]];
  await listed(id, 5);
  expect((await running()).map(({ host, key }) => [host, key])).toEqual([['node-1', digest('b')]]);
  await desk.remove(id, by);
  expect(await running()).toEqual([]);
});

test('a continuation that ran out begins the list anew', async () => {
  const { id } = await add();
  let gone = 0;
  trouble = ({ url }, response) => {
    if (!url?.includes('continue') || (gone += 1) > 1) return false;
    response.writeHead(410).end();
    return true;
  };
  expect(await listed(id)).toMatchObject({ state: 'fine', containers: 2 });
});

const status = (code: number) => (_request: unknown, response: ServerResponse): boolean => {
  response.writeHead(code).end();
  return true;
};
test.for<[string, typeof trouble, RegExp]>([
  ['does not know the token', status(401), /does not know the token/],
  ['forbids', status(403), /may not list pods in all namespaces/],
  ['is another server', (_request, response) => { response.end('<html>'); return true; }, /no list of pods/],
  ['leads elsewhere', (_request, response) => { response.writeHead(302, { location: 'https://169.254.169.254/' }).end(); return true; }, /answers 302/],
  ['breaks off on the second page', (request, response) => { if (!request.url?.includes('continue')) return false; response.destroy(); return true; }, /could not be reached/],
  ['goes on for ever', (_request, response) => { response.end('{"kind":"PodList","metadata":{"continue":"0"},"items":[]}'); return true; }, /has no end/],
])('one that %s is failing, and what ran is still known to run', async ([, how, reason]) => {
  const { id } = await add();
  await listed(id);
  const before = await running();
  trouble = how;
  expect(await listed(id, 5)).toMatchObject({ state: 'failing', problem: expect.stringMatching(reason), listedAt: new Date(START).toISOString() });
  expect(await running()).toEqual(before);
  trouble = () => false;
  expect(await listed(id, 5)).toMatchObject({ state: 'fine' });
});

test('without its authority its certificate is not trusted, and its token goes nowhere', async () => {
  const { id } = await add({ ca: null });
  expect(await listed(id)).toMatchObject({ state: 'failing', problem: expect.stringMatching(/certificate/i) });
  expect(asked).toEqual([]);
});

test('its token is sealed, and shown and audited nowhere', async () => {
  await add();
  const everything = JSON.stringify([await desk.list(), (await kernel.database.pool.query('SELECT * FROM clusters')).rows, (await kernel.database.pool.query('SELECT * FROM audit_log')).rows]);
  expect(everything).not.toContain(TOKEN);
  await expect(add()).rejects.toMatchObject({ code: 'conflict' });
  for (const wrong of [{ url: 'https://user:x@k8s.example' }, { ca: 'nonsense' }]) await expect(add({ name: 'other', ...wrong })).rejects.toMatchObject({ code: 'invalid' });
});
