import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cataloguers } from '../../src/scanning/catalog/index.ts';
import { GlacisError } from '../../src/kernel/errors.ts';
import { openImage, readTree, sqliteTools, type ImageOptions } from '../../src/scanning/source/index.ts';
import { privateDirectory } from '../support/engines.ts';
import { archiveOf, blobsOf, digestOf, dockerFiles, imageParts, indexOf, lines, noTools, ociFiles, writeFiles } from '../support/images.ts';
import { READER, hasRegistry, testRegistry, type Registry } from '../support/registry.ts';
import { hasShared, readShared, shared } from '../support/shared.ts';

const room = privateDirectory('scan-sources');
afterAll(room.remove);
const place = (name: string): string => join(room.path, name);

const noDaemon = { sockets: { docker: [], podman: [] } };
/** Nothing of whoever runs the tests. */
const home = { HOME: place('home'), PATH: process.env.PATH };
const usual: ImageOptions = { cataloguers: [lines], tools: noTools, daemon: noDaemon };
const from = (more: NonNullable<ImageOptions['registry']> = {}): Partial<ImageOptions> => ({ registry: { env: home, sleep: async () => {}, ...more } });

async function scan(reference: string, more: Partial<ImageOptions> = {}) {
  const image = await openImage(reference, { ...usual, ...more });
  try {
    const { files, problems } = await readTree(image);
    return { image, paths: files.map(({ path }) => path), problems };
  } finally {
    await image.close();
  }
}

const failure = async (work: Promise<unknown>): Promise<GlacisError> => {
  const error = await work.then(() => new Error('it went well'), (reason: unknown) => reason);
  if (!(error instanceof GlacisError)) throw error;
  return error;
};

const amd64 = imageParts([[{ path: 'a.pkgs', contents: 'x' }], [{ path: 'b.pkgs', contents: 'y' }]], { createdBy: ['ADD a', 'ADD b'] });
const arm64 = imageParts([[{ path: 'arm.pkgs', contents: 'x' }]], { architecture: 'arm64', compression: 'zstd' });
const index = indexOf([amd64, arm64]);

