import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createAlerts } from '../../src/alerts/index.ts';
import { alerts } from '../../src/alerts/tables.ts';
import type { Message } from '../../src/delivery/index.ts';
import { nodeSilent, nodeSpeaks } from '../../src/inventory/index.ts';
import { agents } from '../../src/inventory/tables.ts';
import { manualClock } from '../../src/kernel/clock.ts';
import { inTransaction } from '../../src/kernel/database/index.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import type { Topic } from '../../src/kernel/outbox.ts';
import { settings } from '../../src/kernel/tables.ts';
import { noticeRoom } from '../../src/vulnerabilities/notices/index.ts';
import { decisions, issues } from '../../src/vulnerabilities/tables.ts';
import { acceptanceEnded, issuesRaised, planSlipped } from '../../src/vulnerabilities/topics.ts';
import { testDatabase } from '../support/database.ts';
import { putAsset, putIssue } from '../support/issues.ts';

/** A Monday, before the hour of the digest. */
const MONDAY = Date.UTC(2026, 5, 1, 7);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const clock = manualClock(MONDAY);
const at = () => new Date(clock.now()).toISOString();

let database: Awaited<ReturnType<typeof testDatabase>>;
let kernel: Kernel;
let room: ReturnType<typeof noticeRoom>;
let reconcile: () => Promise<void>;
let told: Message[] = [];
/** Messages that only channels of a team hear, and the teams that anything was for. */
let toTeams: Message[] = [];
let teams: string[] = [];
const keys = new Set<string>();

beforeAll(async () => {
  database = await testDatabase();
  kernel = await database.kernel({ clock });
  const delivery = {
    notify(_tx: unknown, { message, key, team, only = false }: { message: Message; key: string; team?: string; only?: boolean }) {
      if (!keys.has(key)) (only ? toTeams : told).push(message);
      if (team !== undefined) teams.push(team);
      keys.add(key);
      return Promise.resolve();
    },
  };
  room = noticeRoom(kernel, { delivery });
  ({ reconcile } = createAlerts(kernel, { delivery }));
  await kernel.jobs.start({ work: true });
});
afterAll(() => database.stop());
beforeEach(async () => {
  clock.set(MONDAY);
  await kernel.db.delete(issues);
  await kernel.db.delete(alerts);
  await kernel.db.delete(settings);
  [told, toTeams, teams] = [[], [], []];
  keys.clear();
});

const say = <T extends object>(about: Topic<T>, data: T) => inTransaction(kernel.db, (tx) => kernel.outbox.publish(tx, about, data));
const eventually = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 10_000, interval: 20 });
const alertRows = async () => (await kernel.db.select().from(alerts).orderBy(alerts.id)).map(({ id, detection, severity, state }) => ({ id, detection, severity, state }));
const putMany = async (count: number, more: Partial<typeof issues.$inferInsert> = {}) => {
  for (let nth = 1; nth <= count; nth += 1) await putIssue(kernel.db, { id: `i${nth}`, owner: 'platform', priority: nth, ...more });
  return Array.from({ length: count }, (_, nth) => `i${nth + 1}`);
};

describe('what is urgent', () => {
  test('is told at once, in one message with the worst named, however many there are', async () => {
    const ids = await putMany(12);
    await putIssue(kernel.db, { id: 'low', severity: 'low', severityRank: 2 });
    await putIssue(kernel.db, { id: 'done', state: 'accepted' });
    await room.urgent.raised([...ids, 'low', 'done']);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ type: 'issues.urgent', importance: 'critical', title: 'CVE-2026-12 in openssl needs somebody now, and 11 other issues', path: '/issues?undecided=true&sort=priority' });
    expect(told[0]?.facts).toContainEqual(['critical', '12']);
    expect(told[0]?.facts).toContainEqual(['teams', 'platform (12)']);
    expect(toTeams.map(({ title }) => title)).toEqual(told.map(({ title }) => title));
    expect(teams).toEqual(['platform']);
    await room.urgent.raised(ids);
    expect(told).toHaveLength(1);
  });

  test('soon after another is gathered and told in one more, so that a first import is not hundreds', async () => {
    const ids = await putMany(9);
    for (const id of ids) {
      await room.urgent.raised([id]);
      clock.advance(MINUTE / 2);
    }
    await room.urgent.gathered();
    expect(told).toHaveLength(1);
    clock.advance(10 * MINUTE);
    await room.urgent.gathered();
    await room.urgent.gathered();
    expect(told.map(({ title }) => title)).toEqual(['CVE-2026-1 in openssl needs somebody now', 'CVE-2026-9 in openssl needs somebody now, and 7 other issues']);
  });

  test('does not wait for what was not', async () => {
    await putIssue(kernel.db, { id: 'low', severity: 'low', severityRank: 2 });
    await putIssue(kernel.db, { id: 'kev', severity: 'medium', severityRank: 3, kev: { added: null, due: null, ransomware: false } });
    await room.urgent.raised(['low']);
    await room.urgent.raised(['kev']);
    expect(told.map(({ about }) => about)).toEqual(['kev']);
  });
});

