import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { digestOf, type Blob } from './images.ts';

/** Answers a request instead of the registry, where it says true. */
export type Mischief = (request: IncomingMessage, response: ServerResponse) => boolean;

export type StandIn = {
  url: string;
  host: string;
  /** `METHOD path authorization`, in order. */
  asked: string[];
  put(repository: string, tag: string, manifest: Blob): void;
  remove(repository: string, tag: string): void;
  mischief(what?: Mischief): void;
  stop(): void;
};

/** A registry that says what a test wants: catalog, tags and manifests of the distribution specification, and whatever else. */
export async function standInRegistry(): Promise<StandIn> {
  const repositories = new Map<string, Map<string, Blob>>();
  const asked: string[] = [];
  let trouble: Mischief = () => false;

  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`.trim());
    if (trouble(request, response)) return;
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    const json = (value: unknown) => response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
    if (path === '/v2/_catalog') return json({ repositories: [...repositories.keys()] });
    const [, repository = '', what, reference = ''] = /^\/v2\/(.+)\/(tags|manifests)\/(.+)$/.exec(path) ?? [];
    const tags = repositories.get(repository);
    if (what === 'tags' && tags) return json({ name: repository, tags: [...tags.keys()] });
    const manifest = what === 'manifests' ? (tags?.get(reference) ?? [...(tags?.values() ?? [])].find(({ digest }) => digest === reference)) : undefined;
    if (!manifest) return response.writeHead(404, { 'content-type': 'application/json' }).end(JSON.stringify({ errors: [{ code: 'MANIFEST_UNKNOWN' }] }));
    response.writeHead(200, { 'content-type': manifest.mediaType, 'docker-content-digest': digestOf(manifest.bytes), 'content-length': manifest.bytes.length });
    return response.end(request.method === 'HEAD' ? undefined : manifest.bytes);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${host}`, host, asked,
    put: (repository, tag, manifest) => void repositories.set(repository, (repositories.get(repository) ?? new Map()).set(tag, manifest)),
    remove: (repository, tag) => void repositories.get(repository)?.delete(tag),
    mischief: (what = () => false) => {
      trouble = what;
      asked.length = 0;
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

