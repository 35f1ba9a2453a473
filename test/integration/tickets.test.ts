import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemPrincipal } from '../../src/kernel/principal.ts';
import { settings } from '../../src/kernel/tables.ts';
import { settler } from '../../src/vulnerabilities/issues/settle.ts';
import { decisions, issueHistory, issues, tickets } from '../../src/vulnerabilities/tables.ts';
import { ticketRoom } from '../../src/vulnerabilities/tickets/index.ts';
import { codeHostHouse } from '../support/code-host-house.ts';
import type { FakeGitHub } from '../support/github.ts';
import { putIssue } from '../support/issues.ts';

const START = Date.UTC(2026, 5, 1, 12);
let host: FakeGitHub;

const settle = settler({ outbox: { publish: () => Promise.resolve() }, inventory: { noteIssues: () => Promise.resolve() } });
const { kernel, room, server, clock, ...house } = await codeHostHouse({
  startsAt: START, settings: { url: '/api/v1/settings/tickets', of: (api) => ({ repository: 'acme/shop', api, labels: ['security'], automatic: 'none', token: 'ghp_right' }) },
  room: (own) => ticketRoom(own, { settle }),
});
const { call, sync } = house;
afterAll(house.stop);
beforeEach(async () => {
  await kernel.db.delete(settings);
  await begin();
});
/** Every request and every answer is as GitHub describes them. */
afterEach(() => expect(host.troubles).toEqual([]));

/** Another GitHub that knows nothing, and one issue. */
async function begin(): Promise<void> {
  host = await house.begin();
  await kernel.db.delete(issues);
  await putIssue(kernel.db, { id: 'i1' });
}

const want = (id = 'i1') => call('POST', `/api/v1/issues/${id}/ticket`);
const ticket = async (id = 'i1') => (await call('GET', `/api/v1/issues/${id}/ticket`)).json;
const change = (values: Partial<typeof issues.$inferInsert>, id = 'i1') => kernel.db.update(issues).set(values).where(eq(issues.id, id));
const history = async () => (await kernel.db.select().from(issueHistory).orderBy(issueHistory.seq)).map(({ what }) => what);
const hosted = (number = 1) => host.issues[number - 1] as FakeGitHub['issues'][number];
const made = async () => { await want(); await sync(); };
const RESOLVED = { state: 'resolved' as const, openPlaces: 0, openAssets: 0, undecidedPlaces: 0 };

test('an issue gets one ticket, however often it is asked for, as GitHub describes issues', async () => {
  expect(await want()).toMatchObject({ status: 202, json: { state: 'wanted', number: null } });
  await want();
  await sync();
  await want();
  await sync();
  expect(host.issues).toHaveLength(1);
  expect(hosted()).toMatchObject({ title: '`CVE-2026-1` (critical) in `openssl`, fixed in `3.0.15-1`', labels: ['glacis', 'security'], state: 'open' });
  expect(hosted().body).toContain('<!-- glacis issue:i1 -->\n<!-- glacis:begin -->\n`Anybody can come in`');
  expect(hosted().body).toContain('https://glacis.example/issues?issue=i1');
  expect(await ticket()).toMatchObject({ state: 'open', number: 1, url: 'https://github.test/acme/shop/issues/1', problem: null });
  expect(await history()).toEqual(['ticket wanted', 'ticket']);
});

describe('a server that dies', () => {
  const life = async () => {
    await want();
    await sync();
    await change({ ...RESOLVED, resolvedAt: new Date(START + 600_000) });
    await sync();
    await change({ state: 'open', resolvedAt: null, openPlaces: 1, openAssets: 1, openedAt: new Date(START + 1_200_000) });
    await sync();
    host.byHand(1, { state: 'closed' });
    await sync();
  };

  test.for(['before', 'after'] as const)('%s any one request makes no second ticket and says nothing twice', async (when) => {
    await life();
    const steps = server.state.asked.length;
    expect(steps).toBeGreaterThan(10);
    for (let at = 1; at <= steps; at += 1) {
      await begin();
      host.state.searchKnows = false;
      server.begin({ at, when });
      const run = room.sync.run;
      // Its death ends a run at once; the next server begins with another.
      room.sync.run = (options) => run(options).catch(() => run(options));
      await life().finally(() => { room.sync.run = run; });
      expect({ at, issues: host.issues.map(({ state, comments, labels }) => ({ state, comments: comments.map(({ body }) => /glacis comment:(\w+)/.exec(body)?.[1]), labels })) }).toEqual({
        at, issues: [{ state: 'closed', comments: ['closed', 'open', 'closed'], labels: ['glacis', 'security'] }],
      });
      expect(await history()).toEqual(['ticket wanted', 'ticket', 'ticket closed']);
      expect(await ticket()).toMatchObject({ state: 'closed', number: 1, problem: expect.stringContaining('not resolved') });
      expect(host.troubles).toEqual([]);
    }
  });

  test('and whose database is restored from before finds its ticket by search, and takes no other’s', async () => {
    await made();
    const { body } = hosted();
    host.make('stranger', { title: 'mine', body });
    await kernel.db.delete(tickets);
    clock.advance(90 * 86_400_000);
    await want();
    await sync();
    await sync();
    expect(host.issues).toHaveLength(2);
    expect(await ticket()).toMatchObject({ number: 1, state: 'open' });
  });
});