describe('the digest', () => {
  test('tells each team once a working day what it has to know, and nobody where there is nothing', async () => {
    const medium = { severity: 'medium' as const, severityRank: 3 };
    await putIssue(kernel.db, { id: 'new1', owner: 'web', ...medium, due: '2026-06-10' });
    await putIssue(kernel.db, { id: 'over2', owner: 'web', ...medium, due: '2026-05-20', toldAt: new Date(0) });
    await putIssue(kernel.db, { id: 'late3', owner: 'platform', ...medium, state: 'planned', plan: { owner: 'platform', due: '2026-05-28', change: 'x', slipped: 0 }, toldAt: new Date(0) });
    await putIssue(kernel.db, { id: 'soon4', owner: 'platform', ...medium, due: '2026-06-03', toldAt: new Date(0) });
    await putIssue(kernel.db, { id: 'exp5', ...medium, state: 'accepted', toldAt: new Date(0) });
    await kernel.db.insert(decisions).values({ id: 'd5', issueId: 'exp5', kind: 'accept', state: 'active', scope: { is: 'everywhere' }, by: 'a', byId: 'a', at: new Date(0), until: '2026-06-09' });
    await putIssue(kernel.db, { id: 'quiet6', owner: 'data', ...medium, due: '2026-09-01', toldAt: new Date(0) });
    await room.digest.send();
    expect(told).toEqual([]);
    clock.advance(HOUR);
    await room.digest.send();
    clock.advance(HOUR);
    await room.digest.send();
    expect(told.map(({ title, importance }) => [title, importance])).toEqual([
      ['What nobody answers for: 1 acceptance that runs out soon', 'medium'],
      ['platform: 1 late plan, 1 due soon', 'high'],
      ['web: 1 new, 1 overdue', 'high'],
    ]);
    expect(told[2]).toMatchObject({ path: '/issues?owner=web&sort=due', facts: [['new', '1 issue: CVE-2026-1 in openssl (medium, 2026-06-10)'], ['overdue', '1 issue: CVE-2026-2 in openssl (medium, 2026-05-20)']] });
    told = [];
    await kernel.db.update(issues).set({ state: 'resolved', resolvedAt: new Date(clock.now() + HOUR) });
    await kernel.db.update(decisions).set({ state: 'ended' });
    clock.advance(24 * HOUR);
    await room.digest.send();
    expect(told.map(({ title }) => title)).toEqual(['What nobody answers for: 1 resolved', 'data: 1 resolved', 'platform: 2 resolved', 'web: 2 resolved']);
    told = [];
    clock.set(MONDAY + 5 * 24 * HOUR + 2 * HOUR);
    await putIssue(kernel.db, { id: 'new7', owner: 'web' });
    await room.digest.send();
    expect(told).toEqual([]);
  });

  test('says of thousands how many they are', async () => {
    await putMany(30, { severity: 'medium', severityRank: 3 });
    clock.advance(2 * HOUR);
    await room.digest.send();
    expect(told).toMatchObject([{ title: 'platform: 30 new' }]);
    expect(told[0]?.facts[0]?.[1]).toMatch(/^30 issues: CVE-2026-30 in openssl \(medium\), .*, and 25 more$/);
  });
});

