import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { assetId } from '../../src/inventory/index.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { SCAN_LIMITS, examineApart, type ScanLimits } from '../../src/vulnerabilities/watch/scan/child.ts';
import { deskHouse } from '../support/desk-house.ts';
import { eventually } from '../support/house.ts';
import { imageParts, indexOf, blob, json } from '../support/images.ts';
import { READER, hasRegistry, testRegistry, type Registry } from '../support/registry.ts';
import { advisoryOf, advisoryPlace } from '../support/stored-scans.ts';

const OWNER = 'test-bootstrap-token-of-the-first-owner';
type Answer = { status: number; headers: Headers; json: Record<string, unknown> };

let house: Awaited<ReturnType<typeof deskHouse>> | undefined;
let kernel: Kernel;
let url = '';
let open: Registry, closed: Registry;
const advisories = advisoryPlace();

const system = { path: 'etc/os-release', contents: 'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n' };
const status = (version: string) => ({ path: 'var/lib/dpkg/status', contents: `Package: libssl3\nStatus: install ok installed\nArchitecture: amd64\nSource: openssl\nVersion: ${version}\n\n` });
const debian = (version: string, architecture = 'amd64') => imageParts([[system, status(version)]], { architecture });
const [old, fixed, arm] = [debian('3.0.9-1'), debian('3.0.15-1'), debian('3.0.10-1', 'arm64')];

