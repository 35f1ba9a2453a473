import { sql } from 'drizzle-orm';
import { createHash } from 'node:crypto';
import type { EventStore } from '../../src/kernel/eventstore/index.ts';
import { createApi } from '../../src/kernel/http/index.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import type { Permission, Principal } from '../../src/kernel/principal.ts';
import { eventTables } from '../../src/logs/index.ts';
import { CHANNEL, openJournal } from '../../src/logs/ingest/journal.ts';
import { journal as journalTable } from '../../src/logs/ingest/tables.ts';
import { createNormalizer } from '../../src/logs/normalize/index.ts';
import type { EventRow } from '../../src/logs/ocsf/event.ts';
import { savedSearchDesk } from '../../src/logs/saved/desk.ts';
import { savedSearchRoutes } from '../../src/logs/saved/routes.ts';
import { createSearch } from '../../src/logs/search/index.ts';
import { searchRoutes } from '../../src/logs/search/routes.ts';
import { eventBlock } from '../../src/logs/store/block.ts';
import { EVENTS } from '../../src/logs/store/schema.ts';
import { testEngines, testLog } from './engines.ts';
import { rowOf } from './event-row.ts';
import { testKernel } from './kernel.ts';

/** A line of a source at a time. */
export type Seen = { source: string; at: string; line: string };

const ANALYST: Permission[] = ['events.search', 'events.tail', 'events.export', 'savedsearches.write'];

/** Who asks, told in a header; a bearer token is an analyst's. */
export const as = (id: string, { sources = 'all', permissions = ANALYST }: Partial<{ sources: Principal['sources']; permissions: Permission[] }> = {}): Record<string, string> => ({
  'x-asks': JSON.stringify({ id, sources, permissions }),
});

export type Searching = {
  url: string;
  kernel: Kernel;
  /** Stores the lines as one committed batch. */
  commit(lines: readonly Seen[]): Promise<void>;
  get(path: string, headers?: Record<string, string>): Promise<{ status: number; json: unknown; text: string }>;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<{ status: number; json: unknown }>;
  stop(): Promise<void>;
};

/** Search on real engines behind its real routes, with lines put straight into the event store and the journal (about 2 s). */
export async function searching(events?: (real: EventStore) => EventStore): Promise<Searching> {
  const engines = await testEngines();
  const kernel = await testKernel(engines, { tables: eventTables });
  const journal = openJournal(kernel);
  const search = createSearch({ ...kernel, events: events ? events(kernel.events) : kernel.events }, { journal });
  const app = await createApi({
    log: testLog, version: '0', onRefused: () => {},
    authenticate: async ({ headers }) => {
      const asks = headers['x-asks'] ?? (headers.authorization === undefined ? undefined : as('machine')['x-asks']);
      if (typeof asks !== 'string') return null;
      const { id, sources, permissions } = JSON.parse(asks) as { id: string; sources: Principal['sources']; permissions: Permission[] };
      return { kind: 'person', id, name: id, sources, permissions: new Set(permissions) };
    },
  });
  searchRoutes(app, { search });
  savedSearchRoutes(app, { desk: savedSearchDesk(kernel) });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const normalizer = createNormalizer();
  const block = eventBlock();
  let batches = 0;

  const call = async (method: string, path: string, body: unknown, headers: Record<string, string>) => {
    const sends = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${url}/api/v1${path}`, { method, headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...sends });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json') === true && !answer.headers.get('content-type')?.includes('ndjson');
    return { status: answer.status, text, json: isJson ? (JSON.parse(text) as unknown) : undefined };
  };

  return {
    url,
    kernel,
    async commit(lines) {
      const batch = (batches += 1);
      const rows = lines.map(({ source, at, line }, position): EventRow => ({ ...rowOf(normalizer, line, { receivedAt: Date.parse(at) }), source, time: Date.parse(at), batch, position }));
      for (const { attributes, ...row } of rows) {
        const raw = Buffer.from(row.raw);
        const id = createHash('sha256').update(`${batch}.${row.position}`).digest().subarray(0, 16);
        const event = { ...row, attributes: Object.entries(attributes).flat() };
        block.add({ batch, ingestedAt: row.ingestedAt, retention: 90, source: row.source, normalizer: 1 }, id, event, raw, 0, raw.length);
      }
      const { block: body, digest } = block.finish();
      await kernel.events.insert({ table: EVENTS, columns: block.names, body, token: String(batch) });
      const times = rows.map(({ time }) => time);
      await kernel.db.insert(journalTable).values({
        seq: batch, batch, server: 'test', retention: 90, lines: rows.length, sources: [...new Set(rows.map(({ source }) => source))], digest,
        timeFrom: new Date(Math.min(...times)), timeTo: new Date(Math.max(...times)), committedAt: new Date(),
      });
      await kernel.db.execute(sql`SELECT pg_notify(${CHANNEL}, '')`);
    },
    get: (path, headers = as('analyst')) => call('GET', path, undefined, headers),
    call: (method, path, body, headers = as('analyst')) => call(method, path, body, headers),
    async stop() {
      await app.close();
      await search.stop();
      await journal.close();
      await kernel.close();
      await engines.stop();
    },
  };
}
