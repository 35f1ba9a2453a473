import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sampleReport } from '../../../test/support/scan-report.ts';
import { placeOf, reporter } from './reporting.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const target = (kind: 'image' | 'host' | 'directory' | 'sbom', name: string) => ({ target: { kind, name, digest } });
const github = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'acme/shop', GITHUB_SHA: '0123456789abcdef' };

describe('what a scan is of', () => {
  test.for([
    ['an image, by its name and digest', target('image', 'registry:registry.example/shop/web:1.4'), undefined, {}, { kind: 'image', name: 'registry.example/shop/web:1.4', digest }],
    ['an image of Docker Hub', target('image', 'docker://nginx:1.25'), undefined, {}, { kind: 'image', name: 'nginx:1.25', digest }],
    ['an archive, under the name that was said', target('image', 'docker-archive:web.tar'), 'registry.example/shop/web:1.4', github, { kind: 'image', name: 'registry.example/shop/web:1.4', digest, commit: github.GITHUB_SHA }],
    ['a source tree of GitHub', target('directory', '.'), undefined, github, { kind: 'repository', name: 'github.com/acme/shop', commit: github.GITHUB_SHA }],
    ['a source tree of GitLab', target('directory', '.'), undefined, { CI_PROJECT_URL: 'https://gitlab.example/acme/shop/', CI_COMMIT_SHA: 'not one' }, { kind: 'repository', name: 'gitlab.example/acme/shop' }],
    ['an SBOM', target('sbom', 'bom.json'), 'github.com/acme/shop', {}, { name: 'github.com/acme/shop' }],
    ['a machine', target('host', 'web-1'), undefined, {}, { kind: 'node', name: 'web-1' }],
  ] as const)('%s', ([, report, as, env, place]) => {
    expect(placeOf(report, as, env)).toEqual(place);
  });

  test.for([target('directory', '.'), target('sbom', 'bom.json'), target('image', 'web.tar'), target('image', './web'), target('image', 'oci-dir:web:1')])('is asked for where nothing says it: %j', (report) => {
    expect(() => placeOf(report, undefined, {})).toThrow('--report-as');
  });
});

describe('Glacis', () => {
  let server: Server;
  const asked: { url: string | undefined; authorization: string | undefined; body: string }[] = [];
  let answers: number[] = [];
  beforeAll(async () => {
    const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      asked.push({ url: request.url, authorization: request.headers.authorization, body: await text(request) });
      const status = answers.shift() ?? 202;
      response.writeHead(status, { 'content-type': 'application/json' });
      const at = '2026-11-23T12:00:00Z';
      response.end(JSON.stringify(status < 300 ? { id: 's1', asset: { id: 'a1', kind: 'image', name: 'web' }, origin: 'ci', state: 'stored', at, receivedAt: at, complete: true, problems: [], reason: null, packages: 1, opened: 2, resolved: 3 } : { code: 'x', title: 'not now' }));
    };
    server = createServer((request, response) => void take(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => void server.close());
  beforeEach(() => {
    asked.length = 0;
    answers = [];
  });

  const telling = (sleep: (ms: number) => Promise<void> = async () => {}) =>
    reporter({ as: 'registry.example/shop/web:1' }, { env: { GLACIS_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, GLACIS_TOKEN: 'secret' }, sleep });

  test('is told the packages under the name, and neither findings nor secrets', async () => {
    const report = sampleReport();
    expect(await telling()(report)).toMatch(/web is stored as scan s1: 2 opened, 3 resolved/);
    expect(asked).toEqual([{ url: expect.stringMatching(/^\/api\/v1\/scans\?.*name=registry\.example/), authorization: 'Bearer secret', body: expect.any(String) }]);
    expect(JSON.parse(asked[0]?.body ?? '')).toMatchObject({ packages: report.packages, findings: [], suppressed: [], secrets: [], complete: report.complete });
  });

  test('that is busy is asked again, a few times', async () => {
    answers = [503, 429, 202];
    const pauses: number[] = [];
    await telling(async (ms) => void pauses.push(ms))(sampleReport());
    expect([asked.length, pauses]).toEqual([3, [1_000, 4_000]]);
    answers = [503, 503, 503, 503, 503];
    await expect(telling()(sampleReport())).rejects.toMatchObject({ exit: 3 });
  });

  test('that refuses is not asked again', async () => {
    answers = [403];
    await expect(telling()(sampleReport())).rejects.toMatchObject({ status: 403, exit: 3 });
    expect(asked).toHaveLength(1);
  });

  test('without a token is no scan made', () => {
    expect(() => reporter({ as: 'x' }, { env: {} })).toThrow('GLACIS_TOKEN');
  });
});