describe.skipIf(!hasRegistry)('a registry (skipped without docker-registry)', () => {
  let open: Registry, closed: Registry, secure: Registry;
  beforeAll(async () => {
    [open, closed, secure] = await Promise.all([testRegistry(), testRegistry({ withPassword: true }), testRegistry({ withTls: true })]);
    await open.push('team/app', 'one', [amd64]);
    await open.push('team/app', 'many', [amd64, arm64], index);
    await closed.push('team/app', 'one', [amd64]);
    await secure.push('app', 'latest', [amd64]);
  });
  afterAll(() => Promise.all([open, closed, secure].map((registry) => registry?.stop())));

  test('gives an image by its tag, with what it is', async () => {
    const { image, paths } = await scan(`${open.host}/team/app:one`, from());
    expect(paths).toEqual(['a.pkgs', 'b.pkgs']);
    expect(image).toMatchObject({
      digest: amd64.manifest.digest, configDigest: amd64.config.digest, platform: { os: 'linux', architecture: 'amd64' },
      layers: amd64.layers.map(({ digest }, at) => ({ digest, diffId: digestOf(amd64.tars[at] ?? Buffer.alloc(0)), createdBy: ['ADD a', 'ADD b'][at] })),
    });
  });

  test.for([['linux/amd64', 'a.pkgs'], ['linux/arm64', 'arm.pkgs']] as const)('gives the image of an index for %s', async ([platform, path]) => {
    const { image, paths } = await scan(`registry:${open.host}/team/app:many`, { ...from(), platform });
    expect(paths).toContain(path);
    expect(image.indexDigest).toBe(index.digest);
  });

  test('gives what is pinned by a digest, of an index or a manifest', async () => {
    expect((await scan(`${open.host}/team/app@${arm64.manifest.digest}`, { ...from(), platform: 'linux/arm64' })).paths).toEqual(['arm.pkgs']);
    expect((await scan(`${open.host}/team/app:whatever@${index.digest}`, { ...from(), platform: 'linux/amd64' })).paths).toEqual(['a.pkgs', 'b.pkgs']);
  });

  test('without the tag, the repository or the platform says so', async () => {
    expect(await failure(scan(`${open.host}/team/app:none`, from()))).toMatchObject({ code: 'image_not_found', exit: 3 });
    expect(await failure(scan(`${open.host}/no/such:none`, from()))).toMatchObject({ code: 'image_not_found' });
    expect(await failure(scan(`${open.host}/team/app:many`, { ...from(), platform: 'linux/s390x' }))).toMatchObject({ code: 'no_such_platform', hint: expect.stringContaining('linux/amd64, linux/arm64') });
    expect(await failure(scan(`${open.host}/team/app:one`, { ...from(), platform: 'linux/arm64' }))).toMatchObject({ code: 'no_such_platform' });
  });

  test('that cannot be reached says so', async () => {
    expect(await failure(scan('127.0.0.1:1/app', from()))).toMatchObject({ code: 'registry_failed', exit: 3 });
  });

  test.for<[string, string, Record<string, unknown>]>([
    ['auths', 'docker', { auth: Buffer.from(`${READER.user}:${READER.password}`).toString('base64') }],
    ['user and password', 'docker', { username: READER.user, password: READER.password }],
  ])('with a password takes it from the configuration of Docker: %s', async ([, name, auth]) => {
    writeConfiguration(name, { auths: { [closed.host]: auth } });
    expect((await scan(`${closed.host}/team/app:one`, from({ env: { ...home, DOCKER_CONFIG: place(name) } }))).paths).toEqual(['a.pkgs', 'b.pkgs']);
  });

  test.for<[string, Record<string, unknown>]>([
    ['for the registry', { credHelpers: { HOST: 'test' } }],
    ['for all', { credsStore: 'test' }],
  ])('with a password takes it from a credential helper %s', async ([, configuration]) => {
    mkdirSync(place('bin'), { recursive: true });
    writeFileSync(place('bin/docker-credential-test'), `#!/bin/sh\n[ "$1" = get ] && [ "$(cat)" = ${closed.host} ] && echo '{"ServerURL":"","Username":"${READER.user}","Secret":"${READER.password}"}' && exit\necho 'credentials not found in native keychain'; exit 1\n`);
    chmodSync(place('bin/docker-credential-test'), 0o755);
    writeConfiguration('helper', JSON.parse(JSON.stringify(configuration).replace('HOST', closed.host)));
    const env = { ...home, PATH: `${place('bin')}:${home.PATH}`, DOCKER_CONFIG: place('helper') };
    expect((await scan(`${closed.host}/team/app:one`, from({ env }))).paths).toEqual(['a.pkgs', 'b.pkgs']);
    // The store has nothing for others, which is no error.
    expect((await scan(`${open.host}/team/app:one`, from({ env }))).paths).toEqual(['a.pkgs', 'b.pkgs']);
  });

  test('with a password refuses without one, or with another, and nobody repeats it', async () => {
    expect(await failure(scan(`${closed.host}/team/app:one`, from()))).toMatchObject({ code: 'registry_refused', exit: 3 });
    const wrong = await failure(scan(`${closed.host}/team/app:one`, from({ credentials: { user: 'reader', password: 'wrong-secret' } })));
    expect(wrong.code).toBe('registry_refused');
    expect(`${wrong.message} ${JSON.stringify(wrong)} ${wrong.hint} ${String(wrong.cause)}`).not.toMatch(/wrong-secret|Basic/);
    writeConfiguration('broken', { credsStore: 'nowhere' });
    expect((await failure(scan(`${closed.host}/team/app:one`, from({ env: { ...home, DOCKER_CONFIG: place('broken') } })))).message).toContain('docker-credential-nowhere does not give the credentials');
  });

  test('with a certificate of its own is trusted when told, and only then', async () => {
    expect(await failure(scan(`${secure.host}/app`, from()))).toMatchObject({ code: 'registry_failed', message: expect.stringMatching(/certificate/i) });
    expect((await scan(`${secure.host}/app`, from({ ca: secure.ca ?? '' }))).paths).toEqual(['a.pkgs', 'b.pkgs']);
    expect((await scan(`${secure.host}/app`, from({ insecure: true }))).paths).toEqual(['a.pkgs', 'b.pkgs']);
  });

  test('has mirrors that are asked first, and passed over where they are down or empty', async () => {
    const mirrors = { 'registry.example': ['127.0.0.1:1', closed.host, open.host] };
    expect((await scan('registry.example/team/app:one', from({ mirrors }))).paths).toEqual(['a.pkgs', 'b.pkgs']);
  });
});

