import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAlerts } from '../../src/alerts/index.ts';
import { alerts as alertRows } from '../../src/alerts/tables.ts';
import { createDelivery } from '../../src/delivery/index.ts';
import { deliveries } from '../../src/delivery/tables.ts';
import { manualClock } from '../../src/kernel/clock.ts';
import { createApi, type Api } from '../../src/kernel/http/index.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import type { Principal } from '../../src/kernel/principal.ts';
import type { Arrival, BurnUp, CapacityAnswer, GateAnswer, RoadmapAnswer, WeeklyAnswer } from '../../src/program/contract.ts';
import type { z } from 'zod';
import { createProgram } from '../../src/program/index.ts';
import { milestoneHistory } from '../../src/program/roadmap/tables.ts';
import { testDatabase } from '../support/database.ts';
import { testLog } from '../support/engines.ts';

const DAY = 86_400_000;
/** A Monday. */
const START = Date.parse('2026-11-16T12:00:00Z');
const clock = manualClock(START);
const ann: Principal = { kind: 'person', id: 'ann', name: 'ann', permissions: 'all', sources: 'all' };
const house = { nodes: 30, scanned: 0 };

let database: Awaited<ReturnType<typeof testDatabase>>;
let kernel: Kernel;
let app: Api;
/** Two servers of one house. */
const servers: ReturnType<typeof createProgram>[] = [];

beforeAll(async () => {
  database = await testDatabase();
  for (let server = 0; server < 2; server += 1) {
    const mine = await database.kernel({ clock });
    const delivery = createDelivery(mine);
    const alerts = createAlerts(mine, { delivery });
    const program = createProgram(mine, {
      inventory: { coverage: () => Promise.resolve({ kinds: [{ kind: 'node', total: house.nodes, current: house.scanned, stale: 0, incomplete: 0, never: house.nodes - house.scanned }], gaps: [], silentNodes: 0, unknownImages: 0 }) },
      logs: { sources: { list: () => Promise.resolve([]) } },
      detection: { lag: () => Promise.resolve(0), rehearse: () => Promise.resolve({ account: [], estate: [] }) },
      alerts, delivery,
    });
    await mine.jobs.start({ work: false });
    servers.push(program);
    if (server > 0) continue;
    kernel = mine;
    app = await createApi({ log: testLog, version: '0', authenticate: () => Promise.resolve(ann), onRefused: () => {}, trustedProxies: [] });
    program.routes(app);
    delivery.routes(app);
  }
});
afterAll(async () => {
  await app.close();
  await database.stop();
});

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
async function call<T>(method: Method, url: string, body?: object | string, type = 'application/json'): Promise<T> {
  const response = await app.inject({ method, url: `/api/v1${url}`, ...(body === undefined ? {} : { payload: body, headers: { 'content-type': type } }) });
  if (response.statusCode >= 300) throw new Error(`${response.statusCode} ${response.body}`);
  return response.body === '' ? (undefined as T) : response.json<T>();
}
const roadmap = () => call<RoadmapAnswer>('GET', '/program/roadmap');
const milestone = async (id: string) => (await roadmap()).milestones.find((one) => one.id === id);
const capacity = () => call<CapacityAnswer>('GET', '/program/capacity?weeks=4');
const burnUp = async () => (await call<BurnUp>('GET', '/program/burn-up?days=30')).goals[0]?.days;
const send = () => Promise.all(servers.map((server) => server.weekly.send()));

const PROGRAM = `
program: Ours
subject: acme/cloud
releases: { "3.22": 2026-12-18, "3.23": null }
goals: { sure: { title: Sure, problem: Nobody knows } }
milestones:
  nodes: { title: Nodes are scanned, goal: sure, owner: us, release: "3.22", conditions: { all: { title: Every node is scanned, when: nodes.total > 0 && nodes.unscanned == 0 } } }
  logs: { title: Logs are in one place, goal: sure, owner: us, release: "3.23", estimate: 40h, conditions: { some: { title: Sources send, when: logs.sources > 0 } } }
  event: { title: The event was held, goal: sure, owner: us, tbd: soon, conditions: { held: { title: It has ended, when: ctf.finished } } }
gates:
  inside: { title: Inside, question: May we?, milestones: [nodes, logs] }
  outside: { title: Outside, question: May we?, milestones: [nodes, event] }
capacity: { share: 0.5, people: [{ name: Ann, hours: 40 }], calendars: { holidays: everyone }, incident-hours: 4 }
`;

