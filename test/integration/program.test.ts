import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Alert } from '../../src/alerts/contract.ts';
import { manualClock } from '../../src/kernel/clock.ts';
import { createApi, type Api } from '../../src/kernel/http/index.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { auditLog } from '../../src/kernel/tables.ts';
import { readTar, type Entry } from '../../src/kernel/tar.ts';
import type { Principal } from '../../src/kernel/principal.ts';
import type { Claim, GateAnswer, OverrideAnswer, ProgramAnswer } from '../../src/program/contract.ts';
import { people } from '../../src/identity/tables.ts';
import { createProgram } from '../../src/program/index.ts';
import { Bundle, TEMPLATES, checkBundle, checkExport, keysOfExport, template } from '../../src/program/offline.ts';
import type { PublicStatus } from '../../src/program/status/contract.ts';
import { gateStates } from '../../src/program/tables.ts';
import { keyIdOf, seal } from '../../src/program/decision/dsse.ts';
import { createAlerts } from '../../src/alerts/index.ts';
import { createDelivery } from '../../src/delivery/index.ts';
import { testDatabase } from '../support/database.ts';
import { testLog } from '../support/engines.ts';
import { eventually } from '../support/house.ts';

const NOON = Date.UTC(2026, 10, 27, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const clock = manualClock(NOON);

const person = (id: string): Principal => ({ kind: 'person', id, name: id, permissions: 'all', sources: 'all' });
const [ann, bob] = [person('ann'), person('bob')];
const prober = generateKeyPairSync('ed25519');

/** What the surroundings measure; a test changes it. */
const house = { nodes: 2, scanned: 2, silent: 0, isDown: false };

let database: Awaited<ReturnType<typeof testDatabase>>;
let kernel: Kernel;
let app: Api;
let metrics: ReturnType<typeof createProgram>['metrics'];
let caller: Principal | null = ann;

beforeAll(async () => {
  database = await testDatabase();
  kernel = await database.kernel({ clock });
  await kernel.db.insert(people).values([ann, bob].map(({ id }) => ({ id, email: `${id}@example.org`, name: id, role: 'admin' as const, lastSeenAt: new Date(NOON), createdAt: new Date(NOON) })));
  const delivery = createDelivery(kernel);
  const alerts = createAlerts(kernel, { delivery });
  const program = createProgram(kernel, {
    inventory: {
      coverage: () => house.isDown ? Promise.reject(new Error('the inventory cannot be asked')) : Promise.resolve({
        kinds: [{ kind: 'node', total: house.nodes, current: house.scanned, stale: 0, incomplete: 0, never: house.nodes - house.scanned }], gaps: [], silentNodes: house.silent, unknownImages: 0,
      }),
    },
    logs: { sources: { list: () => Promise.resolve([]) } },
    detection: { lag: () => Promise.resolve(0), rehearse: () => Promise.resolve({ account: [], estate: [] }) },
    alerts, delivery,
  });
  await kernel.jobs.start({ work: true });
  app = await createApi({ log: testLog, version: '0', authenticate: () => Promise.resolve(caller), onRefused: () => {}, trustedProxies: [] });
  alerts.routes(app);
  program.routes(app);
  metrics = program.metrics;
});
afterAll(async () => {
  await app.close();
  await database.stop();
});

type Answer<T> = { status: number; json: T };
const call = async <T = unknown>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, { body, by = ann }: { body?: object; by?: Principal } = {}): Promise<Answer<T>> => {
  caller = by;
  const response = await app.inject({ method, url: `/api/v1${url}`, ...(body && { payload: body }) });
  return { status: response.statusCode, json: response.body === '' ? (undefined as T) : response.json<T>() };
};
const gate = async () => (await call<GateAnswer>('GET', '/gates/launch')).json;
const alertsOf = async (state: string) => (await call<{ items: Alert[] }>('GET', `/alerts?state=${state}&group=gate:launch`)).json.items;