describe('alerts', () => {
  test('are raised of what is urgent and within reach, without a message of their own, and end when it is decided', async () => {
    await putIssue(kernel.db, { id: 'i1', exposed: true });
    await putIssue(kernel.db, { id: 'i2' });
    await say(issuesRaised, { issues: ['i1', 'i2'], at: at() });
    await eventually(async () => expect(await alertRows()).toEqual([{ id: 'vulnerability-i1', detection: 'vulnerability.urgent', severity: 'critical', state: 'open' }]));
    await eventually(() => expect(told.map(({ type }) => type)).toEqual(['issues.urgent']));
    await kernel.db.update(issues).set({ exposed: true });
    await reconcile();
    expect((await alertRows()).map(({ id }) => id)).toEqual(['vulnerability-i1', 'vulnerability-i2']);
    await kernel.db.update(issues).set({ state: 'planned' });
    await reconcile();
    expect((await alertRows()).map(({ state }) => state)).toEqual(['resolved', 'resolved']);
    await kernel.db.update(issues).set({ state: 'open' });
    clock.advance(MINUTE);
    await say(issuesRaised, { issues: ['i1'], at: at() });
    await eventually(async () => expect((await alertRows()).map(({ state }) => state)).toEqual(['open', 'resolved']));
  });

  test('tell of plans that slip and acceptances that run out: one each, in one message together', async () => {
    const ids = await putMany(3);
    const plans = ids.map((issue, nth) => ({ issue, decision: `d${nth}`, owner: 'web', due: '2026-05-29', was: null, late: 1 }));
    await say(planSlipped, { how: 'late', plans, day: '2026-06-01', at: at() });
    await eventually(async () => expect(await alertRows()).toHaveLength(3));
    await eventually(() => expect(told).toMatchObject([{ type: 'plans.slipped', title: '3 plans are late', importance: 'high' }]));
    expect(await alertRows()).toContainEqual({ id: 'plan-d0-2026-05-29', detection: 'plan.slipped', severity: 'high', state: 'open' });
    clock.advance(24 * HOUR);
    await say(planSlipped, { how: 'late', plans: plans.map((plan) => ({ ...plan, late: 2 })), day: '2026-06-02', at: at() });
    await eventually(async () => expect((await kernel.db.select().from(alerts)).map(({ title }) => title)).toContainEqual(expect.stringContaining('2 business days late')));
    await say(acceptanceEnded, { issues: ['i1'], at: at() });
    await eventually(() => expect(told.map(({ type }) => type)).toEqual(['plans.slipped', 'acceptances.ended']));
    await eventually(async () => expect((await alertRows()).filter(({ detection }) => detection === 'acceptance.ended')).toHaveLength(1));
  });

  test('of a silent node end when it speaks, whichever message comes first', async () => {
    await putAsset(kernel.db, { id: 'n1', name: 'web-1' });
    const since = new Date(MONDAY - 3 * HOUR);
    const agent = { id: 'a1', nodeId: 'n1', tokenId: 't', machine: 'm', source: 'node-web-1', version: '1', enrolledAt: since, enrolledBy: 'x' };
    await kernel.db.insert(agents).values({ ...agent, silentSince: since });
    await say(nodeSilent, { node: 'n1', name: 'web-1', since: since.toISOString() });
    await eventually(async () => expect(await alertRows()).toEqual([{ id: `node-n1-${since.getTime()}`, detection: 'node.silent', severity: 'high', state: 'open' }]));
    expect(told).toMatchObject([{ title: 'Node web-1 is silent' }]);
    await kernel.db.update(agents).set({ silentSince: null });
    await say(nodeSpeaks, { node: 'n1', name: 'web-1', at: at(), because: 'reported' });
    await eventually(async () => expect((await alertRows()).map(({ state }) => state)).toEqual(['resolved']));
    await say(nodeSilent, { node: 'n1', name: 'web-1', since: at() });
    await eventually(async () => expect((await kernel.database.pool.query("SELECT FROM pgboss.job WHERE name LIKE 'inventory.node-silent%' AND state < 'completed'")).rowCount).toBe(0));
    expect(await alertRows()).toHaveLength(1);
  });
});
