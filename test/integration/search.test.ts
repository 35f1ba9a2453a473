import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { logsSearch } from '../../src/cli/logs-search.ts';
import { fail } from '../../src/cli/output.ts';
import { encodeCursor } from '../../src/kernel/http/index.ts';
import { auditLog } from '../../src/kernel/tables.ts';
import type { Facets, Histogram, OcsfEvent, SavedSearch } from '../../src/logs/contract.ts';
import { as, searching, type Searching, type Seen } from '../support/searching.ts';

const minute = (at: number): string => new Date(Date.UTC(2026, 10, 23, 7, at)).toISOString();
const failed = (user: string, ip: string): string => `Nov 23 07:33:47 web1 sshd[812]: Failed password for ${user} from ${ip} port 51123 ssh2`;
const accepted = (user: string): string => `Nov 23 07:40:00 web1 sshd[900]: Accepted publickey for ${user} from 10.0.0.7 port 4022 ssh2`;
const access = (path: string): string => `10.0.0.9 - - [23/Nov/2026:07:50:00 +0000] "GET ${path} HTTP/1.1" 404 12 "-" "curl/8"`;

/** Five minutes of attempts on auth, some sign-ins, some requests, a line that would be a formula; two lines a ms apart share everything else. */
const LINES: Seen[] = [
  ...Array.from({ length: 50 }, (_, index) => ({ source: 'auth', at: minute(Math.floor(index / 10)), line: failed(index % 2 === 0 ? 'root' : 'admin', `203.0.113.${index % 5}`) })),
  ...Array.from({ length: 10 }, (_, index) => ({ source: 'auth', at: minute(10 + index), line: accepted('alice') })),
  ...Array.from({ length: 20 }, (_, index) => ({ source: 'nginx', at: minute(30), line: access(`/page/${index}`) })),
  { source: 'app', at: minute(45), line: '=cmd|"/c calc"!A1' },
  { source: 'app', at: minute(46), line: '{"level":30,"msg":"a \\"quoted\\" word, and more","reqId":"r-1"}' },
];

let house: Searching;
beforeAll(async () => {
  house = await searching();
  await house.commit(LINES.slice(0, 30));
  await house.commit(LINES.slice(30, 70));
  await house.commit(LINES.slice(70));
});
afterAll(() => house.stop());

type List = { items: OcsfEvent[]; next: string | null };
const list = async (query: string, more = '', headers = as('analyst')) => (await house.get(`/events?query=${encodeURIComponent(query)}${more}`, headers)).json as List;

async function walk(query: string, more: string): Promise<OcsfEvent[]> {
  const found: OcsfEvent[] = [];
  for (let cursor = ''; ;) {
    const { items, next } = await list(query, `${more}${cursor}`);
    found.push(...items);
    if (next === null) return found;
    cursor = `&cursor=${next}`;
  }
}