function writeConfiguration(name: string, configuration: unknown): void {
  mkdirSync(place(name), { recursive: true });
  writeFileSync(place(`${name}/config.json`), JSON.stringify(configuration));
}

describe('a registry that is out of the ordinary', () => {
  const servers: Server[] = [];
  afterAll(() => { for (const server of servers) server.close().closeAllConnections(); });
  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return `127.0.0.1:${address.port}`;
  }

  const image = imageParts([[{ path: 'a.pkgs', contents: 'x' }, { path: 'noise', contents: Buffer.from(Array.from({ length: 300_000 }, () => Math.random() * 256)) }]]);
  const documents = new Map([['/v2/app/manifests/latest', image.manifest.bytes], ...blobsOf(image).map(({ digest, bytes }) => [`/v2/app/blobs/${digest}`, bytes] as const)]);
  const layerPath = `/v2/app/blobs/${image.layers[0]?.digest}`;
  const plain: RequestListener = (request, response) => {
    const bytes = documents.get(request.url ?? '');
    response.writeHead(bytes ? 200 : 404).end(bytes);
  };

  test('gives a token for a scope to whoever shows a password, and takes the token', async () => {
    const asked: string[] = [];
    const tokens = await serve((request, response) => {
      asked.push(`${request.url} ${request.headers.authorization ?? 'nothing'}`);
      response.end(JSON.stringify({ token: 'the-token' }));
    });
    const host = await serve((request, response) => {
      if (request.headers.authorization === 'Bearer the-token') return plain(request, response);
      response.writeHead(401, { 'www-authenticate': `Bearer realm="http://${tokens}/token",service="test",scope="repository:app:pull"` }).end();
    });
    expect((await scan(`${host}/app`, from({ credentials: { user: 'me', password: 'secret' } }))).paths).toEqual(['a.pkgs']);
    expect(asked).toEqual([`/token?service=test&scope=repository%3Aapp%3Apull Basic ${Buffer.from('me:secret').toString('base64')}`]);
    await scan(`${host}/app`, from());
    expect(asked[1]).toBe('/token?service=test&scope=repository%3Aapp%3Apull nothing');
  });

  test('takes an identity token in exchange for a token', async () => {
    let body = '';
    const tokens = await serve((request, response) => {
      request.on('data', (part) => { body += String(part); }).once('end', () => response.end(JSON.stringify({ access_token: 'the-token' })));
    });
    const host = await serve((request, response) => {
      if (request.headers.authorization === 'Bearer the-token') return plain(request, response);
      response.writeHead(401, { 'www-authenticate': `Bearer realm="http://${tokens}/token",service="test"` }).end();
    });
    writeConfiguration('identity', { auths: { [host]: { identitytoken: 'long-lived' } } });
    expect((await scan(`${host}/app`, from({ env: { ...home, DOCKER_CONFIG: place('identity') } }))).paths).toEqual(['a.pkgs']);
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({ service: 'test', scope: 'repository:app:pull', grant_type: 'refresh_token', client_id: 'glacis', refresh_token: 'long-lived' });
  });

  test('keeps its layers elsewhere, where nobody learns the credentials', async () => {
    const seen: (string | undefined)[] = [];
    const storage = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.end(image.layers[0]?.bytes);
    });
    const host = await serve((request, response) => {
      if (request.headers.authorization === undefined) return response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
      if (request.url === layerPath) return response.writeHead(307, { location: `http://${storage}/somewhere` }).end();
      return plain(request, response);
    });
    expect((await scan(`${host}/app`, from({ credentials: { user: 'me', password: 'secret' } }))).paths).toEqual(['a.pkgs']);
    expect(seen).toEqual([undefined]);
  });

  test('breaks off again and again, and is asked for the rest', async () => {
    const ranges: (string | undefined)[] = [];
    const host = await serve((request, response) => {
      if (request.url !== layerPath) return plain(request, response);
      ranges.push(request.headers.range);
      const bytes = image.layers[0]?.bytes ?? Buffer.alloc(0);
      const at = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      response.writeHead(at === 0 ? 200 : 206, { 'content-length': bytes.length - at });
      response.write(bytes.subarray(at, at + 100_000), () => { if (at + 100_000 < bytes.length) response.destroy(); else response.end(); });
    });
    expect((await scan(`${host}/app`, from())).paths).toEqual(['a.pkgs']);
    expect(ranges.length).toBeGreaterThan(2);
  });

  test('breaks off and knows no ranges', async () => {
    let times = 0;
    const host = await serve((request, response) => {
      if (request.url !== layerPath) return plain(request, response);
      times += 1;
      const bytes = image.layers[0]?.bytes ?? Buffer.alloc(0);
      response.writeHead(200, { 'content-length': bytes.length });
      if (times > 1) response.end(bytes);
      else response.write(bytes.subarray(0, 100_000), () => response.destroy());
    });
    expect((await scan(`${host}/app`, from())).paths).toEqual(['a.pkgs']);
  });

  test('whose one layer is bad is not waited for because of another', async () => {
    const two = imageParts([[{ path: 'a.pkgs', contents: 'x' }], [{ path: 'b.pkgs', contents: 'y' }]]);
    const host = await serve((request, response) => {
      if (request.url?.includes('/manifests/') === true) response.end(two.manifest.bytes);
      else if (request.url?.endsWith(two.config.digest) === true) response.end(two.config.bytes);
      else if (request.url?.endsWith(two.layers[0]?.digest ?? '') === true) response.end(Buffer.alloc(two.layers[0]?.bytes.length ?? 0));
      // The other never ends.
      else response.write('x');
    });
    expect(await failure(scan(`${host}/app`, from()))).toMatchObject({ code: 'image_invalid' });
  });

  test('that never gives more ends in an error', async () => {
    const host = await serve((request, response) => (request.url === layerPath ? void response.destroy() : plain(request, response)));
    expect(await failure(scan(`${host}/app`, from()))).toMatchObject({ code: 'registry_failed' });
  });

  test('asks to come back later, and is waited for as long as it says', async () => {
    const waited: number[] = [];
    let times = 0;
    const host = await serve((request, response) => {
      times += 1;
      if (times === 1) return response.writeHead(429, { 'retry-after': '7' }).end();
      if (times === 2) return response.writeHead(503).end();
      return plain(request, response);
    });
    // https is tried first on this machine, and breaks.
    expect((await scan(`${host}/app`, from({ sleep: async (ms) => { waited.push(ms); } }))).paths).toEqual(['a.pkgs']);
    expect(waited).toContain(7_000);
  });

  test.for<[string, RequestListener, string]>([
    ['gives other bytes than those of its digest', (request, response) => response.end(Buffer.from((documents.get(request.url ?? '') ?? Buffer.alloc(0)).toString('latin1').replace('x', 'y'), 'latin1')), 'image_invalid'],
    ['says another digest than that of its bytes', (request, response) => { response.setHeader('docker-content-digest', `sha256:${'0'.repeat(64)}`); plain(request, response); }, 'image_invalid'],
    ['gives a manifest of 100 MB', (_request, response) => { response.writeHead(200); const zeros = Buffer.alloc(1_000_000, ' '); for (let at = 0; at < 100 && !response.destroyed; at += 1) response.write(zeros); response.end(); }, 'registry_failed'],
    ['gives a manifest of schema 1', (_request, response) => response.end('{"schemaVersion":1}'), 'image_invalid'],
    ['redirects for ever', (request, response) => response.writeHead(302, { location: request.url }).end(), 'registry_failed'],
    ['redirects to a file', (_request, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(), 'registry_failed'],
    ['is none', (_request, response) => response.end('<html>'), 'image_invalid'],
    ['wants something unknown', (_request, response) => response.writeHead(401, { 'www-authenticate': 'Negotiate' }).end(), 'registry_refused'],
    ['wants a token of nobody', (_request, response) => response.writeHead(401, { 'www-authenticate': 'Bearer realm="gopher://x"' }).end(), 'registry_refused'],
    ['forbids it', (_request, response) => response.writeHead(403).end('{"errors":[{"code":"DENIED","message":"secret"}]}'), 'registry_refused'],
    ['is broken', (_request, response) => response.writeHead(500).end(), 'registry_failed'],
  ])('that %s', async ([, listener, code]) => {
    const error = await failure(scan(`${await serve(listener)}/app`, from()));
    expect(error).toMatchObject({ code, exit: 3 });
    expect(error.message).not.toContain('secret');
  });

  test('is not asked over plain http where it is another machine', async () => {
    const error = await failure(scan('registry.invalid/app', from()));
    expect(error).toMatchObject({ code: 'registry_failed' });
  });
});