/** Facts that the prober states at this moment. */
function statement(facts: Record<string, unknown>, { at = clock.now(), subject = 'acme/cloud', key = prober.privateKey }: { at?: number; subject?: string; key?: KeyObject } = {}): object {
  const text = JSON.stringify({
    _type: 'https://in-toto.io/Statement/v1', subject: [{ name: subject, digest: { sha256: 'ab'.repeat(32) } }], predicateType: 'https://glacis.dev/facts/v1', predicate: { facts, at: new Date(at).toISOString() },
  });
  return seal('application/vnd.in-toto+json', Buffer.from(text), key);
}

const PROGRAM = `
program: Ours
subject: acme/cloud
goals: { sure: { title: Sure, problem: Nobody knows } }
milestones:
  nodes: { title: Nodes are scanned, goal: sure, owner: us, tbd: soon, conditions: { all: { title: Every node is scanned, when: nodes.total > 0 && nodes.unscanned == 0 } } }
  boundary: { title: The boundary holds, goal: sure, owner: us, tbd: soon, conditions: { leaks: { title: Nobody reads what they should not, when: boundary.leaks == 0 } } }
  event: { title: The event was held, goal: sure, owner: us, tbd: soon, conditions: { held: { title: It has ended, when: ctf.finished }, fixed: { title: Every way in is fixed, when: ctf.unfixed == 0 && ctf.retested } } }
gates: { launch: { title: Launch, question: May we?, milestones: [nodes, boundary, event] } }
`;