describe('a list of events', () => {
  test('shows OCSF events, the newest first', async () => {
    const { items, next } = await list('user:root status:failure', '&limit=3');
    expect(items).toHaveLength(3);
    expect(items[0]).toMatchObject({ class_uid: 3002, status: 'Failure', raw_data: failed('root', '203.0.113.3'), time: Date.parse(minute(4)) });
    expect(next).not.toBeNull();
  });

  test.for(['desc', 'asc'])('page by page gives every event once, also those of the same moment, %s', async (order) => {
    const found = await walk('*', `&limit=7&order=${order}`);
    expect(new Set(found.map(({ metadata }) => metadata.uid)).size).toBe(LINES.length);
    const times = found.map(({ time }) => time);
    expect(times).toEqual(times.toSorted((a, b) => (order === 'asc' ? a - b : b - a)));
  });

  test('takes the beginning of a range and leaves its end', async () => {
    const found = await walk('*', `&limit=100&from=${minute(1)}&to=${minute(2)}`);
    expect(found).toHaveLength(10);
    expect(found.every(({ time }) => time === Date.parse(minute(1)))).toBe(true);
  });

  test.for([
    ['user:alice status:failure src_ip:10.0.0.0/8 -source:nginx "failed password"', 0],
    ['status:failure src_ip:203.0.113.0/30 -user:root', 20],
    ['"failed password" OR accepted', 60],
    ['http_status:404 path:/page/1*', 11],
    ['entity:203.0.113.4', 10],
    ['reqId:* OR unmapped.reqId:r-1', undefined],
    ['unmapped.reqId:r-1', 1],
  ] as const)('%s', async ([query, count]) => {
    const { status, json } = await house.get(`/events?query=${encodeURIComponent(query)}&limit=1000`);
    expect(status === 200 ? (json as List).items.length : undefined).toBe(count);
  });

  test('a query that cannot be read is pointed at and mended', async () => {
    const { status, json } = await house.get('/events?query=usr%3Aalice');
    expect(status).toBe(400);
    expect(json).toMatchObject({ code: 'bad_query', details: { at: 0, end: 3, fix: 'user:alice' } });
    expect((await house.call('POST', '/events/parse', { query: 'status==failure' })).json).toMatchObject({ details: { fix: 'status:failure' } });
    expect((await house.call('POST', '/events/parse', { query: 'status:failure' })).status).toBe(204);
  });

  test('a foreign cursor and a range that ends before it begins are refused', async () => {
    expect((await house.get('/events?cursor=WyJ4Il0')).status).toBe(400);
    for (const forged of [[9e15, 1, 1], [253_402_300_800_000, 1, 1]]) expect((await house.get(`/events?cursor=${encodeCursor(forged)}`)).status).toBe(400);
    expect((await house.get(`/events?from=${minute(2)}&to=${minute(1)}`)).status).toBe(400);
  });
});

test('the histogram counts every event of the range once, by outcome', async () => {
  const histogram = (await house.get(`/events/histogram?query=&from=${minute(0)}&to=${minute(60)}&buckets=60`)).json as Histogram;
  expect(histogram.interval).toBe(60_000);
  expect(histogram.buckets[0]).toEqual({ at: minute(0), total: 10, success: 0, failure: 10 });
  expect(histogram.buckets.reduce((sum, { total }) => sum + total, 0)).toBe(LINES.length);
  const open = (await house.get('/events/histogram?query=user:alice&buckets=10')).json as Histogram;
  expect(open).toMatchObject({ from: minute(10), interval: 60_000 });
  expect(open.buckets).toHaveLength(10);
  expect((await house.get('/events/histogram?query=user:nobody')).json).toMatchObject({ buckets: [] });
});

test('facets count the most frequent values, named as in a query', async () => {
  const { facets } = (await house.get('/events/facets?query=source:auth&fields=user,status,class,src_ip,ip,http_status&limit=3')).json as Facets;
  expect(facets).toEqual([
    { field: 'user', values: [{ value: 'admin', count: 25 }, { value: 'root', count: 25 }, { value: 'alice', count: 10 }] },
    { field: 'status', values: [{ value: 'failure', count: 50 }, { value: 'success', count: 10 }] },
    { field: 'class', values: [{ value: 'authentication', count: 60 }] },
    { field: 'src_ip', values: [{ value: '10.0.0.7', count: 10 }, { value: '203.0.113.0', count: 10 }, { value: '203.0.113.1', count: 10 }] },
    { field: 'ip', values: [{ value: '10.0.0.7', count: 10 }, { value: '203.0.113.0', count: 10 }, { value: '203.0.113.1', count: 10 }] },
    { field: 'http_status', values: [{ value: '', count: 60 }] },
  ]);
  expect(((await house.get('/events/facets?query=')).json as Facets).facets.map(({ field }) => field)).toContain('source');
  expect((await house.get('/events/facets?fields=usr')).json).toMatchObject({ title: 'There is no field usr. Did you mean user?' });
});

test('values are completed, the most frequent first, in any case', async () => {
  expect((await house.get('/events/complete?field=user&prefix=A')).json).toEqual({ items: [{ value: 'admin', count: 25 }, { value: 'alice', count: 10 }] });
  expect((await house.get('/events/complete?field=status&prefix=f')).json).toEqual({ items: [{ value: 'failure' }] });
  expect((await house.get('/events/complete?field=ip&prefix=203.0.113.4')).json).toEqual({ items: [{ value: '203.0.113.4', count: 10 }] });
  expect((await house.get('/events/complete?field=message&prefix=a')).json).toEqual({ items: [] });
});