describe('a daemon', () => {
  const servers: Server[] = [];
  afterAll(() => { for (const server of servers) server.close().closeAllConnections(); });
  const app = imageParts([[{ path: 'store', contents: 'x' }, { path: 'a.pkgs', type: '1', link: 'store' }]]);
  const asked: string[] = [];

  async function daemonAt(name: string, listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => { server.listen(place(name), resolve); });
    return place(name);
  }
  const working: RequestListener = (request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/images/team/app:1/json') return response.end(JSON.stringify({ Id: app.config.digest, RepoTags: ['team/app:1'], RepoDigests: [`team/app@${app.manifest.digest}`] }));
    if (request.url === '/images/team/app:1/get') return response.end(archiveOf(dockerFiles(app, 'team/app:1')));
    return response.writeHead(404).end(JSON.stringify({ message: 'no such image' }));
  };

  test('that has the image gives it, as a stream', async () => {
    const daemon = { sockets: { docker: [await daemonAt('docker.sock', working)], podman: [] }, env: {} };
    for (const reference of ['team/app:1', 'docker:team/app:1']) {
      const { image, paths } = await scan(reference, { daemon });
      expect({ paths, digest: image.digest, tags: image.tags }).toEqual({ paths: ['a.pkgs'], digest: app.manifest.digest, tags: ['team/app:1'] });
    }
    expect(await failure(scan('docker:team/other', { daemon }))).toMatchObject({ code: 'image_not_found', message: expect.stringContaining('in Docker') });
  });

  test('is found by DOCKER_HOST and CONTAINER_HOST', async () => {
    const socket = await daemonAt('podman.sock', working);
    expect((await scan('podman:team/app:1', { daemon: { env: { CONTAINER_HOST: `unix://${socket}` } } })).paths).toEqual(['a.pkgs']);
    expect(await failure(scan('docker:team/app:1', { daemon: { env: { DOCKER_HOST: 'tcp://127.0.0.1:2375' } } }))).toMatchObject({ code: 'daemon_failed', message: expect.stringContaining('DOCKER_HOST') });
  });

  test('that is not there, or breaks, is an error only where it was named', async () => {
    const broken = await daemonAt('broken.sock', (_request, response) => response.writeHead(500).end('{}'));
    const daemon = { sockets: { docker: [broken], podman: [place('nowhere.sock')] }, env: {} };
    expect(await failure(scan('docker:team/app:1', { daemon }))).toMatchObject({ code: 'daemon_failed', exit: 3 });
    expect(await failure(scan('podman:team/app:1', { daemon }))).toMatchObject({ code: 'daemon_failed', exit: 3 });
    expect(await failure(scan('127.0.0.1:1/team/app:1', { daemon, ...from() }))).toMatchObject({ code: 'registry_failed' });
  });

  test('whose archive breaks off', async () => {
    const socket = await daemonAt('cut.sock', (request, response) => {
      if (request.url?.endsWith('/json') === true) response.end('{}');
      else response.write(archiveOf(dockerFiles(app)).subarray(0, 1_500), () => response.destroy());
    });
    expect(await failure(scan('docker:app', { daemon: { sockets: { docker: [socket], podman: [] }, env: {} } }))).toMatchObject({ code: 'daemon_failed', message: expect.stringContaining('broke off') });
  });
});

