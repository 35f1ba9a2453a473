import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { join } from 'node:path';
import { blobsOf, type Blob, type ImageParts } from './images.ts';
import { privateDirectory } from './engines.ts';
import { freePort } from './server.ts';

const PROGRAM = '/usr/bin/docker-registry';

/** Whether Debian's docker-registry (CNCF Distribution) is installed. */
export const hasRegistry = existsSync(PROGRAM);

export type Registry = {
  /** HOST:PORT */
  host: string;
  /** PEM of its certificate, where it has one. */
  ca: string | undefined;
  push(repository: string, tag: string, images: readonly ImageParts[], index?: Blob): Promise<void>;
  stop(): Promise<void>;
};

export const READER = { user: 'reader', password: 'open-sesame' };
const HTPASSWD = 'reader:$2y$04$Is/CicAzEEpYr2QhM8s1leI8BgkQ5LAaQVi5hn7nbsL9r/bTu5cmi\n';

/** A real registry on a free port of this machine, in a directory of its own. */
export async function testRegistry({ withPassword = false, withTls = false }: { withPassword?: boolean; withTls?: boolean } = {}): Promise<Registry> {
  const room = privateDirectory('registry');
  const place = (name: string): string => join(room.path, name);
  const host = `127.0.0.1:${await freePort()}`;
  const auth = withPassword ? { auth: { htpasswd: { realm: 'test', path: place('htpasswd') } } } : {};
  const tls = withTls ? { tls: { certificate: place('cert.pem'), key: place('key.pem') } } : {};
  if (withPassword) writeFileSync(place('htpasswd'), HTPASSWD);
  if (withTls) {
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=registry', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', place('key.pem'), '-out', place('cert.pem')], { stdio: 'ignore' });
  }
  // JSON is YAML.
  writeFileSync(place('config.yml'), JSON.stringify({ version: 0.1, log: { level: 'error' }, storage: { filesystem: { rootdirectory: place('data') } }, http: { addr: host, ...tls }, ...auth }));
  const child = spawn(PROGRAM, ['serve', place('config.yml')], { stdio: 'ignore' });
  const ca = withTls ? readFileSync(place('cert.pem'), 'utf8') : undefined;
  const authorization = withPassword ? { authorization: `Basic ${Buffer.from(`${READER.user}:${READER.password}`).toString('base64')}` } : {};

  const send = (method: string, path: string, body?: Buffer, type = 'application/octet-stream') =>
    new Promise<{ status: number; location: string }>((resolve, reject) => {
      const url = new URL(path, `${withTls ? 'https' : 'http'}://${host}`);
      const asking = (withTls ? tlsRequest : plainRequest)(url, { method, ca, headers: { ...authorization, 'content-type': type, 'content-length': body?.length ?? 0 } }, (answer) => {
        answer.resume().once('end', () => resolve({ status: answer.statusCode ?? 0, location: answer.headers.location ?? '' }));
      });
      asking.once('error', reject);
      asking.end(body);
    });

  for (const end = Date.now() + 10_000; ;) {
    const answer = await send('GET', '/v2/').catch(() => undefined);
    if (answer?.status === 200) break;
    if (Date.now() > end) throw new Error('the registry does not start');
    await new Promise((resolve) => { setTimeout(resolve, 30); });
  }

  const accepted = async (status: Promise<{ status: number; location: string }>): Promise<string> => {
    const answer = await status;
    if (answer.status >= 300) throw new Error(`the registry answers ${answer.status}`);
    return answer.location;
  };

  return {
    host, ca,
    async push(repository, tag, images, index) {
      for (const blob of blobsOf(...images)) {
        if (blob.mediaType.includes('manifest')) continue;
        const upload = new URL(await accepted(send('POST', `/v2/${repository}/blobs/uploads/`)), `http://${host}`);
        upload.searchParams.set('digest', blob.digest);
        await accepted(send('PUT', `${upload.pathname}${upload.search}`, blob.bytes));
      }
      for (const { manifest } of images) await accepted(send('PUT', `/v2/${repository}/manifests/${manifest.digest}`, manifest.bytes, manifest.mediaType));
      const named = index ?? images[0]?.manifest;
      if (named) await accepted(send('PUT', `/v2/${repository}/manifests/${tag}`, named.bytes, named.mediaType));
    },
    async stop() {
      if (child.exitCode === null) {
        const ended = new Promise((resolve) => { child.once('exit', resolve); });
        child.kill();
        await ended;
      }
      room.remove();
    },
  };
}
