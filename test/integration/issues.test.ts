import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { stringify } from 'yaml';
import { createInventory } from '../../src/inventory/index.ts';
import { assets } from '../../src/inventory/tables.ts';
import { manualClock } from '../../src/kernel/clock.ts';
import { createApi, type Api } from '../../src/kernel/http/index.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import type { Permission, Principal } from '../../src/kernel/principal.ts';
import type { BulkAnswer, Issue, IssueDetail, Place, PolicyVersion } from '../../src/vulnerabilities/contract.ts';
import { exchangeRoom } from '../../src/vulnerabilities/exchange/index.ts';
import { issueRoom } from '../../src/vulnerabilities/issues/index.ts';
import { DEFAULT_POLICY } from '../../src/vulnerabilities/issues/rules/policy.ts';
import { components, issueDays, issues as issueRows, policies } from '../../src/vulnerabilities/tables.ts';
import { acceptanceEnded, issuesRaised, planSlipped } from '../../src/vulnerabilities/topics.ts';
import { testDatabase } from '../support/database.ts';
import { testLog } from '../support/engines.ts';
import { issueWorld } from '../support/issue-world.ts';
import { csafVex, cycloneDxVex, vexTroubles } from '../support/vex-documents.ts';

/** A Monday. */
const MONDAY = Date.UTC(2026, 5, 1, 9);
const DAY = 86_400_000;
const clock = manualClock(MONDAY);

let database: Awaited<ReturnType<typeof testDatabase>>;
let kernel: Kernel;
let app: Api;
let caller: Principal;
let world: ReturnType<typeof issueWorld>;
let room: ReturnType<typeof issueRoom>;
/** What whoever tells people was told, in order. */
const told: string[] = [];

const person = (name: string, permissions: Principal['permissions']): Principal => ({ kind: 'person', id: `person-${name}`, name, permissions, sources: 'all' });
const can = (...permissions: Permission[]): ReadonlySet<Permission> => new Set(permissions);
const olga = person('olga', 'all');
const omar = person('omar', 'all');
const adam = person('adam', can('issues.read', 'issues.write', 'issues.approve', 'policy.write'));
const anna = person('anna', can('issues.read', 'issues.write', 'issues.approve'));
const robot: Principal = { kind: 'machine', id: 'token-1', name: 'robot', permissions: can('issues.read', 'issues.write'), sources: 'all' };

beforeAll(async () => {
  database = await testDatabase();
  kernel = await database.kernel({ clock });
  kernel.outbox.subscribe(issuesRaised, 'test', ({ issues }) => Promise.resolve(void told.push(`raised ${issues.join(' ')}`)));
  kernel.outbox.subscribe(planSlipped, 'test', ({ how, plans }) => Promise.resolve(void told.push(...plans.map((plan) => `${how} ${plan.issue} ${plan.was ?? ''}>${plan.due} ${plan.late}`))));
  kernel.outbox.subscribe(acceptanceEnded, 'test', ({ issues }) => Promise.resolve(void told.push(`ended ${issues.join(' ')}`)));
  const inventory = createInventory(kernel, { identity: { tokens: undefined as never, strangers: undefined as never } });
  room = issueRoom(kernel, { inventory });
  await kernel.jobs.start({ work: true });
  app = await createApi({ log: testLog, version: '0', authenticate: () => Promise.resolve(caller), onRefused: () => {}, trustedProxies: [] });
  room.routes(app);
  exchangeRoom(kernel, room).routes(app);
  world = issueWorld(kernel, room.settle);
});
afterAll(async () => {
  await app.close();
  await database.stop();
});
beforeEach(async () => {
  caller = anna;
  clock.set(MONDAY);
  await kernel.db.delete(issueRows);
  for (const table of [assets, components, policies, issueDays]) await kernel.db.delete(table);
  told.length = 0;
});