describe('the whole way to an open gate and back', () => {
  test('a house that nobody wrote a program for has one, and its gates are not open', async () => {
    const { json } = await call<ProgramAnswer>('GET', '/program');
    expect(json).toMatchObject({ version: 0, title: 'May our company host customers\' private code?' });
    expect(json.milestones).toHaveLength(15);
    for (const { state } of json.gates) expect(state).not.toBe('open');
  });

  test('a program that has problems is refused, with each and where it stands', async () => {
    const { status, json } = await call('PUT', '/program', { body: { text: PROGRAM.replace('boundary.leaks == 0', 'boundary.lekas == 0') } });
    expect({ status, json }).toMatchObject({ status: 400, json: { title: expect.stringContaining('There is no fact boundary.lekas') } });
    expect((await call<ProgramAnswer>('GET', '/program')).json.version).toBe(0);
  });

  test('what is measured meets its milestone; what nobody has said keeps the gate from opening', async () => {
    expect(await call('PUT', '/program', { body: { text: PROGRAM } })).toMatchObject({ status: 200, json: { version: 1, warnings: [] } });
    const { json } = await call<ProgramAnswer>('GET', '/program');
    expect(json.milestones.map(({ id, outcome }) => [id, outcome])).toEqual([['nodes', 'met'], ['boundary', 'unknown'], ['event', 'unknown']]);
    expect(await gate()).toMatchObject({ state: 'unknown', sentence: 'Launch opens when: Nobody reads what they should not; It has ended, and 1 more.' });
  });

  test('a statement counts only by a key that may speak of the fact, and of this subject', async () => {
    const post = (body: object) => call<{ code: string }>('POST', '/evidence', { body });
    expect(await post(statement({ 'boundary.leaks': 0 }))).toMatchObject({ status: 403, json: { code: 'unvouched' } });
    const pem = prober.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    expect(await call('POST', '/evidence/keys', { body: { name: 'prober', publicKey: pem, facts: ['nodes.total'] } })).toMatchObject({ status: 400 });
    expect(await call('POST', '/evidence/keys', { body: { name: 'prober', publicKey: prober.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), facts: ['boundary.leaks'] } })).toMatchObject({ status: 400 });
    expect(await call('POST', '/evidence/keys', { body: { name: 'prober', publicKey: pem, facts: ['boundary.leaks', 'ctf.finished'] } })).toMatchObject({ status: 200, json: { keyid: keyIdOf(prober.publicKey), confirmedBy: null } });
    expect(await post(statement({ 'boundary.leaks': 0 }))).toMatchObject({ status: 403, json: { code: 'unvouched' } });
    const confirm = (by: Principal) => call('POST', `/evidence/keys/${keyIdOf(prober.publicKey)}/confirm`, { by, body: { facts: ['ctf.finished', 'boundary.leaks'] } });
    expect(await call('POST', `/evidence/keys/${keyIdOf(prober.publicKey)}/confirm`, { by: bob, body: { facts: ['boundary.leaks'] } })).toMatchObject({ status: 409 });
    expect(await confirm(ann)).toMatchObject({ status: 403, json: { code: 'needs_second' } });
    expect(await confirm({ ...bob, kind: 'machine' })).toMatchObject({ status: 403 });
    expect(await confirm(bob)).toMatchObject({ status: 200, json: { confirmedBy: 'bob' } });
    expect(await confirm(bob)).toMatchObject({ status: 409 });
    expect(await post(statement({ 'ctf.unfixed': 0 }))).toMatchObject({ status: 403 });
    expect(await post(statement({ 'boundary.leaks': 0, 'ctf.unfixed': 0 }))).toMatchObject({ status: 403 });
    expect(await post(statement({ 'boundary.leaks': 0 }, { subject: 'acme/other' }))).toMatchObject({ status: 400, json: { title: expect.stringContaining('said of acme/other') } });
    expect(await post(statement({ 'boundary.leaks': 0 }, { at: NOON + DAY }))).toMatchObject({ status: 400, json: { title: expect.stringContaining('future') } });
    expect(await post(statement({ 'nodes.unscanned': 0 }))).toMatchObject({ status: 400, json: { title: expect.stringContaining('measured by Glacis itself') } });
    expect(await post(statement({ 'boundary.leaks': 0.5 }))).toMatchObject({ status: 400 });
    const forged = { ...statement({ 'boundary.leaks': 0 }), payload: Buffer.from('{}').toString('base64') };
    expect(await post(forged)).toMatchObject({ status: 403 });
    expect((await gate()).state).toBe('unknown');

    expect(await post(statement({ 'boundary.leaks': 0, 'ctf.finished': true }))).toMatchObject({ status: 200, json: { facts: ['boundary.leaks', 'ctf.finished'] } });
    expect((await gate()).reasons).toMatchObject([{ milestone: 'event', condition: 'event/fixed', outcome: 'unknown', because: expect.stringContaining('ctf.unfixed: nobody has said') }]);
  });

  test('one person\'s word is nobody\'s; two people\'s counts, and the event\'s unfixed capture keeps the gate closed until its retest', async () => {
    const say = async (fact: string, value: unknown) => (await call<Claim>('POST', '/evidence/claims', { body: { fact, value, reason: 'looked at it ourselves today', until: new Date(NOON + 60 * DAY).toISOString() } })).json;
    const unfixed = await say('ctf.unfixed', 1);
    expect((await gate()).state).toBe('unknown');
    expect(await call('POST', `/evidence/claims/${unfixed.id}/confirm`, { by: ann })).toMatchObject({ status: 403, json: { code: 'needs_second' } });
    expect(await call('POST', `/evidence/claims/${unfixed.id}/confirm`, { by: { ...bob, kind: 'machine' } })).toMatchObject({ status: 403 });
    expect(await call('POST', `/evidence/claims/${unfixed.id}/confirm`, { by: bob })).toMatchObject({ status: 200, json: { confirmedBy: 'bob' } });
    expect(await call('POST', `/evidence/claims/${unfixed.id}/confirm`, { by: bob })).toMatchObject({ status: 409 });
    expect(await gate()).toMatchObject({ state: 'closed', sentence: 'Launch opens when: Every way in is fixed.' });

    clock.advance(HOUR);
    for (const [fact, value] of [['ctf.unfixed', 0], ['ctf.retested', true]] as const) await call('POST', `/evidence/claims/${(await say(fact, value)).id}/confirm`, { by: bob });
    expect((await gate()).state).toBe('open');
    expect(await alertsOf('open')).toEqual([]);
  });

  test('a leak closes it, with an alert; two people override it for a time; the fix opens it', async () => {
    clock.advance(MINUTE);
    await call('POST', '/evidence', { body: statement({ 'boundary.leaks': 1 }) });
    expect(await gate()).toMatchObject({ state: 'closed', reasons: [{ milestone: 'boundary', condition: 'boundary/leaks', outcome: 'unmet', because: 'boundary.leaks is 1' }] });
    expect((await call('GET', '/program/next')).json).toMatchObject({
      gate: { id: 'launch' }, more: 0,
      items: [{ conditions: ['boundary/leaks'], milestones: ['boundary'], sentence: 'In 1 cell somebody read what they should not', see: { verb: 'Give evidence', path: '/program/evidence?fact=boundary.leaks' } }],
    });
    const [raised] = await eventually(() => alertsOf('open'), (items) => items.length > 0);
    expect(raised).toMatchObject({ detection: 'gate.closed', severity: 'critical', title: 'Launch is closed. Launch opens when: Nobody reads what they should not.' });

    const until = new Date(clock.now() + 2 * HOUR).toISOString();
    const body = { requirements: ['boundary/leaks'], reason: 'the leak is of a page that is public anyway', control: 'the page is watched', until };
    expect(await call('POST', '/gates/launch/overrides', { body: { ...body, requirements: ['nothing/such'] } })).toMatchObject({ status: 400 });
    expect(await call('POST', '/gates/launch/overrides', { body: { ...body, until: new Date(clock.now() + 90 * DAY).toISOString() } })).toMatchObject({ status: 400 });
    const { json: proposed } = await call<OverrideAnswer>('POST', '/gates/launch/overrides', { body });
    expect(await gate()).toMatchObject({ state: 'closed', overrides: [{ state: 'proposed' }] });
    expect(await call('POST', `/overrides/${proposed.id}/approve`, { by: ann })).toMatchObject({ status: 403 });
    expect(await call('POST', `/overrides/${proposed.id}/approve`, { by: bob })).toMatchObject({ status: 200, json: { state: 'active', approvedBy: 'bob' } });
    expect(await gate()).toMatchObject({ state: 'open', overrides: [{ by: 'ann', approvedBy: 'bob', state: 'active' }] });
    expect(await eventually(() => alertsOf('open'), (items) => items.length === 0)).toEqual([]);

    clock.advance(2 * HOUR);
    expect((await gate()).state).toBe('closed');
    await call('POST', '/evidence', { body: statement({ 'boundary.leaks': 0 }) });
    expect((await gate()).state).toBe('open');
  });

  test('nobody opens it alone by asking less: such a program waits for a second person, and is of the program that it would follow', async () => {
    const looser = PROGRAM.replace('nodes.unscanned == 0', 'nodes.unscanned <= 1');
    const { json: { version } } = await call<ProgramAnswer>('GET', '/program');
    const save = async (text: string) => (await call<{ version: number; proposal: string | null; loosened: object[] }>('PUT', '/program', { body: { text } })).json;
    const approve = (id: string | null, by: Principal) => call('POST', `/program/proposals/${id}/approve`, { by });
    const waiting = async () => (await call<{ items: { id: string; by: string }[] }>('GET', '/program/proposals')).json.items;

    expect(await call('PUT', '/program', { body: { text: looser }, by: { ...ann, kind: 'machine' } })).toMatchObject({ status: 403, json: { code: 'needs_person' } });
    const first = await save(looser);
    expect(first).toMatchObject({ version, loosened: [{ gate: 'launch', conditions: ['nodes/all'] }] });
    expect(await waiting()).toMatchObject([{ id: first.proposal, by: 'ann' }]);
    expect((await call<ProgramAnswer>('GET', '/program')).json.version).toBe(version);
    expect(await approve(first.proposal, ann)).toMatchObject({ status: 403, json: { code: 'needs_second' } });

    expect(await save(PROGRAM.replace('owner: us', 'owner: them'))).toMatchObject({ version: version + 1, proposal: null });
    expect(await approve(first.proposal, bob)).toMatchObject({ status: 409 });
    expect(await waiting()).toEqual([]);

    const taken = await save(looser);
    expect(await call('DELETE', `/program/proposals/${taken.proposal}`)).toMatchObject({ status: 204 });
    expect(await approve(taken.proposal, bob)).toMatchObject({ status: 409 });
    const { proposal } = await save(looser);
    expect(await approve(proposal, bob)).toMatchObject({ status: 200, json: { version: version + 2, proposal: null } });
    expect((await call<ProgramAnswer>('GET', '/program')).json).toMatchObject({ version: version + 2, changedBy: 'ann' });
    expect((await call<{ items: Alert[] }>('GET', '/alerts?state=open&group=program')).json.items).toHaveLength(0);
    await approve((await save(PROGRAM)).proposal, bob);
    expect((await gate()).state).toBe('open');
  });

  test('it closes by itself when evidence grows old, when a node goes silent or unscanned, and when nothing can be measured', async () => {
    clock.advance(25 * HOUR);
    expect(await gate()).toMatchObject({ state: 'unknown', reasons: [{ condition: 'boundary/leaks', because: 'boundary.leaks: it is older than 24 hours' }] });
    await call('POST', '/evidence', { body: statement({ 'boundary.leaks': 0 }) });
    expect((await gate()).state).toBe('open');

    house.scanned = 1;
    clock.advance(MINUTE);
    expect((await gate()).state).toBe('closed');
    house.scanned = 2;
    house.isDown = true;
    clock.advance(MINUTE);
    expect(await gate()).toMatchObject({ state: 'unknown', reasons: [{ condition: 'nodes/all', because: expect.stringContaining('the inventory cannot be asked') }] });
    house.isDown = false;
    clock.advance(MINUTE);
    expect((await gate()).state).toBe('open');

    await call('DELETE', `/evidence/keys/${keyIdOf(prober.publicKey)}`);
    expect(await gate()).toMatchObject({ state: 'unknown' });
  });

  test('every decision is signed, names the one before it, and is checked through a change of keys; one flipped byte is found', async () => {
    await call('POST', '/program/keys/rotate');
    await call('PUT', '/program', { body: { text: PROGRAM.replace('Launch, question', 'The launch, question') } });
    const bundle = Bundle.parse((await call('GET', '/gates/launch/bundle')).json);
    expect(bundle.keys).toHaveLength(1);
    const root = checkBundle(bundle, new Set());
    expect(root).toMatchObject({ is: 'untrusted' });
    const [, keyid = ''] = /first key is ([0-9a-f]{64})/.exec(root.is === 'untrusted' ? root.words : '') ?? [];
    const checked = checkBundle(bundle, new Set([keyid]));
    expect(checked.is === 'sound' ? checked.decisions.map(({ predicate }) => predicate.glacis.state) : checked).toEqual(
      ['unknown', 'closed', 'unknown', 'open', 'closed', 'open', 'closed', 'open', 'open', 'open', 'open', 'unknown', 'open', 'closed', 'unknown', 'open', 'unknown', 'unknown']);
    const last = bundle.decisions.at(-1);
    if (last) last.payload = Buffer.from(Buffer.from(last.payload, 'base64').toString().replace('"FAILED"', '"PASSED"')).toString('base64');
    expect(checkBundle(bundle, new Set([keyid])).is).toBe('tampered');
  });

  test('a text is checked and a page made a program, and neither is kept; decisions are listed, the newest first', async () => {
    const { version } = (await call<ProgramAnswer>('GET', '/program')).json;
    expect((await call('POST', '/program/lint', { body: { text: PROGRAM.replace('goal: sure', 'goal: unsure') } })).json).toMatchObject({ problems: [{ line: 6, words: 'There is no goal unsure.' }], warnings: [] });
    const page = '# Ours\n\n## Visibility into the attack surface\n\n1. ~~All existing logs are stored in one place~~\n';
    const { json: imported } = await call<{ text: string; doubts: { milestone: string; words: string }[] }>('POST', '/program/import', { body: { text: page } });
    expect(imported.doubts).toContainEqual({ milestone: 'central-logs', words: expect.stringContaining('struck through') });
    expect((await call('POST', '/program/lint', { body: { text: imported.text } })).json).toMatchObject({ problems: [] });
    expect(await call('POST', '/program/import', { body: { text: 'No heading, no goal.' } })).toMatchObject({ status: 400 });
    expect((await call('GET', '/program/templates')).json).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ name: 'cloud-launch' })]) });
    expect((await call<ProgramAnswer>('GET', '/program')).json.version).toBe(version);
    expect((await call('GET', '/gates/launch/decisions')).json).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ state: 'open' })]), rootKey: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });
});