beforeAll(async () => {
  if (!hasRegistry) return;
  const sayings = advisories.say({ 'Debian:12': [advisoryOf('DSA-1-1', 'Debian:12', 'openssl', '3.0.15-1', { upstream: ['CVE-2026-0001'], severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }] })] });
  [house, open, closed] = await Promise.all([deskHouse({ advisories: advisories.directory, outgoingAllow: ['127.0.0.1/32'] }), testRegistry(), testRegistry({ withPassword: true }), sayings]);
  ({ kernel, url } = house);
});
afterAll(async () => {
  await house?.stop();
  await Promise.all([open?.stop(), closed?.stop()]);
  advisories.remove();
});

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
  const response = await fetch(new URL(path, url), { method, redirect: 'manual', headers: { authorization: `Bearer ${OWNER}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers }, ...sent });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text === '' ? {} : JSON.parse(text) };
}
const rows = async (text: string, values: unknown[] = []) => (await kernel.database.pool.query<Record<string, unknown>>(text, values)).rows;
const registryNamed = async (name: string) => ((await call('GET', '/api/v1/registries')).json as { items: Record<string, unknown>[] }).items.find((one) => one['name'] === name);
const packagesOf = (digest: string) => rows('SELECT c.name, c.version FROM asset_components JOIN assets a ON a.id = asset_id JOIN components c ON c.id = component_id WHERE a.key = $1', [digest]);
const scanOf = async (digest: string) => (await rows('SELECT s.state, s.reason, s.origin, s.complete FROM scans s JOIN assets a ON a.id = s.asset_id WHERE a.key = $1 ORDER BY s.received_at DESC LIMIT 1', [digest]))[0];
const scanned = (digest: string) => eventually(() => scanOf(digest), (scan) => scan !== undefined && scan['state'] !== 'waiting');

describe.skipIf(!hasRegistry)('a registry (skipped without docker-registry)', () => {
  let id = '';

  test('that is followed has its images scanned, each by its digest, and what is in them is known', async () => {
    await open.push('shop/web', 'latest', [old]);
    await open.push('shop/multi', '1', [fixed, arm], indexOf([fixed, arm]));
    await open.push('shop/chart', '1', [{ ...old, manifest: blob(json({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json', config: { mediaType: 'application/vnd.cncf.helm.config.v1+json', digest: old.config.digest, size: old.config.bytes.length }, layers: [] }), 'application/vnd.oci.image.manifest.v1+json') }]);
    const made = await call('POST', '/api/v1/registries', { name: 'open', url: `http://${open.host}/`, everyMinutes: 10_080 });
    expect(made).toMatchObject({ status: 201, json: { url: `http://${open.host}`, state: 'new', passwordSet: false, notifies: false } });
    id = String(made.json['id']);

    expect(await scanned(old.manifest.digest)).toEqual({ state: 'stored', reason: null, origin: 'registry', complete: true });
    expect(await packagesOf(old.manifest.digest)).toEqual([{ name: 'libssl3', version: '3.0.9-1' }]);
    expect(await scanned(indexOf([fixed, arm]).digest)).toMatchObject({ state: 'stored' });
    expect(await packagesOf(indexOf([fixed, arm]).digest)).toEqual([{ name: 'libssl3', version: process.arch === 'arm64' ? '3.0.10-1' : '3.0.15-1' }]);
    expect(await registryNamed('open')).toMatchObject({ state: 'fine', images: 2, problem: null });
    expect(await rows("SELECT i.vulnerability, p.state, p.appeared FROM places p JOIN issues i ON i.id = p.issue_id")).toEqual([{ vulnerability: 'CVE-2026-0001', state: 'open', appeared: 'new-image' }]);
  });

  test('that tells of a push has that tag looked at at once, with its own token only', async () => {
    const notify = `/api/v1/registries/${id}/notifications`;
    const event = (target: object) => JSON.stringify({ events: [{ id: 'x', timestamp: '2026-11-23T12:00:00Z', action: 'push', target: { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: fixed.manifest.digest, ...target } }] });
    const type = { 'content-type': 'application/vnd.docker.distribution.events.v1+json' };
    expect(await call('POST', notify, event({}), type)).toMatchObject({ status: 401 });
    const { status, json: told } = await call('POST', `/api/v1/registries/${id}/notify-token`);
    expect([status, told['url']]).toEqual([201, expect.stringContaining(notify)]);
    expect(await registryNamed('open')).toMatchObject({ notifies: true });
    expect(JSON.stringify(await rows('SELECT * FROM registries'))).not.toContain(String(told['token']));
    const headers = { ...type, authorization: `Bearer ${String(told['token'])}` };
    for (const path of ['/api/v1/registries', '/api/v1/issues']) expect(await call('GET', path, undefined, headers)).toMatchObject({ status: 401 });
    expect(await call('POST', notify, 'nonsense', headers)).toMatchObject({ status: 400 });
    expect(await call('POST', notify, `{"events":[${'"x",'.repeat(2_000)}"x"]}`, headers)).toMatchObject({ status: 400 });
    expect(await call('POST', notify, `{"events":["${'x'.repeat(1_100_000)}"]}`, headers)).toMatchObject({ status: 413 });
    for (const target of [{ repository: '../../etc', tag: 'x' }, { repository: 'shop/web', tag: '../x' }, { repository: 'shop/web' }]) expect((await call('POST', notify, event(target), headers)).json).toEqual({ tags: 0 });

    // The tag moves: the image that it was stays known, and the new one is scanned.
    await open.push('shop/web', 'latest', [fixed]);
    expect(await call('POST', notify, event({ repository: 'shop/web', tag: 'latest' }), headers)).toMatchObject({ status: 202, json: { tags: 1 } });
    expect(await scanned(fixed.manifest.digest)).toMatchObject({ state: 'stored', complete: true });
    expect(await rows('SELECT a.key, t.before FROM image_tags t JOIN assets a ON a.id = t.asset_id WHERE t.reference = $1', [`${open.host}/shop/web:latest`])).toEqual([{ key: fixed.manifest.digest, before: old.manifest.digest }]);
  });

  test('with a password is failing without it, and its password is shown to nobody and kept for no other address', async () => {
    await closed.push('team/app', '1', [debian('3.0.11-1')]);
    const wanted = { name: 'closed', url: `http://${closed.host}`, everyMinutes: 10_080, username: READER.user };
    const { json: made } = await call('POST', '/api/v1/registries', { ...wanted, password: 'wrong-secret' });
    const path = `/api/v1/registries/${String(made['id'])}`;
    expect(await eventually(() => registryNamed('closed'), (one) => one?.['state'] === 'failing')).toMatchObject({ problem: expect.stringMatching(/401/), passwordSet: true, polledAt: null });
    await call('PUT', path, { ...wanted, password: READER.password });
    expect(await eventually(() => registryNamed('closed'), (one) => one?.['state'] === 'fine')).toMatchObject({ images: 1, passwordSet: true });
    expect(await scanned(debian('3.0.11-1').manifest.digest)).toMatchObject({ state: 'stored' });

    expect((await call('PUT', path, { ...wanted, name: 'Closed' })).json).toMatchObject({ passwordSet: true });
    expect((await call('PUT', path, { ...wanted, url: `http://${open.host}` })).json).toMatchObject({ passwordSet: false });
    const everything = JSON.stringify([await rows('SELECT * FROM registries'), await rows('SELECT * FROM audit_log'), await rows('SELECT data FROM pgboss.job'), (await call('GET', '/api/v1/registries')).json]);
    for (const secret of [READER.password, 'wrong-secret']) expect(everything).not.toContain(secret);
    expect(await call('DELETE', path)).toMatchObject({ status: 204 });
    expect(await call('DELETE', path)).toMatchObject({ status: 404 });
  });

  test.for([
    [{ url: 'http://user:secret@registry.example' }, 400], [{ url: 'https://registry.example/path' }, 400], [{ url: 'ftp://registry.example' }, 400], [{ username: 'a:b' }, 400], [{ name: 'open' }, 409], [{ everyMinutes: 0 }, 400],
  ] as const)('is not followed as %j', async ([wrong, code]) => {
    expect((await call('POST', '/api/v1/registries', { name: 'other', url: 'https://registry.example', ...wrong })).status).toBe(code);
  });

  test('whose layers are not what they should be has a failed scan with that reason, and the image counts as never scanned', async () => {
    const broken = imageParts([[system, status('1')]], { diffIds: [`sha256:${'0'.repeat(64)}`] });
    await open.push('shop/broken', '1', [broken]);
    expect(await call('POST', `/api/v1/registries/${id}/poll`)).toMatchObject({ status: 202 });
    expect(await scanned(broken.manifest.digest)).toMatchObject({ state: 'failed', reason: expect.stringMatching(/cannot be read/) });
    expect(await rows('SELECT scanned_at FROM assets WHERE key = $1', [broken.manifest.digest])).toEqual([{ scanned_at: null }]);
  });

  test('has an index scanned as each platform that runs it, and one that is for none of ours as what it is for', async () => {
    const [amd, other, strange, strangest] = [debian('1.0'), debian('2.0', 'arm64'), debian('3.0', 's390x'), debian('4.0', 'riscv64')];
    const [both, neither] = [indexOf([amd, other]), indexOf([strange, strangest])];
    const asset = assetId('image', both.digest);
    await rows("INSERT INTO assets (id, kind, key, name, lineage, platform, first_seen_at, last_seen_at) SELECT id, kind, key, key, $3, platform, now(), now() FROM (VALUES ($1, 'image', $2, NULL), ('n1', 'node', 'n1', 'linux/arm64'), ('n2', 'node', 'n2', 'linux/arm64'), ('n3', 'node', 'n3', 'linux/x64')) AS n(id, kind, key, platform)", [asset, both.digest, `${open.host}/shop/both`]);
    await rows("INSERT INTO placements (reporter, host, runtime, workload, asset_id, node_id, since, last_seen_at) SELECT 'node:' || id, id, 'docker', 'web', $1, id, now(), now() FROM assets WHERE kind = 'node'", [asset]);
    await open.push('shop/both', '1', [amd, other], both);
    await open.push('shop/neither', '1', [strange, strangest], neither);
    await call('POST', `/api/v1/registries/${id}/poll`);
    expect(await scanned(both.digest)).toMatchObject({ state: 'stored' });
    expect(await packagesOf(both.digest)).toEqual([{ name: 'libssl3', version: '2.0' }]);
    expect(await scanned(amd.manifest.digest)).toMatchObject({ state: 'stored' });
    expect(await packagesOf(amd.manifest.digest)).toEqual([{ name: 'libssl3', version: '1.0' }]);
    expect(await scanned(neither.digest)).toMatchObject({ state: 'stored' });
    expect(await packagesOf(neither.digest)).toEqual([{ name: 'libssl3', version: '3.0' }]);
  });

  describe('the process in which an image is read', () => {
    const order = (more: object = {}) => ({ reference: `registry:${open.host}/shop/web@${old.manifest.digest}`, scheme: 'http:' as const, credentials: 'none' as const, allow: ['127.0.0.1/32'], ...more });
    test.for<[string, object, Partial<ScanLimits>, RegExp]>([
      ['takes too long', {}, { milliseconds: 50 }, /took longer than/],
      ['takes too much memory', {}, { heapMb: 10 }, /may have needed more than 10 MB/],
      ['takes too much memory beside its heap', {}, { residentMb: 20 }, /took more than 20 MB/],
      ['says too much', {}, { answerBytes: 100 }, /of packages/],
      ['is led to a file of this machine', { reference: import.meta.filename }, {}, /restricted/],
      ['is led to a network that is not allowed', { allow: [] }, {}, /not at a public address/],
    ])('gives nothing when it %s', async ([, more, limits, reason]) => {
      await expect(examineApart(order(more), { limits: { ...SCAN_LIMITS, ...limits } })).rejects.toThrow(reason);
    });
  });

  describe('a Harbor that has Glacis for a scanner', () => {
    const base = '/api/v1/harbor/api/v1';
    // goharbor/pluggable-scanner-spec, scanner-adapter-openapi-v1.1.yaml, by hand.
    const Severity = z.enum(['Unknown', 'Negligible', 'Low', 'Medium', 'High', 'Critical']);
    const Scanner = z.strictObject({ name: z.string().min(1), vendor: z.string().min(1), version: z.string().min(1) });
    const Metadata = z.strictObject({ scanner: Scanner, capabilities: z.array(z.strictObject({ consumes_mime_types: z.array(z.string()), produces_mime_types: z.array(z.string()) })).min(1), properties: z.record(z.string(), z.string()) });
    const Report = z.strictObject({
      generated_at: z.iso.datetime(), artifact: z.strictObject({ repository: z.string(), digest: z.string(), tag: z.string().optional(), mime_type: z.string().optional() }), scanner: Scanner, severity: Severity,
      vulnerabilities: z.array(z.strictObject({
        id: z.string(), package: z.string(), version: z.string(), fix_version: z.string(), severity: Severity, description: z.string(), links: z.array(z.url()), cwe_ids: z.array(z.string()).optional(),
        preferred_cvss: z.strictObject({ score_v3: z.number(), vector_v3: z.string(), score_v2: z.number(), vector_v2: z.string() }).partial().optional(),
      })),
    });
    const Failure = z.strictObject({ error: z.strictObject({ message: z.string().min(1) }) });
    const type = { 'content-type': 'application/vnd.scanner.adapter.scan.request+json; version=1.0' };
    const accept = { accept: 'application/vnd.security.vulnerability.report; version=1.1' };
    const order = (artifact: object = {}, registry: object = {}) => ({
      registry: { url: `http://${closed.host}`, authorization: `Basic ${Buffer.from(`${READER.user}:${READER.password}`).toString('base64')}`, ...registry },
      artifact: { repository: 'team/harbor', digest: debian('3.0.12-1').manifest.digest, tag: '1', mime_type: 'application/vnd.oci.image.manifest.v1+json', ...artifact },
    });
    const ended = (scan: unknown) => eventually(() => call('GET', `${base}/scan/${String(scan)}/report`, undefined, accept), ({ status }) => status !== 302);

    test('learns what it can', async () => {
      const { status, headers, json: metadata } = await call('GET', `${base}/metadata`);
      expect([status, headers.get('content-type')]).toEqual([200, 'application/vnd.scanner.adapter.metadata+json; version=1.0']);
      expect(Metadata.parse(metadata).capabilities[0]?.produces_mime_types).toContain(accept.accept);
      expect(Metadata.parse(metadata).properties['harbor.scanner-adapter/vulnerability-database-updated-at']).toMatch(/^20/);
    });

    test('orders a scan and gets its report, twice of the same image too', async () => {
      await closed.push('team/harbor', '1', [debian('3.0.12-1')]);
      for (let time = 0; time < 2; time += 1) {
        const accepted = await call('POST', `${base}/scan`, order(), type);
        expect([accepted.status, accepted.headers.get('content-type')]).toEqual([202, 'application/vnd.scanner.adapter.scan.response+json; version=1.0']);
        expect(await call('GET', `${base}/scan/${String(accepted.json['id'])}/report`, undefined, accept)).toMatchObject({ status: 302, headers: expect.objectContaining({}) });
        const { status, headers, json: report } = await ended(accepted.json['id']);
        expect([status, headers.get('content-type')]).toEqual([200, accept.accept]);
        expect(Report.parse(report)).toMatchObject({
          artifact: { repository: 'team/harbor', digest: debian('3.0.12-1').manifest.digest, tag: '1' }, severity: 'Critical',
          vulnerabilities: [{ id: 'CVE-2026-0001', package: 'libssl3', version: '3.0.12-1', fix_version: '3.0.15-1', severity: 'Critical', preferred_cvss: { score_v3: 9.8 } }],
        });
      }
      expect(JSON.stringify(await rows('SELECT data FROM pgboss.job'))).not.toContain(order().registry.authorization);
    });

    test('hears why a scan failed', async () => {
      const { json: accepted } = await call('POST', `${base}/scan`, order({ digest: `sha256:${'1'.repeat(64)}` }), type);
      const { status, json: failure } = await ended(accepted['id']);
      expect([status, Failure.parse(failure).error.message]).toEqual([500, expect.stringMatching(/There is no .*team\/harbor/)]);
      expect(await call('GET', `${base}/scan/nonsense/report`, undefined, accept)).toMatchObject({ status: 404 });
    });

    test.for<[string, number, () => unknown]>([
      ['no JSON', 400, () => 'nonsense'], ['no digest', 422, () => order({ digest: 'latest' })], ['no repository', 422, () => order({ repository: '../x' })], ['no registry', 422, () => order({}, { url: 'file:///etc' })],
      ['a kind that is not scanned', 422, () => order({ mime_type: 'application/vnd.cncf.helm.config.v1+json' })], ['no authorization', 422, () => order({}, { authorization: 'Digest x' })],
    ])('is refused %s with %d', async ([, code, body]) => {
      const answer = await call('POST', `${base}/scan`, body(), type);
      expect([answer.status, Failure.safeParse(answer.json).success, answer.headers.get('content-type')]).toEqual([code, true, 'application/vnd.scanner.adapter.error+json; version=1.0']);
    });

    test('without a token gets nothing', async () => {
      for (const [method, path] of [['GET', 'metadata'], ['POST', 'scan'], ['GET', 'scan/x/report']] as const) expect((await call(method, `${base}/${path}`, undefined, { authorization: 'Bearer x' })).status).toBe(401);
    });
  });
});
