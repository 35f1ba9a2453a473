import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { externalPostgres, hasPostgres15, privateDirectory, testEngines } from '../support/engines.ts';
import { glacisProcess, type GlacisProcess } from '../support/glacis-process.ts';

const TOKEN = 'bootstrap-token-for-three-servers';
const PASSWORD = 'password-of-the-event-store';

/** Failed sign-ins of one account, a few seconds apart, ending now. */
const failures = (account: string, from: number, count: number): string =>
  Array.from({ length: count }, (_, nth) => {
    const at = new Date(Date.now() - 60_000 + (from + nth) * 1_000).toISOString();
    return `<38>1 ${at} web1 sshd ${from + nth} - - Failed password for ${account} from 203.0.113.${(from + nth) % 200} port 50000 ssh2`;
  }).join('\n');

describe.skipIf(!hasPostgres15)('three servers on one PostgreSQL and one event store', () => {
  const directory = privateDirectory('three');
  let state: Awaited<ReturnType<typeof externalPostgres>>;
  let store: Awaited<ReturnType<typeof testEngines>>;
  let servers: GlacisProcess[];

  const start = (nth: number) =>
    glacisProcess({
      GLACIS_DATA: join(directory.path, String(nth)), GLACIS_ADVISORIES_FROM: 'off',
      GLACIS_BOOTSTRAP_TOKEN: TOKEN,
      DATABASE_URL: state.database.connectionString,
      CLICKHOUSE_URL: `http://default:${PASSWORD}@127.0.0.1:${store.eventsPort}`,
    });
  const at = (nth: number): GlacisProcess => {
    const server = servers[nth % servers.length];
    if (!server) throw new Error('no such server');
    return server;
  };

  beforeAll(async () => {
    [state, store] = await Promise.all([externalPostgres(), testEngines({ password: PASSWORD })]);
    servers = await Promise.all([start(0), start(1), start(2)]);
    await Promise.all(servers.map((server) => server.ready()));
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.end()));
    await store.stop();
    await state.stop();
    directory.remove();
  });

  const headers = { authorization: `Bearer ${TOKEN}` };
  const send = async (nth: number, source: string, body: string, key: string): Promise<boolean> => {
    const answer = await fetch(`${at(nth).url}/api/v1/ingest?source=${source}`, { method: 'POST', body, headers: { ...headers, 'idempotency-key': key } }).catch(() => undefined);
    await answer?.body?.cancel();
    return answer?.ok === true;
  };
  const json = async <T>(nth: number, path: string): Promise<T> => (await fetch(`${at(nth).url}${path}`, { headers })).json() as Promise<T>;
  const alertsOn = async (nth: number, account: string) => (await json<{ items: { group: string; evidence: { count: number } }[] }>(nth, '/api/v1/alerts')).items.filter(({ group }) => group === `user:${account}`);

  test('a spike that no server sees whole is one alert with all of it', async () => {
    for (const nth of [0, 1, 2]) expect(await send(nth, 'spread', failures('mallory', nth * 9, 9), randomUUID())).toBe(true);
    await vi.waitFor(async () => {
      const alerts = await alertsOn(0, 'mallory');
      expect(alerts).toHaveLength(1);
      expect(alerts[0]?.evidence.count).toBe(27);
    }, { timeout: 15_000, interval: 200 });
    expect(await alertsOn(2, 'mallory')).toHaveLength(1);
  });

  test('one is killed under load: nothing acknowledged is lost, nothing stored twice, and the others go on watching', async () => {
    let acknowledged = 0;
    const stop = new AbortController();
    const line = (text: string) => `<38>1 ${new Date().toISOString()} web1 sshd 1 - - Accepted publickey for deploy from 198.51.100.7 port 4${text} ssh2: ED25519 SHA256:x`;
    const client = async (nth: number) => {
      for (let request = 0; !stop.signal.aborted; request += 1) {
        const key = `${nth}-${request}`;
        const body = Array.from({ length: 50 }, (_, index) => line(`${nth}${request}${index}`)).join('\n');
        // A client that gets no answer asks another server, with the same key.
        for (let attempt = nth; ; attempt += 1) {
          if (await send(attempt, 'load', body, key)) break;
          await new Promise((resolve) => { setTimeout(resolve, 100); });
        }
        acknowledged += 50;
      }
    };
    const clients = [0, 1, 2, 3].map(client);
    await new Promise((resolve) => { setTimeout(resolve, 2_000); });
    await at(0).end('SIGKILL');
    await new Promise((resolve) => { setTimeout(resolve, 2_000); });
    stop.abort();
    await Promise.all(clients);

    // The survivors watch on, whoever held the lease.
    expect(await send(1, 'spread', failures('trent', 0, 13), randomUUID())).toBe(true);
    expect(await send(2, 'spread', failures('trent', 13, 12), randomUUID())).toBe(true);
    await vi.waitFor(async () => expect(await alertsOn(1, 'trent')).toHaveLength(1), { timeout: 30_000, interval: 300 });

    // What only the killed one has in its spool comes when it is started again.
    servers[0] = await start(0);
    await at(0).ready();
    await vi.waitFor(async () => {
      const { ledger } = await json<{ ledger: { received: number; stored: number; duplicate: number; waiting: number } }>(1, '/api/v1/sources/load');
      expect(ledger.waiting).toBe(0);
      expect(ledger.stored).toBe(acknowledged);
      expect(ledger.received).toBe(ledger.stored + ledger.duplicate);
    }, { timeout: 30_000, interval: 300 });
    const { rows } = await countOf('load');
    expect(rows).toBe(acknowledged);
  }, 120_000);

  /** Counted in the event store itself: all of its rows, and how many ids they have. */
  async function countOf(source: string): Promise<{ rows: number }> {
    const authorization = `Basic ${Buffer.from(`default:${PASSWORD}`).toString('base64')}`;
    const answer = await fetch(`http://127.0.0.1:${store.eventsPort}/`, { method: 'POST', headers: { authorization }, body: `SELECT count() AS n, uniqExact(id) AS ids FROM events WHERE source = '${source}' FORMAT TabSeparated` });
    const [rows = 0, ids = 0] = (await answer.text()).trim().split('\t').map(Number);
    expect(ids).toBe(rows);
    return { rows };
  }
});
