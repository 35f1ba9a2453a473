import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { modifiedCsv, osvRecord, osvZip, syncOptions } from '../../../../test/support/advisories.ts';
import { openAdvisories } from '../open.ts';
import { PUBLIC_BUCKET } from './public.ts';
import { serverSource } from './server.ts';
import { syncAdvisories, type SyncOptions } from './sync.ts';

type Files = Record<string, string | Uint8Array>;
type Asked = { method: string; path: string; status: number };
/** Answers instead of the file, or true where it has not. */
type Mood = (request: IncomingMessage, response: ServerResponse, path: string) => boolean;

/** A server of these files with ETags and Last-Modified, which can be in a mood. */
async function serving(files: Files, mood: Mood = () => false) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '').slice(1));
    response.once('close', () => asked.push({ method: request.method ?? '', path, status: response.statusCode }));
    if (mood(request, response, path)) return;
    const content = files[path];
    if (content === undefined) return void response.writeHead(404).end();
    const etag = `"${Buffer.from(content).length}-${Buffer.from(content).toString('base64').slice(-60)}"`;
    const headers = { etag, 'last-modified': 'Sun, 22 Nov 2026 06:00:00 GMT' };
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304, headers).end();
    response.writeHead(200, { ...headers, 'content-length': Buffer.from(content).length }).end(request.method === 'HEAD' ? undefined : content);
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, asked, taken: () => asked.splice(0).filter(({ method, status }) => method === 'GET' && status === 200).map(({ path }) => path) };
}

const records = Array.from({ length: 40 }, (_, n) => osvRecord(`GHSA-${n + 1}`));
const bucketOf = (list: typeof records): Files => ({ 'npm/all.zip': osvZip(list), 'npm/modified_id.csv': modifiedCsv(list), ...Object.fromEntries(list.map((record) => [`npm/${String(record['id'])}.json`, JSON.stringify(record)])) });
const patience = { idleMs: 250, totalMs: 2_000 };
const npm = (url: string, more: Partial<SyncOptions> = {}): SyncOptions => syncOptions(url, { ecosystems: ['npm'], patience, ...more });

describe('a sync from a server', () => {
  test('takes the archive once, then only what the list says was modified, then nothing', async () => {
    const files = bucketOf(records);
    const server = await serving(files);
    const options = npm(server.url);
    await syncAdvisories(options);
    expect(server.taken()).toEqual(['npm/all.zip', 'npm/modified_id.csv']);

    Object.assign(files, bucketOf([{ ...records[0]!, modified: '2026-11-21T00:00:00Z', summary: 'New words' }, ...records.slice(2)]));
    const outcome = await syncAdvisories(options);
    expect(server.taken()).toEqual(['npm/modified_id.csv', 'npm/GHSA-1.json']);
    expect(outcome.ecosystems).toMatchObject([{ how: 'delta', added: 0, changed: 1, gone: 1 }]);
    expect(outcome.digest).toBe((await syncAdvisories(npm(server.url))).digest);

    server.taken();
    expect(await syncAdvisories(options)).toMatchObject({ isNew: false, updated: '2026-11-22T06:00:00Z' });
    expect(server.taken()).toEqual([]);
  });

  test('finds directories below osv/ and names with spaces, and tells which are not there', async () => {
    const rocky = osvRecord('RLSA-1', { affected: [{ package: { ecosystem: 'Rocky Linux:9', name: 'gzip' }, versions: ['1'] }] });
    const server = await serving({ 'osv/Rocky Linux/all.zip': osvZip([rocky]), 'osv/npm/all.zip': osvZip(records), 'kev.json': '{"vulnerabilities":[{"cveID":"CVE-2026-0001"}]}' });
    const options = syncOptions(server.url);
    const outcome = await syncAdvisories(options);
    expect(outcome.ecosystems.map(({ name }) => name)).toEqual(['Rocky Linux', 'npm']);
    expect(outcome.absent).toContain('Debian');
    const book = openAdvisories(outcome.path);
    expect(book.cve('CVE-2026-0001')).toMatchObject({ kev: {} });
    book.close();
    await expect(syncAdvisories(syncOptions(server.url, { ecosystems: ['Debian'] }))).rejects.toMatchObject({ code: 'advisory_source' });
  });
});