describe('what people do at the code host', () => {
  test('beside what Glacis writes stays; between its marks it is written anew', async () => {
    await made();
    host.byHand(1, { title: 'Urgent!', labels: ['glacis', 'p1'], assignees: ['octocat'], body: `Above\r\n${hosted().body.replaceAll('\n', '\r\n').replace('Anybody', 'Nobody')}\r\nBelow` });
    await change({ summary: 'Still anybody', severity: 'high' });
    await sync();
    const now = hosted();
    expect(now).toMatchObject({ title: 'Urgent!', labels: ['glacis', 'p1'], assignees: ['octocat'] });
    expect(now.body).toMatch(/^Above\r\n[^]*`Still anybody`[^]*\r\nBelow$/);
    expect(now.body).not.toContain('Nobody');
    expect(await ticket()).toMatchObject({ problem: 'Its title was changed at the code host and is left so.' });
    expect(await history()).toEqual(['ticket wanted', 'ticket', 'ticket changed']);
    const before = now.updated_at;
    await sync();
    expect(hosted().updated_at).toBe(before);
  });

  test('closing resolves nothing: it is noted and answered once; opening again ends that', async () => {
    await made();
    host.byHand(1, { state: 'closed' });
    await sync();
    await sync();
    expect(hosted().state).toBe('closed');
    expect(hosted().comments.map(({ body }) => body)).toEqual([expect.stringContaining('only a complete scan')]);
    expect((await kernel.db.select().from(issues))[0]).toMatchObject({ state: 'open' });
    host.byHand(1, { state: 'open' });
    await sync();
    expect(await ticket()).toMatchObject({ state: 'open', problem: null });
    expect(await history()).toEqual(['ticket wanted', 'ticket', 'ticket closed', 'ticket opened']);
  });

  test('to one of them, where nobody may comment, holds up no other', async () => {
    await putIssue(kernel.db, { id: 'i2' });
    await want('i2');
    await made();
    for (const number of [1, 2]) host.byHand(number, { state: 'closed' });
    host.state.locked.add(1);
    await sync();
    expect(host.issues.map(({ comments }) => comments.length)).toEqual([0, 1]);
    expect([await ticket('i1'), await ticket('i2')]).toMatchObject([{ problem: expect.stringContaining('may not do this') }, { problem: expect.stringContaining('closed') }]);
    expect((await call('GET', '/api/v1/settings/tickets')).json).toMatchObject({ problem: null });
  });

  test('proposes a plan only where the label says so, and never decides it', async () => {
    await made();
    host.milestones.push({ number: 1, due_on: '2026-12-24T08:00:00Z' });
    host.byHand(1, { milestone: 1, assignees: ['octocat'] });
    await sync();
    expect(await kernel.db.select().from(decisions)).toEqual([]);
    host.byHand(1, { labels: ['glacis', 'glacis-plan'] });
    await sync();
    host.byHand(1, { labels: ['glacis', 'glacis-plan', 'more'] });
    await sync();
    expect(await kernel.db.select().from(decisions)).toMatchObject([{ kind: 'plan', state: 'proposed', owner: 'octocat', due: '2026-12-24', by: 'octocat at the code host', scope: { is: 'known', lineages: ['web-1'] } }]);
    expect((await kernel.db.select().from(issues))[0]).toMatchObject({ state: 'open', proposed: 'plan' });
  });

  test('deleting it is noted once; another is made only when somebody asks', async () => {
    await made();
    await kernel.db.update(tickets).set({ number: 99 });
    await change({ severity: 'high' });
    await sync();
    await sync();
    expect(await ticket()).toMatchObject({ state: 'closed', problem: expect.stringContaining('no longer there') });
    expect((await history()).filter((what) => what === 'ticket gone')).toHaveLength(1);
    expect(await want()).toMatchObject({ status: 202, json: { state: 'wanted' } });
  });
});