async function call(method: 'GET' | 'POST' | 'PUT', url: string, payload?: object): Promise<{ status: number; json: unknown }> {
  const response = await app.inject({ method, url, ...(payload && { payload }) });
  return { status: response.statusCode, json: response.json() };
}
const list = async (query = '') => (await call('GET', `/api/v1/issues?${query}`)).json as { items: Issue[]; next: string | null; total?: number };
const idsOf = async (query = '') => (await list(query)).items.map(({ id }) => id);
const read = async (id: string) => (await call('GET', `/api/v1/issues/${id}`)).json as IssueDetail;
const places = async (query = '') => (await call('GET', `/api/v1/findings?${query}`)).json as { items: Place[]; next: string | null; total?: number };
const act = async (id: string, action: object, by: Principal = anna) => {
  caller = by;
  return call('POST', `/api/v1/issues/${id}/actions`, action);
};
const bulk = async (body: object, by: Principal = anna) => {
  caller = by;
  return call('POST', '/api/v1/issues/actions', body);
};
const happened = async (id: string) => (await read(id)).history.map(({ what, by }) => `${what} by ${by}`);
const eventually = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 10_000, interval: 20 });
const plan = (due: string, more: object = {}) => ({ do: 'plan', owner: 'shop', due, change: 'https://git.example/pr/1', ...more });
const accept = (until: string, more: object = {}) => ({ do: 'accept', reason: 'not reachable', control: 'firewall', until, ...more });

/** An image that runs in production, with one issue. */
async function oneIssue(more: Parameters<typeof world.issue>[1] = {}): Promise<string> {
  const web = await world.asset('image', 'sha256:a', { name: 'shop/web:1', lineage: 'shop/web', owner: 'shop', environment: 'production', running: 2, exposed: true });
  await world.issue('1', more);
  await world.found(web, ['1']);
  return web;
}

describe('an issue', () => {
  test('is opened with its clocks, its owner and what makes it urgent', async () => {
    await oneIssue({ severity: 'critical', score: 9.8 });
    const issue = await read('1');
    expect(issue).toMatchObject({
      state: 'open', required: true, owner: 'shop', exposed: true, running: true, clock: { what: 'estimate', due: '2026-06-02', late: -1 }, places: { open: 1, assets: 1, undecided: 1 },
      clocks: [{ what: 'triage', due: '2026-06-04' }, { what: 'estimate', due: '2026-06-02' }, { what: 'remediate', due: '2026-06-04' }], remedy: 'openssl 3.0.15-1 in Debian:12',
    });
    expect(issue.factors.reduce((sum, { points }) => sum + points, 0)).toBeCloseTo(issue.priority, 0);
    expect(await happened('1')).toEqual(['opened by scan']);
    await eventually(() => expect(told).toEqual(['raised 1']));
    const { rows } = await kernel.db.execute(sql`SELECT issues, weight FROM assets`);
    expect(rows).toEqual([{ issues: { critical: 1, high: 0, medium: 0, low: 0, other: 0, undecided: 1 }, weight: 1000 }]);
  });

  test('lives: planned, slipped, late, resolved, back, accepted, run out', async () => {
    const web = await oneIssue();
    expect(await act('1', { do: 'triage', note: 'looked' })).toMatchObject({ status: 200, json: { state: 'triaged', clock: { what: 'estimate' } } });
    clock.set(MONDAY + DAY);
    expect(await act('1', plan('2026-06-05'))).toMatchObject({ status: 200, json: { state: 'planned', owner: 'shop', plan: { due: '2026-06-05', slipped: 0 }, clock: { what: 'plan', due: '2026-06-05', late: -3 }, places: { undecided: 0 } } });
    expect(await act('1', { do: 'move', due: '2026-06-25', reason: 'the release waits' })).toMatchObject({
      json: { state: 'planned', plan: { due: '2026-06-25', slipped: 1 }, decisions: [{ slips: [{ due: '2026-06-05', by: 'anna', reason: 'the release waits' }], approvedBy: 'anna' }] },
    });
    expect((await read('1')).history.at(-1)?.note).toContain('8 business days after the 2026-06-15 of the policy');
    clock.set(MONDAY + 25 * DAY);
    await room.passTime();
    await room.passTime();
    clock.set(MONDAY + 28 * DAY);
    await room.passTime();
    await eventually(() => expect(told).toEqual(['raised 1', 'moved 1 2026-06-05>2026-06-25 -17', 'late 1 >2026-06-25 1', 'late 1 >2026-06-25 2']));
    expect(await read('1')).toMatchObject({ state: 'planned', clock: { what: 'plan', late: 2 } });
    await world.gone(web, ['1']);
    expect(await read('1')).toMatchObject({ state: 'resolved', resolvedAt: new Date(clock.now()).toISOString(), clock: null });
    clock.set(MONDAY + 29 * DAY);
    await room.passTime();
    await world.found(web, ['1']);
    expect(await read('1')).toMatchObject({ state: 'open', appeared: 'came-back', openedAt: new Date(clock.now()).toISOString(), plan: null, resolvedAt: null });

    expect(await act('1', accept('2026-12-31'), olga)).toMatchObject({ status: 400 });
    expect(await act('1', accept('2026-07-31'), olga)).toMatchObject({ json: { state: 'triaged', proposed: 'accept' } });
    expect(await act('1', { do: 'approve' }, omar)).toMatchObject({ json: { state: 'accepted', proposed: null, clock: { what: 'acceptance', due: '2026-07-31' } } });
    clock.set(Date.UTC(2026, 6, 31, 23, 59));
    await room.passTime();
    expect((await read('1')).state).toBe('accepted');
    clock.set(Date.UTC(2026, 7, 1));
    await room.passTime();
    expect(await read('1')).toMatchObject({ state: 'open', openedAt: '2026-08-01T00:00:00.000Z', clock: { what: 'triage', due: '2026-08-05' } });
    await eventually(() => expect(told.slice(4)).toEqual(['raised 1', 'raised 1', 'ended 1']));
    expect(await happened('1')).toEqual([
      'opened by scan', 'triaged by anna', 'planned by anna', 'slipped by anna', 'late by glacis', 'resolved by scan', 're-opened by scan',
      'proposed: accepted by olga', 'accepted by omar', 'acceptance ended by glacis',
    ]);
  });

  test('keeps its day and its state however often the same scan is sent', async () => {
    const web = await oneIssue();
    await act('1', { do: 'triage' });
    const before = await read('1');
    clock.set(MONDAY + 3 * DAY);
    await world.found(web, ['1']);
    expect(await read('1')).toMatchObject({ openedAt: before.openedAt, clocks: [{ due: '2026-06-04' }, { due: '2026-06-04' }, { due: '2026-06-15' }], state: 'triaged', history: before.history });
  });
});