describe('files and directories', () => {
  test('of every form give the same', async () => {
    const layout = ociFiles([index], [...blobsOf(amd64, arm64)]);
    writeFiles(place('layout'), layout);
    writeFileSync(place('layout.tar'), archiveOf(layout));
    writeFileSync(place('docker.tar'), archiveOf(dockerFiles(amd64)));
    execFileSync('gzip', ['-k', place('docker.tar')]);
    for (const reference of [`oci-dir:${place('layout')}`, place('layout.tar'), `docker-archive:${place('docker.tar')}`, `${place('docker.tar')}:example/app:1`, place('docker.tar.gz')]) {
      expect((await scan(reference, { platform: 'linux/amd64' })).paths).toEqual(['a.pkgs', 'b.pkgs']);
    }
    expect((await scan(place('layout'), { platform: 'linux/arm64' })).paths).toEqual(['arm.pkgs']);
  });

  test('that are not there, or another kind, say so', async () => {
    expect(await failure(scan('./nowhere.tar'))).toMatchObject({ code: 'image_not_found' });
    expect(await failure(scan(`docker-archive:${place('nowhere.tar')}`))).toMatchObject({ code: 'image_not_found' });
    expect(await failure(scan(`oci-archive:${place('docker.tar')}`))).toMatchObject({ code: 'image_invalid' });
    expect(await failure(scan(room.path))).toMatchObject({ code: 'image_invalid' });
    expect(await failure(scan(`${place('docker.tar')}:other:1`))).toMatchObject({ code: 'image_invalid', message: expect.stringContaining('example/app:1') });
  });

  test.skipIf(!existsSync('/usr/bin/skopeo'))('as skopeo copies them (skipped without skopeo)', async () => {
    const forms = [`docker-archive:${place('s.tar')}:app:1`, `oci:${place('s')}:one`, `oci-archive:${place('s-oci.tar')}:one`];
    for (const form of forms) execFileSync('skopeo', ['copy', '-q', '--insecure-policy', '--override-arch', 'amd64', `oci:${place('layout')}`, form], { stdio: 'ignore' });
    execFileSync('skopeo', ['copy', '-q', '--insecure-policy', '--override-arch', 'amd64', '--dest-compress-format', 'zstd', `docker-archive:${place('s.tar')}`, `oci:${place('z')}:one`], { stdio: 'ignore' });
    for (const reference of [place('s.tar'), `${place('s')}:one`, place('s-oci.tar'), place('z')]) {
      const { image, paths } = await scan(reference);
      expect({ paths, diffIds: image.layers.map(({ diffId }) => diffId) }).toEqual({ paths: ['a.pkgs', 'b.pkgs'], diffIds: amd64.tars.map(digestOf) });
    }
  });
});

