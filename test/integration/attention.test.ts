import { afterAll, beforeAll, expect, test } from 'vitest';
import { placements, services } from '../../src/inventory/tables.ts';
import type { Attention } from '../../src/vulnerabilities/contract.ts';
import { testHouse, type House } from '../support/house.ts';
import { putAsset, putIssue } from '../support/issues.ts';

const SSHD = 'pkg:deb/debian/openssh-server@1:9.2p1-2';
let house: House;
const hour = 3_600_000;
const failures = (host: string, count: number, at: number) =>
  Array.from({ length: count }, (_, nth) => `${new Date(at + nth * 100).toISOString()} ${host} sshd[${nth}]: Failed password for root from 203.0.113.9 port ${1_000 + nth} ssh2`);

beforeAll(async () => {
  house = await testHouse();
  const { db } = house.kernel;
  for (const name of ['web-1', 'web-2.corp.example', 'web-3', 'web-4', 'web-5']) await putAsset(db, { id: `id-of-${name}`, name });
  const listening = (name: string, exposed = true) => ({ nodeId: `id-of-${name}`, protocol: 'tcp' as const, address: '0.0.0.0', port: 22, exposed, process: 'sshd', package: SSHD });
  await db.insert(services).values([listening('web-1'), listening('web-3'), listening('web-4', false)]);
  await putIssue(db, { id: 'i1', in: 'id-of-web-1', purl: SSHD, packageName: 'openssh', openedAt: new Date(Date.now() - hour), kev: { added: null, due: null, ransomware: false } });
  await putIssue(db, { id: 'i2', in: 'id-of-web-3', purl: SSHD, packageName: 'openssh' });
  await putIssue(db, { id: 'i3', in: 'id-of-web-4', purl: SSHD, packageName: 'openssh' });
  await putIssue(db, { id: 'i4', in: 'id-of-web-1', purl: SSHD, packageName: 'openssh', state: 'planned' });
  await putIssue(db, { id: 'i5', in: 'id-of-web-1', purl: 'pkg:deb/debian/vim@9' });
  await putAsset(db, { id: 'shop', kind: 'image', name: 'registry.example/shop:1', exposed: true, running: 1 });
  await db.insert(placements).values({ reporter: 'node:5', host: 'web-5', runtime: 'docker', workload: 'shop', assetId: 'shop', nodeId: 'id-of-web-5', ports: ['0.0.0.0:443->8443/tcp'], since: new Date(), lastSeenAt: new Date() });
  await putIssue(db, { id: 'i6', in: 'shop', purl: 'pkg:npm/express@4.0.0', packageName: 'express', severity: 'high', severityRank: 4 });
  const now = Date.now();
  await house.ingest('auth', [...failures('WEB-1', 60, now - 2 * hour), ...failures('web-2', 40, now - 3 * hour), ...failures('web-4', 10, now - hour), ...failures('nobody', 90, now - hour)].join('\n'));
  await house.settled();
});
afterAll(() => house.stop());

const look = async (token?: string) => house.api('GET', '/api/v1/attention', undefined, token);

test('a host with a fresh critical issue on a listening service and a spike of failed sign-ins comes first, with both reasons', async () => {
  const { items } = (await look()).json as Attention;
  expect(items.map(({ asset: { name }, reasons }) => [name, reasons.length])).toEqual([['web-1', 2], ['web-3', 1], ['web-2.corp.example', 1], ['web-5', 1]]);
  const [first, , , last] = items;
  expect(first?.reasons.map(({ what }) => what)).toEqual([
    expect.stringMatching(/^CVE-2026-1 \(critical, known to be exploited\) in openssh, which listens on 0\.0\.0\.0:22; new: open since \d{4}-\d\d-\d\d$/),
    expect.stringMatching(/^60 failed sign-ins within 15 minutes at \d\d:\d\d UTC \(usually 0\), 60 within 24 hours$/),
  ]);
  expect(last?.reasons[0]?.what).toContain('in the image registry.example/shop:1, which is reached by 0.0.0.0:443->8443/tcp');
});

test('every reason leads to what it is known from', async () => {
  const { items } = (await look()).json as Attention;
  const [issue, signIns] = items[0]?.reasons ?? [];
  expect(issue?.path).toBe('/issues?asset=id-of-web-1&issue=i1');
  const words = new URL(signIns?.path ?? '', 'http://x').searchParams;
  const found = await house.api('GET', `/api/v1/events?${new URLSearchParams({ query: words.get('q') ?? '', from: words.get('from') ?? '', to: words.get('to') ?? '', limit: '100' }).toString()}`);
  expect((found.json as { items: unknown[] }).items).toHaveLength(60);
});

test('who may not see issues sees none of it; it is answered quickly', async () => {
  const token = async (scopes: string[]) => ((await house.api('POST', '/api/v1/tokens', { name: scopes.join(), scopes })).json as { secret: string }).secret;
  expect(await look(await token(['alerts.read']))).toMatchObject({ status: 403 });
  expect(await look(await token(['alerts.read', 'issues.read']))).toMatchObject({ status: 200 });
  const started = performance.now();
  await look();
  expect(performance.now() - started).toBeLessThan(300);
});