describe('a program in time', () => {
  test('with its first program a house begins a history, and slips nothing', async () => {
    await call('PUT', '/program', { text: PROGRAM });
    expect(await roadmap()).toMatchObject({
      today: '2026-11-16', releases: [{ name: '3.22', day: '2026-12-18', milestones: 1, met: 0, slips: [] }, { name: '3.23', day: null }],
      milestones: [{ id: 'nodes', day: '2026-12-18', slips: [], forecast: null, noForecast: expect.stringContaining('Every node is scanned') }, { id: 'logs', forecast: { likely: '2026-11-27' } }, { id: 'event' }],
    });
    expect(await burnUp()).toEqual([{ day: '2026-11-16', met: 0, total: 3 }]);
  });

  test('nodes that are scanned day by day have a trend, and the gate the forecast of its last milestone; what nobody knows has none', async () => {
    for (let day = 0; day < 8; day += 1) {
      clock.advance(DAY);
      house.scanned += 2;
      await call('GET', '/program');
    }
    expect(await milestone('nodes')).toMatchObject({ late: false, forecast: { likely: '2026-12-01', words: expect.stringContaining('nodes.unscanned is 14 and goes down by 2.0 a day') } });
    const { items } = await call<{ items: GateAnswer[] }>('GET', '/gates');
    expect(items.map(({ id, forecast, noForecast }) => [id, forecast?.likely ?? null, noForecast])).toEqual([['inside', '2026-12-07', null], ['outside', null, 'Nothing says when: It has ended (not known).']]);
  });

  test('a release whose day moves slips with its milestones, and says who moved it', async () => {
    await call('PUT', '/program', { text: PROGRAM.replace('2026-12-18', '2026-11-30') });
    await call('PUT', '/program', { text: PROGRAM.replace('2026-12-18', '2027-01-15') });
    const { releases } = await roadmap();
    expect(releases[0]?.slips.map(({ what, from, to, by, version }) => [what, from.day, to.day, by, version])).toEqual([['advanced', '2026-12-18', '2026-11-30', 'ann', 2], ['slipped', '2026-11-30', '2027-01-15', 'ann', 3]]);
    expect((await milestone('nodes'))?.slips.map(({ release, to }) => [release, to.day])).toEqual([['3.22', '2026-11-30'], ['3.22', '2027-01-15']]);
  });

  test('a security report that does not fit into its share moves the milestones that it delays', async () => {
    expect(await capacity()).toMatchObject({ known: true, share: 0.5, moved: [], weeks: [{ week: '2026-W48', hours: 32, goals: 16 }, { hours: 40 }, {}, {}] });
    const report = { kind: 'security-report', title: 'XSS in the wiki', hours: 28, key: 'report-42', url: 'https://bugs.example/42' };
    const taken = await call<Arrival>('POST', '/program/arrivals', report);
    expect(await call<Arrival>('POST', '/program/arrivals', report)).toEqual(taken);
    const { weeks, moved } = await capacity();
    expect(weeks[0]).toMatchObject({ drawn: 16, overflow: 12, of: [{ key: 'report-42', title: 'XSS in the wiki', hours: 12 }] });
    expect(moved).toMatchObject([{ milestone: 'logs', from: '2026-12-07', to: '2026-12-10', days: 3, because: ['XSS in the wiki'] }]);
    expect((await milestone('logs'))?.forecast?.likely).toBe('2026-12-10');
    await expect(call('POST', '/program/arrivals', { ...report, key: 'x', url: 'javascript:alert(1)' })).rejects.toThrow('400');

    await call('PATCH', `/program/arrivals/${taken.id}`, { spent: 12.5 });
    expect((await capacity()).moved).toEqual([]);
  });

  test('holidays of a calendar take hours, a calendar of the same name takes its place', async () => {
    const holiday = (day: string) => `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:${day}\r\nSUMMARY:Holiday\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;
    await call('POST', '/program/calendars?name=holidays', holiday('20261203'), 'text/calendar');
    expect(await call('POST', '/program/calendars?name=holidays', holiday('20261202'), 'text/calendar')).toEqual({ name: 'holidays', events: 1, skipped: [] });
    expect((await capacity()).weeks[1]).toMatchObject({ hours: 32, away: [{ name: 'everyone', from: '2026-12-02', what: 'Holiday' }] });
    await expect(call('POST', '/program/calendars?name=x', 'hello', 'text/calendar')).rejects.toThrow('no iCalendar file');
  });

  test('an acknowledged critical alert is an incident until it is resolved', async () => {
    await kernel.db.insert(alertRows).values({ id: 'fire', detection: 'x', title: 'Fire', severity: 'critical', state: 'acknowledged', group: 'x', firstAt: new Date(clock.now()), lastAt: new Date(clock.now()), raisedAt: new Date(clock.now()), note: '', count: 1 });
    for (const server of servers) await server.capacity.incidents();
    const open = async () => (await call<{ items: Arrival[] }>('GET', '/program/arrivals?state=open')).items.map(({ title, kind }) => `${kind}: ${title}`).toSorted();
    expect(await open()).toEqual(['incident: Fire', 'security-report: XSS in the wiki']);
    await kernel.db.update(alertRows).set({ state: 'resolved', resolvedAt: new Date(clock.now()) });
    await servers[0]?.capacity.incidents();
    expect(await open()).toEqual(['security-report: XSS in the wiki']);
  });

  test('what is met is kept with its time, one event however often it is looked at; what re-opens is one more', async () => {
    house.scanned = 30;
    for (let look = 0; look < 5; look += 1) {
      clock.advance(60_000);
      await call('GET', '/program');
    }
    expect(await milestone('nodes')).toMatchObject({ outcome: 'met', metAt: '2026-11-24T12:01:00.000Z', reopened: 0, forecast: null, noForecast: null });
    clock.advance(2 * 3_600_000);
    house.scanned = 29;
    expect(await milestone('nodes')).toMatchObject({ outcome: 'unmet', metAt: null, reopened: 1 });
    expect((await burnUp())?.at(-1)).toEqual({ day: '2026-11-24', met: 0, total: 3 });
    const rows = await kernel.db.select({ what: milestoneHistory.what }).from(milestoneHistory);
    expect(rows.filter(({ what }) => what === 'met' || what === 'reopened')).toHaveLength(2);
  });
});

test('the summary of the week is sent on Monday at eight, once, however many servers there are and however often they ask', async () => {
  await call('POST', '/channels', { kind: 'webhook', name: 'managers', url: 'https://hooks.example/x' });
  const sent = async () => kernel.db.select().from(deliveries);
  clock.set(Date.parse('2026-11-30T07:59:00Z'));
  await send();
  expect(await sent()).toEqual([]);
  clock.set(Date.parse('2026-11-30T08:00:00Z'));
  await send();
  await send();
  const letters = await sent();
  expect(letters.map(({ key, message }) => [key, message.type, message.sections?.map(({ title }) => title)])).toEqual([['program weekly 2026-W48', 'program.weekly', ['Gates', 'What changed', 'What is at risk', 'What we decided', 'What arrived']]]);
  const weekly = await call<z.infer<typeof WeeklyAnswer>>('GET', '/program/weekly?week=2026-W48');
  expect(weekly).toMatchObject({ week: '2026-W48', sentAt: '2026-11-30T08:00:00.000Z' });
  for (const line of ['Release 3.22 slips from 30 November to 15 January 2027, by ann; 1 milestone with it.', 'Met: Nodes are scanned.', 'Re-opened: Nodes are scanned (Every node is scanned', 'Security report came: XSS in the wiki, estimated at 28 h, 12.5 h spent.']) expect(weekly.text).toContain(line);
  clock.set(Date.parse('2026-12-07T09:00:00Z'));
  await send();
  expect(await sent()).toHaveLength(2);
});