describe.skipIf(!hasShared)('real images (skipped without the shared data)', () => {
  test('Alpine 3.10, compressed as a whole', async () => {
    const { image, problems } = await scan(shared('scan-fixtures/trivy/alpine-310.docker-archive.tar.gz'), { cataloguers, tools: sqliteTools });
    expect(problems).toEqual([]);
    expect(image).toMatchObject({ tags: ['alpine:3.10'], platform: { architecture: 'amd64' }, layers: [{ createdBy: expect.stringContaining('ADD file') }] });
    const tree = await readTree(image);
    const installed = tree.files.find(({ path }) => path === 'lib/apk/db/installed');
    expect(installed?.versions[0].readings[0]?.packages).toHaveLength(14);
  });

  test('OCI layouts, good and bad', async () => {
    writeFileSync(place('oci-layout.zip'), readShared('scan-fixtures/trivy/oci-layout.zip'));
    execFileSync('unzip', ['-q', place('oci-layout.zip'), '-d', place('trivy')]);
    const ending = (reference: string) => scan(reference, { cataloguers, tools: sqliteTools }).then(({ image }) => image.digest?.slice(0, 15), (error: unknown) => (error instanceof GlacisError ? error.message : error));
    expect(await ending(place('trivy/test.oci'))).toBe('sha256:afb74487');
    expect(await ending(`${place('trivy/test_image_tag.oci')}:0.0.1`)).toBe('sha256:afb74487');
    expect(await ending(`${place('trivy/test_image_tag.oci')}:0.0.2`)).toContain('it has no image 0.0.2, but 0.0.1');
    expect(await ending(place('trivy/test_bad_index_json.oci'))).toContain('its index.json is no JSON');
    expect(await ending(place('trivy/test_no_valid_manifests.oci'))).toContain('its index.json is not what it should be');
  });
});