describe('a decision', () => {
  test('covers the next digest of the same image, and no host that nobody saw', async () => {
    await oneIssue();
    await act('1', accept('2026-09-01'), olga);
    await act('1', { do: 'approve' }, omar);
    const next = await world.asset('image', 'sha256:b', { name: 'shop/web:2', lineage: 'shop/web', owner: 'shop' });
    await world.found(next, ['1']);
    expect(await read('1')).toMatchObject({ state: 'accepted', places: { open: 2, assets: 2, undecided: 0 } });
    const host = await world.asset('node', 'db-1', { name: 'db-1' });
    clock.set(MONDAY + DAY);
    await world.found(host, ['1']);
    expect(await read('1')).toMatchObject({ state: 'open', places: { open: 3, undecided: 1 }, openedAt: new Date(clock.now()).toISOString() });
    expect((await read('1')).history.at(-1)).toMatchObject({ what: 're-opened', note: 'a place that no decision covers: db-1' });
    expect((await places('issue=1')).items.map(({ asset, decision }) => `${asset.name} ${decision}`).sort()).toEqual(['db-1 null', 'shop/web:1 accept', 'shop/web:2 accept']);
    await eventually(() => expect(told).toEqual(['raised 1', 'raised 1']));
  });

  test('made for everywhere covers what comes, and nobody is told of it', async () => {
    await oneIssue();
    await eventually(() => expect(told).toEqual(['raised 1']));
    await act('1', { do: 'not-affected', justification: 'vulnerable_code_not_present', reason: 'built without it', scope: 'everywhere' }, olga);
    await act('1', { do: 'approve' }, omar);
    await world.found(await world.asset('node', 'db-1'), ['1']);
    expect(await read('1')).toMatchObject({ state: 'not-affected', clock: null, places: { undecided: 0 } });
    expect(told).toEqual(['raised 1']);
  });

  test('waits for an approver by severity, who is not the one that proposed it', async () => {
    await oneIssue();
    expect(await act('1', accept('2026-09-01'))).toMatchObject({ status: 200, json: { state: 'triaged', proposed: 'accept' } });
    expect(await act('1', { do: 'approve' })).toMatchObject({ status: 403, json: { code: 'needs_approver' } });
    expect(await act('1', { do: 'approve' }, adam)).toMatchObject({ status: 403, json: { code: 'needs_approver' } });
    clock.set(MONDAY + 1_000);
    expect(await act('1', accept('2026-09-01'), olga)).toMatchObject({ json: { proposed: 'accept' } });
    expect(await act('1', { do: 'approve' }, olga)).toMatchObject({ status: 403, json: { code: 'needs_second' } });
    expect(await act('1', { do: 'approve' }, robot)).toMatchObject({ status: 403 });
    expect(await act('1', { do: 'refuse', note: 'plan it' }, omar)).toMatchObject({ json: { proposed: null, decisions: [{ because: 'another was proposed' }, { because: 'refused by omar: plan it' }] } });
    const { rows } = await kernel.db.execute(sql`SELECT action, outcome, actor_name AS name FROM audit_log WHERE target_id = '1' ORDER BY seq`);
    expect(rows.filter(({ outcome }) => outcome === 'failure')).toMatchObject([{ action: 'issue.approve', name: 'anna' }, { name: 'adam' }, { name: 'olga' }, { name: 'robot' }]);
  });

  test('by a machine is a proposal, until a person approves it', async () => {
    await oneIssue();
    expect(await act('1', plan('2026-06-10'), robot)).toMatchObject({ json: { state: 'triaged', proposed: 'plan' } });
    expect(await act('1', { do: 'approve' })).toMatchObject({ json: { state: 'planned', decisions: [{ by: 'robot', approvedBy: 'anna' }] } });
    expect(await act('1', { do: 'move', due: '2026-06-20', reason: 'later' }, robot)).toMatchObject({ json: { plan: { due: '2026-06-10', slipped: 0 }, proposed: 'plan' } });
    expect(await act('1', { do: 'approve' })).toMatchObject({ json: { plan: { due: '2026-06-20', slipped: 1 }, proposed: null } });
  });

  test('approved twice at once is approved once, and the other is told by whom', async () => {
    await oneIssue();
    await act('1', accept('2026-09-01'));
    caller = olga;
    const answers = await Promise.all([1, 2].map(() => call('POST', '/api/v1/issues/1/actions', { do: 'approve' })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.json).toMatchObject({ title: expect.stringContaining('olga approved it') });
    expect((await read('1')).history.filter(({ what }) => what === 'accepted')).toHaveLength(1);
  });

  test('that an approver did not see is not approved', async () => {
    await oneIssue();
    await act('1', accept('2026-09-01'));
    const [seen] = (await read('1')).decisions;
    await act('1', accept('2026-10-01', { reason: 'whatever' }));
    expect(await act('1', { do: 'approve', decision: seen?.id }, olga)).toMatchObject({ status: 409 });
  });

  test('ends when it is withdrawn; a plan gives no time back', async () => {
    await oneIssue();
    await act('1', plan('2026-06-10'));
    clock.set(MONDAY + 2 * DAY);
    expect(await act('1', { do: 'reopen', note: 'the change was wrong' })).toMatchObject({ json: { state: 'triaged', plan: null, openedAt: new Date(MONDAY).toISOString(), clock: { what: 'estimate', due: '2026-06-04' } } });
    expect(await act('1', { do: 'reopen', note: 'again' })).toMatchObject({ status: 409 });
    expect(await act('1', { do: 'move', due: '2026-06-20', reason: 'x' })).toMatchObject({ status: 409 });
    expect(await act('1', plan('2026-05-30'))).toMatchObject({ status: 400 });
  });
});

describe('many at once', () => {
  test('are planned by a filter, each that cannot be is told with its reason', async () => {
    const web = await oneIssue();
    for (const id of ['2', '3', '4']) await world.issue(id, { severity: id === '4' ? 'low' : 'high', score: id === '4' ? 2 : 8 });
    await world.found(web, ['2', '3', '4']);
    await world.gone(web, ['3']);
    expect((await bulk({ action: plan('2026-06-10'), filter: { undecided: 'true' } })).json).toEqual({ done: 2, refused: [] } satisfies BulkAnswer);
    expect((await bulk({ action: { do: 'note', note: 'n' }, ids: ['1', 'none'] })).json).toMatchObject({ done: 1, refused: [{ id: 'none', code: 'not_found' }] });
    expect((await bulk({ action: plan('2026-06-12'), ids: ['3', '4'] })).json).toMatchObject({ done: 1, refused: [{ id: '3', code: 'conflict', reason: 'It is resolved: there is nothing to decide.' }] });
    expect(await idsOf('state=planned&sort=due')).toEqual(['1', '2', '4']);
    expect(await bulk({ action: { do: 'triage' } })).toMatchObject({ status: 400 });
  });
});

describe('lists', () => {
  test('find issues by what they are, where they are and who answers for them, page by page', async () => {
    const web = await oneIssue({ severity: 'critical', score: 9.8, kev: { added: '2026-05-30', due: '2026-06-03', ransomware: false } });
    const host = await world.asset('node', 'db-1', { name: 'db-1', environment: 'staging' });
    await world.issue('2', { vulnerability: 'GHSA-x', aliases: ['GHSA-x', 'CVE-2026-77'], severity: 'medium', score: 5, packageName: 'lodash', ecosystem: 'npm', fixIs: 'unfixed', fixVersions: [], summary: 'Prototype 100%_pollution' });
    await world.issue('3', { severity: 'unknown', score: null });
    await world.issue('4', { severity: 'low', score: 2 });
    await world.found(host, ['2', '3', '4']);
    await world.found(web, ['3']);
    expect(await idsOf()).toEqual(['1', '3', '2', '4']);
    for (const [query, ids] of Object.entries({
      'required=true': ['1', '3', '2'], 'kev=true': ['1'], 'owner=-': ['2', '4'], 'environment=staging': ['3', '2', '4'], 'ecosystem=npm': ['2'], 'package=lodash': ['2'], 'vulnerability=CVE-2026-77': ['2'],
      'search=lodash': ['2'], 'search=100%25_POLL': ['2'], 'search=50%25': [], [`asset=${web}`]: ['1', '3'], 'fixable=false': ['2'], 'severity=low,medium': ['2', '4'], 'exposed=true': ['1', '3'],
      'sort=severity': ['1', '2', '4', '3'], 'sort=places': ['3', '4', '2', '1'], 'sort=due': ['1', '2', '3', '4'], 'overdue=true': [], 'state=resolved': [], 'undecided=false': ['4'],
    })) expect([query, await idsOf(query)]).toEqual([query, ids]);
    expect(await call('GET', '/api/v1/issues?state=odd')).toMatchObject({ status: 400 });
    for (const sort of ['priority', 'due', 'newest', 'severity', 'places']) {
      const seen: string[] = [];
      for (let next: string | null = ''; next !== null; ) {
        const page = await list(`sort=${sort}&limit=1&count=true${next === '' ? '' : `&cursor=${next}`}`);
        seen.push(...page.items.map(({ id }) => id));
        expect(page.total).toBe(4);
        next = page.next;
      }
      expect([sort, ...seen.toSorted()]).toEqual([sort, '1', '2', '3', '4']);
    }
    clock.set(MONDAY + 4 * DAY);
    expect(await idsOf('overdue=true&sort=due')).toEqual(['1', '2', '3']);
    expect((await call('GET', '/api/v1/issues/summary')).json).toMatchObject({ open: 4, required: 3, undecided: 3, overdue: 3, kev: 1, byState: { open: 4 }, bySeverity: { critical: 1, low: 1 } });
    expect((await call('GET', '/api/v1/issues/groups?by=environment')).json).toMatchObject({ items: [{ value: 'staging', issues: 3, undecided: 2 }, { value: 'production', issues: 2, worst: 'critical' }] });
    for (const by of ['package', 'vulnerability', 'owner', 'ecosystem', 'severity', 'state', 'asset']) expect({ by, ...(await call('GET', `/api/v1/issues/groups?by=${by}`)) }).toMatchObject({ by, status: 200, json: { items: expect.arrayContaining([expect.objectContaining({ worst: 'critical' })]) } });
    expect((await places(`asset=${host}&limit=2&count=true`))).toMatchObject({ total: 3, items: [{ issue: { id: '3' } }, { issue: { id: '2' }, purl: 'pkg:deb/debian/openssl@3.0.14-1' }] });
    expect(await call('GET', '/api/v1/vulnerabilities/CVE-2026-77')).toMatchObject({ status: 200, json: { id: 'GHSA-x', issues: [{ id: '2' }] } });
    expect(await call('GET', '/api/v1/vulnerabilities/CVE-1')).toMatchObject({ status: 404 });
  });

  test('show findings of both states in one order, page by page, and what assets count of them', async () => {
    const [web, host] = [await oneIssue(), await world.asset('node', 'db-1', { name: 'db-1' })];
    for (const [nth, id] of ['2', '3', '4'].entries()) {
      clock.set(MONDAY + (nth + 1) * DAY);
      await world.issue(id, { severity: id === '4' ? 'critical' : 'medium', score: id === '4' ? 9.8 : 5 });
      await world.found(host, [id]);
      await world.found(web, [id]);
    }
    await world.gone(host, ['3']);
    const shown = ({ issue, asset, state }: Place) => `${issue.id} ${asset.name} ${state}`;
    for (const query of ['sort=newest', 'sort=priority', `sort=newest&asset=${host}`, 'sort=newest&severity=medium', 'sort=priority&state=open', 'sort=newest&issue=3']) {
      const whole = await places(`${query}&count=true`);
      const paged: string[] = [];
      for (let next: string | null = ''; next !== null; ) {
        const page: Awaited<ReturnType<typeof places>> = await places(`${query}&limit=2${next === '' ? '' : `&cursor=${next}`}`);
        paged.push(...page.items.map(shown));
        next = page.next;
      }
      expect([query, whole.total, paged]).toEqual([query, paged.length, whole.items.map(shown)]);
    }
    expect((await places('sort=newest')).items.map(({ openedAt }) => openedAt)).toEqual((await places('sort=newest')).items.map(({ openedAt }) => openedAt).toSorted().toReversed());
    expect((await places('sort=newest')).items.map(({ state }) => state)).toContain('resolved');
    expect(await call('GET', `/api/v1/findings?sort=priority&cursor=${(await places('sort=newest&limit=1')).next ?? ''}`)).toMatchObject({ status: 400 });
    await act('2', { ...plan('2026-06-20'), scope: 'everywhere' });
    const byAsset = { items: [{ label: 'shop/web:1', issues: 4, undecided: 3, worst: 'critical' }, { label: 'db-1', issues: 2, undecided: 1, worst: 'critical' }] };
    expect((await call('GET', '/api/v1/issues/groups?by=asset')).json).toMatchObject(byAsset);
    expect((await call('GET', '/api/v1/issues/groups?by=asset&state=open,planned')).json).toMatchObject(byAsset);
  });

  test('show a package that listens as exposed, and follow what the inventory says later', async () => {
    const host = await world.asset('node', 'db-1', { name: 'db-1', environment: 'production' });
    await kernel.db.execute(sql`INSERT INTO services (node_id, protocol, address, port, exposed, package) VALUES (${host}, 'tcp', '0.0.0.0', 443, true, 'pkg:deb/debian/nginx@1')`);
    await world.issue('1');
    await world.found(host, ['1'], 'pkg:deb/debian/nginx@1');
    expect(await read('1')).toMatchObject({ exposed: true, running: true });
    expect((await places('issue=1')).items).toMatchObject([{ listening: ['0.0.0.0:443/tcp'] }]);
  });
});

describe('the policy', () => {
  test('is the one that the customer asked for, and a change of it is followed by all issues', async () => {
    const web = await oneIssue({ severity: 'low', score: 2 });
    await world.issue('2');
    await world.found(web, ['2']);
    caller = adam;
    expect((await call('GET', '/api/v1/policy')).json).toEqual({ policy: DEFAULT_POLICY, version: 0, changedBy: 'glacis', changedAt: null });
    const policy = { ...DEFAULT_POLICY, require: [{ severity: 'low' }] };
    expect(await call('PUT', '/api/v1/policy', policy)).toMatchObject({ status: 200, json: { version: 1, changedBy: 'adam' } });
    expect(await call('PUT', '/api/v1/policy', policy)).toMatchObject({ json: { version: 1 } });
    await eventually(async () => expect(await read('1')).toMatchObject({ required: true, appeared: 'policy-change', clock: { what: 'triage' } }));
    await eventually(() => expect(told).toEqual(['raised 2', 'raised 1']));
    expect(await call('PUT', '/api/v1/policy', { ...policy, estimate: { ...policy.estimate, low: 101 } })).toMatchObject({ status: 400 });
    expect(await call('PUT', '/api/v1/policy', { ...policy, require: [{}] })).toMatchObject({ status: 400 });
    const yaml = async (payload: string) => (await app.inject({ method: 'PUT', url: '/api/v1/policy', payload, headers: { 'content-type': 'application/yaml' } })).statusCode;
    clock.set(MONDAY + DAY);
    expect(await yaml(stringify({ ...policy, triage: 5, estimate: { ...policy.estimate, high: 4 } }))).toBe(200);
    for (const wrong of ['a: [', 'a: &x 1\nb: *x', 'triage: 5', 'x'.repeat(300_000)]) expect(await yaml(wrong)).toBeGreaterThanOrEqual(400);
    caller = anna;
    const versions = async (query = '') => (await call('GET', `/api/v1/policy/versions?${query}`)).json as { items: PolicyVersion[]; next: string | null };
    const all = await versions();
    expect(all.items.map(({ version, changedBy, changedAt, changes }) => ({ version, changedBy, changedAt, changes }))).toEqual([
      { version: 2, changedBy: 'adam', changedAt: new Date(MONDAY + DAY).toISOString(), changes: [{ what: 'triage', before: 3, after: 5 }, { what: 'estimate.high', before: 3, after: 4 }] },
      { version: 1, changedBy: 'adam', changedAt: new Date(MONDAY).toISOString(), changes: [{ what: 'require', before: DEFAULT_POLICY.require, after: [{ severity: 'low' }] }] },
    ]);
    const first = await versions('limit=1');
    expect([first.items, (await versions(`limit=1&cursor=${first.next ?? ''}`))]).toEqual([all.items.slice(0, 1), { items: all.items.slice(1), next: null }]);
    expect(await call('PUT', '/api/v1/policy', policy)).toMatchObject({ status: 403 });
  });
});

test('trends tell of each day, and how long planning and fixing took', async () => {
  const web = await oneIssue();
  await world.issue('2');
  await world.found(web, ['2']);
  expect((await call('GET', '/api/v1/trends')).json).toMatchObject({ days: [{ day: '2026-06-01', open: 2, undecided: 2, opened: 2, resolved: 0 }], timeToFix: { median: null, issues: 0 } });
  clock.set(MONDAY + DAY);
  await act('1', plan('2026-06-10'));
  clock.set(MONDAY + 7 * DAY);
  await world.gone(web, ['1']);
  const expected = { days: [{ day: '2026-06-01', open: 2 }, { day: '2026-06-08', open: 1, undecided: 1, resolved: 1, overdue: 1 }], age: { median: 5, oldest: 5 }, timeToPlan: { median: 1, p90: 1, issues: 1 }, timeToFix: { median: 5, p90: 5, issues: 1 } };
  expect((await call('GET', '/api/v1/trends')).json).toMatchObject(expected);
  expect((await call('GET', '/api/v1/trends?owner=shop')).json).toMatchObject({ days: [{ day: '2026-06-01', open: 2 }, { day: '2026-06-08', open: 1 }] });
  expect(await call('GET', '/api/v1/trends?from=2020-01-01')).toMatchObject({ status: 400 });
});

describe('VEX and release notes', () => {
  /** What is exported, once it is held to its format's schema. */
  async function vexIn(format: 'openvex' | 'cyclonedx'): Promise<unknown> {
    const { status, json } = await call('GET', `/api/v1/vex?format=${format}${format === 'cyclonedx' ? '&image=shop/web' : ''}`);
    expect(status).toBe(200);
    expect(await vexTroubles(format, json)).toBeNull();
    return json;
  }

  test('a decision goes out as VEX, and comes in again as a proposal about the same images alone', async () => {
    await oneIssue();
    await world.found(await world.asset('node', 'db-1'), ['1']);
    caller = olga;
    // The one thing that OpenVEX's schema does not foresee: that nothing was decided.
    expect(await call('GET', '/api/v1/vex')).toMatchObject({ status: 200, json: { '@context': 'https://openvex.dev/ns/v0.2.0', statements: [] } });
    expect(await vexIn('cyclonedx')).toMatchObject({ bomFormat: 'CycloneDX', vulnerabilities: [] });
    const product = 'pkg:oci/web?repository_url=shop%2Fweb';
    const document = { '@context': 'https://openvex.dev/ns/v0.2.0', statements: [
      { vulnerability: { name: 'CVE-2026-1' }, products: [{ '@id': product, subcomponents: [{ '@id': 'pkg:deb/debian/openssl' }] }], status: 'not_affected', justification: 'component_not_present', impact_statement: 'gone | <b>' },
      { vulnerability: { name: 'CVE-2026-1' }, products: ['pkg:oci/other'], status: 'not_affected' },
      { vulnerability: { name: 'CVE-2026-9' }, products: [product], status: 'fixed' },
    ] };
    expect(await call('POST', '/api/v1/vex', document)).toMatchObject({ status: 200, json: { taken: 1, proposed: 1, ignored: [{ statement: 'CVE-2026-1' }, { statement: 'CVE-2026-9' }] } });
    expect((await call('POST', '/api/v1/vex', document)).json).toMatchObject({ taken: 0, ignored: expect.arrayContaining([{ statement: 'CVE-2026-1', reason: 'It is decided so already.' }]) });
    await act('1', { do: 'approve' }, omar);
    expect(await read('1')).toMatchObject({ state: 'triaged', places: { open: 2, undecided: 1 }, decisions: [{ scope: { is: 'known', lineages: ['shop/web'] }, justification: 'component_not_present' }] });
    await world.issue('3');
    await world.found(await world.asset('repository', 'github.com/acme/shop'), ['3']);
    await act('3', { ...plan('2026-06-20'), owner: 'shop' });
    await vexIn('cyclonedx');
    expect(await vexIn('openvex')).toMatchObject({ '@context': 'https://openvex.dev/ns/v0.2.0', statements: [{
      vulnerability: { name: 'CVE-2026-1' }, status: 'not_affected', justification: 'component_not_present', products: [{ '@id': 'pkg:oci/web@sha256%3Aa?repository_url=shop%2Fweb', subcomponents: [{ '@id': 'pkg:deb/debian/openssl@3.0.14-1' }] }],
    }, { vulnerability: { name: 'CVE-2026-3' }, status: 'affected', action_statement: 'Planned by 2026-06-20: https://git.example/pr/1' }] });
    expect((await call('GET', '/api/v1/vex?format=cyclonedx&image=shop/web')).json).toMatchObject({ bomFormat: 'CycloneDX', vulnerabilities: [{ id: 'CVE-2026-1', analysis: { state: 'not_affected', justification: 'code_not_present' } }] });
    const page = await app.inject({ method: 'GET', url: '/api/v1/release-notes/false-positives?image=shop/web', headers: { accept: 'text/markdown' } });
    expect(page.headers['content-type']).toContain('text/markdown');
    expect(page.body).toContain(String.raw`| CVE-2026-1 | high | openssl (Debian\:12) | component not present | gone \| \<b\> | omar |`);
    expect((await call('GET', '/api/v1/release-notes/accepted')).json).toMatchObject({ title: 'Accepted vulnerabilities', items: [] });
    expect(await call('POST', '/api/v1/vex', { nothing: true })).toMatchObject({ status: 400 });
  });

  const said = { justification: 'vulnerable_code_not_in_execute_path', reason: 'never called' };
  test.for<[string, object, object]>([
    ['CSAF about a package in an image', csafVex, { ...said, scope: { is: 'known', lineages: ['shop/web'] } }],
    ['CycloneDX about a package', cycloneDxVex, { ...said, scope: { is: 'known', lineages: expect.arrayContaining(['shop/web', 'db-1']) as string[] } }],
  ])('%s is taken as a proposal, and what says that it does harm is not', async ([, document, expected]) => {
    const web = await oneIssue();
    await world.issue('2');
    await world.found(web, ['2']);
    await world.found(await world.asset('node', 'db-1'), ['1']);
    caller = robot;
    expect(await call('POST', '/api/v1/vex', document)).toMatchObject({ status: 200, json: { taken: 1, proposed: 1, ignored: [{ statement: 'CVE-2026-2', reason: 'It says affected: that is seen by scanning.' }] } });
    expect(await read('1')).toMatchObject({ state: 'triaged', proposed: 'not-affected', decisions: [{ kind: 'not-affected', state: 'proposed', by: 'robot', ...expected }] });
    expect((await read('2')).decisions).toEqual([]);
  });
});
