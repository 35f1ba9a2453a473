import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sql } from 'drizzle-orm';
import { createInventory } from '../../src/inventory/index.ts';
import { manualClock } from '../../src/kernel/clock.ts';
import { createApi, type Api } from '../../src/kernel/http/index.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { systemPrincipal, type Principal } from '../../src/kernel/principal.ts';
import type { Issue, IssueDetail } from '../../src/vulnerabilities/contract.ts';
import { issueRoom } from '../../src/vulnerabilities/issues/index.ts';
import { testDatabase } from '../support/database.ts';
import { testLog } from '../support/engines.ts';
import { issueWorld } from '../support/issues.ts';

/** A Monday. */
const MONDAY = Date.UTC(2026, 5, 1, 9);
const clock = manualClock(MONDAY);

let database: Awaited<ReturnType<typeof testDatabase>>;
let kernel: Kernel;
let app: Api;
let caller: Principal;
let world: ReturnType<typeof issueWorld>;

beforeAll(async () => {
  database = await testDatabase();
  kernel = await database.kernel({ clock });
  const inventory = createInventory(kernel, { identity: { tokens: undefined as never } });
  const issues = issueRoom(kernel, { inventory });
  await kernel.jobs.start({ work: true });
  app = await createApi({ log: testLog, version: '0', authenticate: () => Promise.resolve(caller), onRefused: () => {}, trustedProxies: [] });
  issues.routes(app);
  world = issueWorld(kernel, issues.settle);
});
afterAll(async () => {
  await app.close();
  await database.stop();
});
beforeEach(async () => {
  caller = systemPrincipal('test');
  clock.set(MONDAY);
  await kernel.db.execute(sql`TRUNCATE issues, assets, components, policies CASCADE`);
});

async function call(method: 'GET' | 'POST' | 'PUT', url: string, payload?: object): Promise<{ status: number; json: unknown }> {
  const response = await app.inject({ method, url, ...(payload && { payload }) });
  return { status: response.statusCode, json: response.json() };
}
const list = async (query = '') => (await call('GET', `/api/v1/issues?${query}`)).json as { items: Issue[]; next: string | null; total?: number };
const read = async (id: string) => (await call('GET', `/api/v1/issues/${id}`)).json as IssueDetail;

describe('an issue', () => {
  test('is opened with its clocks, its owner and what makes it urgent', async () => {
    const web = await world.asset('image', 'sha256:a', { name: 'shop/web:1', lineage: 'shop/web', owner: 'shop', environment: 'production', running: 2, exposed: true });
    await world.issue('1', { severity: 'critical', score: 9.8 });
    await world.found(web, ['1']);
    expect(await read('1')).toMatchObject({ state: 'open', required: true, owner: 'shop', exposed: true, running: true, clock: { what: 'estimate', due: '2026-06-02', late: -1 }, places: { open: 1, assets: 1, undecided: 1 } });
  });
});