describe('an export', () => {
  test('as NDJSON holds every event', async () => {
    const { text } = await house.get('/events/export?query=source:auth');
    const events = text.trimEnd().split('\n').map((line) => JSON.parse(line) as OcsfEvent);
    expect(events).toHaveLength(60);
    expect(events[0]).toMatchObject({ class_uid: 3002, raw_data: accepted('alice') });
  });

  test('as CSV holds the columns that were asked for, and no formula', async () => {
    const { text } = await house.get('/events/export?query=source:app&format=csv&columns=time,source,message,unmapped.reqId');
    expect(text).toBe(
      `time,source,message,unmapped.reqId\r\n${minute(46)},app,"a ""quoted"" word, and more",r-1\r\n${minute(45)},app,"'=cmd|""/c calc""!A1",\r\n`,
    );
  });

  test('ends after so many, if asked to', async () => {
    expect((await house.get('/events/export?query=source:auth&limit=7')).text.trimEnd().split('\n')).toHaveLength(7);
  });

  test('is refused to who may only search', async () => {
    expect((await house.get('/events/export?query=', as('reader', { permissions: ['events.search'] }))).status).toBe(403);
  });
});

describe('who may see only some sources', () => {
  const nginx = as('web-team', { sources: ['nginx'] });

  test('finds, counts, completes and exports nothing else, whatever the query', async () => {
    const query = 'source:auth OR source:nginx OR *';
    const items = (await list(query, '&limit=1000', nginx)).items;
    expect(items).toHaveLength(20);
    const hidden = (await list('source:auth', '&limit=1')).items[0]?.metadata.uid ?? '';
    expect((await house.get(`/events/${hidden}`, nginx)).status).toBe(404);
    expect((await house.get(`/events/${hidden}`)).status).toBe(200);
    expect((await house.get(`/events/${items[0]?.metadata.uid}`, nginx)).json).toEqual(items[0]);
    const { buckets } = (await house.get(`/events/histogram?query=${encodeURIComponent(query)}`, nginx)).json as Histogram;
    expect(buckets).toEqual([{ at: minute(30), total: 20, success: expect.any(Number) as number, failure: expect.any(Number) as number }]);
    const { facets } = (await house.get('/events/facets?fields=source', nginx)).json as Facets;
    expect(facets[0]?.values).toEqual([{ value: 'nginx', count: 20 }]);
    expect((await house.get('/events/complete?field=user&prefix=', nginx)).json).toEqual({ items: [] });
    expect((await house.get('/events/export?query=', nginx)).text.trimEnd().split('\n')).toHaveLength(20);
  });
});

test('what somebody looked at is in the audit log, a page of list, histogram and facets as one search', async () => {
  const curious = as('curious');
  for (const what of ['', '/histogram', '/facets']) await house.get(`/events${what}?query=user%3Aroot&from=${minute(0)}`, curious);
  await house.get('/events/export?query=user%3Aroot&format=csv', curious);
  const entries = await house.kernel.db.select().from(auditLog);
  const mine = entries.filter(({ actorId }) => actorId === 'curious').map(({ action, detail }) => ({ action, detail }));
  expect(mine).toEqual([
    { action: 'event.search', detail: { query: 'user:root', from: minute(0), to: null } },
    { action: 'event.export', detail: { query: 'user:root', from: null, to: null, format: 'csv', columns: expect.any(Array) as unknown } },
  ]);
});