describe('a server that has a bad moment is asked again', () => {
  const failing: Record<string, Mood> = {
    'answers 429': (_request, response) => response.writeHead(429, { 'retry-after': '0' }).end() !== undefined,
    'answers 500': (_request, response) => response.writeHead(500).end() !== undefined,
    'hangs up': (request) => request.socket.destroy() !== undefined,
    'is cut short': (_request, response) => {
      response.writeHead(200, { 'content-length': '5000' }).write('PK');
      setTimeout(() => response.destroy(), 10);
      return true;
    },
    'says nothing': () => true,
    'drips': (_request, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('x'), 100);
      response.once('close', () => clearInterval(drip));
      return true;
    },
  };

  test.for(Object.keys(failing))('it %s', async (name) => {
    let moments = 0;
    const server = await serving(bucketOf(records), (request, response, path) => path === 'npm/all.zip' && request.method === 'GET' && (moments += 1) === 1 && (failing[name]?.(request, response, path) ?? false));
    const notes: string[] = [];
    const outcome = await syncAdvisories(npm(server.url, { waits: [0], onNote: (words) => notes.push(words), patience: { idleMs: 250, totalMs: 500 } }));
    expect(outcome.ecosystems).toMatchObject([{ added: 40 }]);
    expect(notes).toEqual([expect.stringContaining('npm/all.zip')]);
  });

  test('and given up in the end: what was there stays', async () => {
    let isDown = false;
    const server = await serving(bucketOf(records), (_request, response) => isDown && response.writeHead(503).end() !== undefined);
    const options = npm(server.url, { waits: [0, 0] });
    await syncAdvisories(options);
    isDown = true;
    server.asked.splice(0);
    await expect(syncAdvisories(options)).rejects.toMatchObject({ code: 'advisory_source', message: expect.stringContaining('503') });
    expect(server.asked).toHaveLength(3);
    const book = openAdvisories(`${options.directory}/advisories.sqlite`);
    expect(book.about('npm', 'left-pad')).toHaveLength(40);
    book.close();
  });
});

describe('a server is not trusted further than needed', () => {
  const source = (address: string, insecure = false) => serverSource(address, { ...syncOptions(''), insecure, patience, waits: [] });

  test.for<[string, string, string]>([
    ['plain http to another machine', 'http://mirror.example', '--insecure'],
    ['a password in the address', 'https://me:secret@mirror.example', 'must not carry'],
    ['a query', 'https://mirror.example/?key=secret', 'no ? or #'],
    ['another protocol', 'ftp://mirror.example', 'https address'],
  ])('%s is refused', ([, address, reason]) => {
    expect(() => source(address)).toThrow(reason);
    expect(() => source(address)).not.toThrow('secret');
  });

  test('plain http is taken when it is allowed, and only the public bucket is its own publisher', () => {
    expect(source('http://mirror.example', true)).toMatchObject({ name: 'http://mirror.example', isLive: false });
    expect(source(PUBLIC_BUCKET).isLive).toBe(true);
  });

  test('redirects are followed, but not to plain http elsewhere, and not for ever', async () => {
    const server = await serving({ 'npm/kept.json': '{}' }, (_request, response, path) => {
      const to = { 'npm/moved.json': '/npm/kept.json', 'npm/out.json': 'http://mirror.example/x?signature=secret', 'npm/loop.json': '/npm/loop.json' }[path];
      return to !== undefined && response.writeHead(302, { location: to }).end() !== undefined;
    });
    const from = source(server.url);
    onTestFinished(() => from.close());
    const take = (path: string) => from.take(path, { maxBytes: 100 });
    expect(await take('npm/moved.json')).toMatchObject({ is: 'taken' });
    await expect(take('npm/out.json')).rejects.toThrow(/leads to mirror\.example over plain http\.$/);
    await expect(take('npm/loop.json')).rejects.toThrow('leads on and on');
  });

  test('answers are bounded, stated or not; other failures are not tried again', async () => {
    const server = await serving({ 'big.json': 'x'.repeat(200) }, (_request, response, path) => {
      if (path === 'secret.json') return response.writeHead(403).end() !== undefined;
      return path === 'long.json' && response.writeHead(200).end('x'.repeat(200)) !== undefined;
    });
    const from = source(server.url);
    onTestFinished(() => from.close());
    for (const path of ['big.json', 'long.json']) await expect(from.take(path, { maxBytes: 100 })).rejects.toMatchObject({ code: 'too_large' });
    await expect(from.take('secret.json', { maxBytes: 100 })).rejects.toThrow('403');
    expect(await from.take('absent.json', { maxBytes: 100 })).toEqual({ is: 'absent' });
  });

  test("HTTP_PROXY is gone through, NO_PROXY is not", async () => {
    const proxy = await serving({}, (request, response) => response.writeHead(200, { 'x-seen': 'proxy' }).end(`through ${String(request.url)}`) !== undefined);
    const server = await serving({ 'a.json': 'straight' });
    const through = async (env: NodeJS.ProcessEnv) => {
      const from = serverSource(server.url, { ...syncOptions(''), env, insecure: false, patience, waits: [] });
      onTestFinished(() => from.close());
      const taken = await from.take('a.json', { maxBytes: 200 });
      return taken.is === 'taken' ? Buffer.from(taken.bytes).toString() : taken.is;
    };
    expect(await through({ HTTP_PROXY: proxy.url })).toBe(`through ${server.url}/a.json`);
    expect(await through({ HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.1' })).toBe('straight');
  });
});