describe('what it gives to auditors and shows to strangers', () => {
  const raw = async (url: string, by: Principal | null = ann) => {
    caller = by;
    return app.inject({ method: 'GET', url });
  };
  const filesIn = async (archive: Buffer): Promise<Entry[]> => {
    const files: Entry[] = [];
    for await (const file of readTar(Readable.from([gunzipSync(archive)]))) files.push(file);
    return files;
  };
  const check = async (files: readonly Entry[], trust: string) => checkExport(Readable.from(files), new Set([trust]));
  const named = (files: readonly Entry[], name: string) => files.find((file) => file.name.startsWith(name))?.body.toString() ?? '';

  test('an archive holds all of it, is checked by the first key alone, and it is written down who took it', async () => {
    const answer = await raw('/api/v1/program/export');
    expect(answer.headers).toMatchObject({ 'content-type': 'application/gzip', 'cache-control': 'no-store', 'content-disposition': 'attachment; filename="glacis-export.tar.gz"' });
    const files = await filesIn(answer.rawPayload);
    const root = keysOfExport(files.find(({ name }) => name === 'decisions/keys.json')?.body ?? Buffer.alloc(0))?.rootKeyId ?? '';
    const checked = await check(files, root);
    expect(checked).toMatchObject({ is: 'sound', summary: { by: 'ann', program: { subject: 'acme/cloud' }, leftOut: [] }, found: { statements: 4 } });
    if (checked.is !== 'sound') throw new Error('not sound');
    // Also what was named when a key was believed no longer, and the program that nobody had saved yet.
    expect(checked.found.evidence.here).toBe(checked.found.evidence.named);
    expect(checked.found.programs.here).toBe(checked.found.programs.named);
    expect(named(files, 'evidence/claims')).toContain('"by":"ann","byId":"ann"');
    expect(named(files, 'evidence/claims')).toContain('"confirmedBy":"bob"');
    expect(named(files, 'exceptions/overrides')).toContain('the leak is of a page that is public anyway');
    expect(named(files, 'report.html')).toContain('Exceptions of gates');
    expect(await kernel.db.select({ action: auditLog.action, actor: auditLog.actorName }).from(auditLog).where(eq(auditLog.action, 'program.export'))).toEqual([{ action: 'program.export', actor: 'ann' }]);
    expect(await check(files.map((file) => (file.name === 'report.html' ? { ...file, body: Buffer.from('<p>all is well</p>') } : file)), root)).toMatchObject({ is: 'tampered' });
  });

  test('of a time of which there is nothing to tell, in the future or turned around, there is none; issues are for who may see them', async () => {
    for (const query of ['?from=2030-01-01T00:00:00Z', '?from=2026-11-27T00:00:00Z&to=2026-11-26T00:00:00Z', '?from=1990-01-01T00:00:00Z', '?from=yesterday']) expect((await raw(`/api/v1/program/export${query}`)).statusCode).toBe(400);
    const pipeline: Principal = { ...bob, kind: 'machine', permissions: new Set(['program.read'] as const) };
    const files = await filesIn((await raw('/api/v1/program/export', pipeline)).rawPayload);
    expect(JSON.parse(Buffer.from((JSON.parse(named(files, 'manifest')) as { payload: string }).payload, 'base64').toString())).toMatchObject({ predicate: { leftOut: [expect.stringContaining('issues.read')] } });
    expect((await raw('/api/v1/program/export', null)).statusCode).toBe(401);
  });

  test('strangers see nothing until the program chooses it; then what was chosen, in the words that were chosen, and nothing else', async () => {
    for (const path of ['/status', '/api/v1/status.json']) expect((await raw(path, null)).statusCode).toBe(404);
    expect((await raw('/api/v1/gates/launch/badge.svg', null)).statusCode).toBe(401);
    expect((await raw('/api/v1/gates/nothing-such/badge.svg', null)).statusCode).toBe(401);
    expect((await raw('/api/v1/gates/launch/badge.svg', ann)).headers).toMatchObject({ 'content-type': 'image/svg+xml; charset=utf-8', 'cache-control': 'no-cache, no-store, must-revalidate' });
    expect((await raw('/api/v1/gates/nothing-such/badge.svg', ann)).statusCode).toBe(404);

    clock.advance(MINUTE);
    const text = `${PROGRAM}public: { title: When?, milestones: [{ milestone: nodes, title: Machines are looked at }, event], gates: [{ gate: launch, title: The start }] }\n`;
    const saved = await call<{ version: number }>('PUT', '/program', { body: { text } });
    expect(saved.status).toBe(200);
    clock.advance(MINUTE);
    const json = (await raw('/api/v1/status.json', null)).json<PublicStatus>();
    expect(json).toEqual({
      title: 'When?', note: null, at: new Date(clock.now()).toISOString(), gates: [{ title: 'The start', state: 'unknown', since: expect.any(String) }],
      milestones: [{ title: 'Machines are looked at', target: null, state: 'met', since: expect.any(String) }, { title: 'The event was held', target: null, state: 'unknown', since: null }],
    });
    const page = await raw('/status', null);
    expect(page.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'public, max-age=60' });
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/);
    expect(page.headers['set-cookie']).toBeUndefined();
    for (const inner of ['boundary', 'nodes', 'ctf.', 'Nodes are scanned', 'launch', 'soon', 'acme/cloud', 'Nobody knows', '<script']) expect(page.body).not.toContain(inner);
    const badge = await raw('/api/v1/gates/launch/badge.svg', null);
    expect(badge.body).toContain('The start: unknown');
    expect(badge.headers).toMatchObject({ 'cache-control': 'no-cache, no-store, must-revalidate', 'cross-origin-resource-policy': 'cross-origin' });
  });

  test('a badge never shows what nobody has looked at for minutes', async () => {
    await kernel.db.update(gateStates).set({ state: 'open', evaluatedAt: new Date(clock.now()) });
    expect((await raw('/api/v1/gates/launch/badge.svg', null)).body).toContain('The start: open');
    clock.advance(4 * MINUTE);
    expect((await raw('/api/v1/gates/launch/badge.svg', null)).body).toContain('The start: unknown');
  });

  test('the schema of programs is for anybody\'s editor', async () => {
    const answer = await raw('/api/v1/program/schema', null);
    expect(answer.headers['content-type']).toContain('application/schema+json');
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    const validate = ajv.compile(answer.json());
    for (const [name] of TEMPLATES) expect(validate(parse(template(name)))).toBe(true);
    expect(validate({ ...(parse(template('open-source')) as object), owner: 'x' })).toBe(false);
  });

  test('figures tell of milestones, of facts that are numbers, and of the next exception to end', async () => {
    const read = async (name: string) => metrics.find((one) => one.name === name)?.read();
    expect(await read('milestone_state')).toEqual([{ labels: { milestone: 'nodes' }, value: 1 }, { labels: { milestone: 'boundary' }, value: -1 }, { labels: { milestone: 'event' }, value: -1 }]);
    expect(await read('fact')).toContainEqual({ labels: { fact: 'nodes.total' }, value: 2 });
    expect(await read('override_ends_seconds')).toEqual([]);
    const until = new Date(clock.now() + HOUR).toISOString();
    const { json: { id } } = await call<OverrideAnswer>('POST', '/gates/launch/overrides', { body: { requirements: ['boundary/leaks'], reason: 'nobody is let in meanwhile', control: 'the door is shut', until } });
    await call('POST', `/overrides/${id}/approve`, { by: bob });
    expect(await read('override_ends_seconds')).toEqual([{ value: 3_600 }]);
    for (const one of metrics.filter(({ name }) => name !== 'gate_state')) expect(one).toMatchObject({ confidential: true });
  });
});