test('searches are kept, shared with everybody and changed by their owner alone', async () => {
  const search = { name: 'Failed sign-ins', query: 'status:failure', range: '24h', columns: ['user', 'src_ip'], shared: false };
  const created = await house.call('POST', '/saved-searches', search);
  expect(created.status).toBe(201);
  const { id } = created.json as SavedSearch;
  const seen = async (who: string) => ((await house.get('/saved-searches', as(who))).json as { items: SavedSearch[] }).items;
  expect(await seen('analyst')).toEqual([{ ...search, id, owner: 'analyst' }]);
  expect(await seen('colleague')).toEqual([]);
  expect((await house.call('PUT', `/saved-searches/${id}`, { ...search, shared: true })).status).toBe(200);
  expect(await seen('colleague')).toEqual([{ ...search, shared: true, id, owner: 'analyst' }]);
  expect((await house.call('PUT', `/saved-searches/${id}`, search, as('colleague'))).status).toBe(404);
  expect((await house.call('DELETE', `/saved-searches/${id}`, undefined, as('colleague'))).status).toBe(404);
  expect((await house.call('POST', '/saved-searches', search, as('auditor', { permissions: ['events.search'] }))).status).toBe(403);
  expect((await house.call('POST', '/saved-searches', { ...search, query: 'usr:x' })).status).toBe(400);
  expect((await house.call('DELETE', `/saved-searches/${id}`)).status).toBe(204);
  expect(await seen('analyst')).toEqual([]);
});

describe('glacis logs search', () => {
  /** What the command prints, and how it ends. */
  async function glacis(...args: string[]): Promise<{ out: string; err: string; code: number }> {
    let [out, err] = ['', ''];
    const spies = [
      vi.spyOn(process.stdout, 'write').mockImplementation((part) => (out += typeof part === 'string' ? part : Buffer.from(part).toString()) !== ''),
      vi.spyOn(process.stderr, 'write').mockImplementation((part) => (err += String(part)) !== ''),
    ];
    vi.stubEnv('GLACIS_URL', house.url);
    vi.stubEnv('GLACIS_TOKEN', 'any');
    let code = 0;
    try {
      const program = new Command().exitOverride();
      logsSearch(program);
      await program.parseAsync(['logs', 'search', ...args], { from: 'user' });
    } catch (error) {
      code = fail(error);
    } finally {
      for (const spy of spies) spy.mockRestore();
      vi.unstubAllEnvs();
    }
    return { out, err, code };
  }

  test('prints a line an event, the newest first, and says when there are more', async () => {
    const { out, err } = await glacis('user:root', '-source:nginx', '--from', '2026-11-23', '--limit', '2');
    expect(out).toBe(`${minute(4)}  web1  sshd  failure  Failed password for root from 203.0.113.3 port 51123 ssh2\n${minute(4)}  web1  sshd  failure  Failed password for root from 203.0.113.1 port 51123 ssh2\n`);
    expect(err).toContain('There are more');
  });

  test('prints OCSF or CSV', async () => {
    const json = (await glacis('-source:auth -source:nginx', '--json')).out.trimEnd().split('\n').map((line) => JSON.parse(line) as OcsfEvent);
    expect(json.map(({ time }) => time)).toEqual([Date.parse(minute(46)), Date.parse(minute(45))]);
    expect((await glacis('source:app', '--csv', '--columns', 'source,message', '--limit', '1')).out).toBe('source,message\r\napp,"a ""quoted"" word, and more"\r\n');
  });

  test('points at a mistake', async () => {
    const { out, err, code } = await glacis('failed usr:alice');
    expect({ out, code }).toEqual({ out: '', code: 2 });
    expect(err).toBe('glacis: There is no field usr.\n  failed usr:alice\n         ^^^\n  Did you mean: failed user:alice\n');
    expect((await glacis('', '--from', 'whenever')).code).toBe(2);
    expect((await glacis('user:nobody')).err).toBe('Nothing found.\n');
  });
});

test('long lines come a few at a time, and an export has them all', async () => {
  await house.commit(Array.from({ length: 36 }, (_, at) => ({ source: 'long', at: minute(at), line: `long ${'x'.repeat(1_000_000)}` })));
  const longReader = as('long-reader', { sources: ['long'] });
  expect(await house.get('/events?query=&limit=100', longReader)).toMatchObject({ status: 422, json: { code: 'query_too_expensive', hint: expect.stringContaining('fewer') as string } });
  expect((await house.get('/events?query=&limit=5', longReader)).status).toBe(200);
  const exported = await house.get('/events/export?query=&format=csv&columns=time,source', longReader);
  expect(exported.text.trimEnd().split('\n')).toHaveLength(37);
});