describe('the state of an issue', () => {
  test('is carried over: a plan to assignee and milestone, what is resolved to closed and, when it comes back, to open', async () => {
    host.milestones.push({ number: 1, due_on: '2026-12-24T08:00:00Z' });
    await made();
    await change({ state: 'planned', plan: { owner: 'octocat', due: '2026-12-24', change: 'https://github.test/acme/shop/pull/2', slipped: 0 } });
    await sync();
    expect(hosted()).toMatchObject({ assignees: ['octocat'], milestone: 1, body: expect.stringContaining('planned by `octocat` for 2026-12-24: `https://github.test/acme/shop/pull/2`') });
    await change({ ...RESOLVED, resolvedAt: new Date(clock.now()) });
    await sync();
    expect(hosted()).toMatchObject({ state: 'closed', state_reason: 'completed', comments: [{ body: expect.stringContaining('Resolved') }] });
    await change({ state: 'open', resolvedAt: null, openPlaces: 1, openAssets: 1, openedAt: new Date(clock.now()) });
    await sync();
    expect(hosted()).toMatchObject({ state: 'open', state_reason: 'reopened' });
    expect(hosted().comments).toHaveLength(2);
    await change({ state: 'accepted' });
    await sync();
    expect(hosted()).toMatchObject({ state: 'closed', state_reason: 'not_planned' });
  });

  test('makes tickets by itself where that is set, for what policy requires', async () => {
    await putIssue(kernel.db, { id: 'i2', required: false, severity: 'low' });
    await putIssue(kernel.db, { id: 'i3', state: 'accepted' });
    await call('PUT', '/api/v1/settings/tickets', { repository: 'acme/shop', api: host.url, automatic: 'required' });
    await sync();
    await sync();
    expect((await kernel.db.select().from(tickets)).map(({ issueId }) => issueId)).toEqual(['i1']);
    expect(host.issues).toHaveLength(1);
  });
});

describe('the code host', () => {
  test('is left alone for as long as it asks, and asked for nothing that did not change', async () => {
    await want();
    host.state.refusals = [{ status: 403, headers: { 'retry-after': '600' } }];
    await sync();
    const asked = host.calls.length;
    await sync();
    expect(host.calls).toHaveLength(asked);
    expect((await call('GET', '/api/v1/settings/tickets')).json).toMatchObject({ problem: expect.stringContaining('left alone') });
    clock.advance(600_000);
    await sync();
    expect(host.issues).toHaveLength(1);
    await sync();
    await sync();
    expect(host.calls.at(-1)).toMatchObject({ status: 304 });
    expect((await call('GET', '/api/v1/settings/tickets')).json).toMatchObject({ problem: null, tokenSet: true });
  });

  test('that does not let the token in is named, the token is not', async () => {
    host.state.token = 'ghp_another';
    await want();
    await sync();
    expect((await call('GET', '/api/v1/settings/tickets')).json).toMatchObject({ problem: expect.stringContaining('does not accept the token') });
    const { rows } = await kernel.database.pool.query("SELECT value::text FROM settings UNION ALL SELECT detail::text FROM audit_log");
    expect(JSON.stringify([rows, (await call('GET', '/api/v1/settings/tickets')).json])).not.toContain('ghp_right');
  });

  test('is given the token again when its address changes, and asked for nothing once nobody wants tickets', async () => {
    expect(await call('PUT', '/api/v1/settings/tickets', { repository: 'acme/shop', api: 'https://elsewhere.example', automatic: 'none' })).toMatchObject({ status: 400 });
    expect(await call('DELETE', '/api/v1/settings/tickets')).toMatchObject({ status: 204 });
    expect(await want()).toMatchObject({ status: 409 });
    await sync();
    expect(host.calls).toEqual([]);
  });
});

test('only who may write issues asks for tickets; resolved and unknown ones get none', async () => {
  house.actAs({ ...systemPrincipal('test'), permissions: new Set(['issues.read'] as const) });
  expect(await want()).toMatchObject({ status: 403 });
  house.actAs(systemPrincipal('test'));
  expect(await want('nothing')).toMatchObject({ status: 404 });
  await change(RESOLVED);
  expect(await want()).toMatchObject({ status: 409 });
});
