import type { IncomingMessage } from 'node:http';
import { MEDIA } from '../documents.ts';
import type { ImageName } from '../reference.ts';
import { authorize } from './authorization.ts';
import { challenges } from './challenge.ts';
import { credentialsFor, type Credentials } from './credentials.ts';
import { exchange, isUntrusted, type Exchange, type Guard, type Patience } from './exchange.ts';

/** What somebody gives to be shown to a registry. */
export type GivenCredentials = { user: string; password: string } | { bearer: string } | 'none';

export type RegistryOptions = {
  /** HOST[:PORT]s that are asked before a registry, by its name (`docker.io`). */
  mirrors?: Readonly<Record<string, readonly string[]>>;
  /** PEM of a certificate authority that is trusted beside the usual ones. */
  ca?: string;
  /** No certificates are checked and plain http is taken, too; always so for plain http on this machine. */
  insecure?: boolean;
  /** Instead of those of the configuration; `none`: nothing is looked up. */
  credentials?: GivenCredentials;
  /** How it is reached, where that is known. */
  scheme?: 'https:' | 'http:';
  /** Where it may be; anywhere when left out. */
  guard?: Guard;
  patience?: Patience;
  /** Where DOCKER_CONFIG, HTTPS_PROXY and their like are looked up. */
  env?: Readonly<Record<string, string | undefined>>;
  sleep?: (ms: number) => Promise<unknown>;
  signal?: AbortSignal | undefined;
};

/** The media types of manifests, as they are asked for. */
export const ACCEPT = [MEDIA.ociIndex, MEDIA.dockerIndex, MEDIA.ociManifest, MEDIA.dockerManifest].join(', ');

export type Session = {
  /** By a path below its own, or by a whole address. */
  get(path: string | URL, headers: Readonly<Record<string, string>>): Promise<IncomingMessage>;
  head(path: string | URL, headers: Readonly<Record<string, string>>): Promise<IncomingMessage>;
};

export const wireFor = ({ ca, insecure, env = process.env, guard, patience, sleep, signal }: RegistryOptions): Exchange =>
  exchange({ ca, isInsecure: insecure, env, guard, patience, signal, ...(sleep ? { sleep } : {}) });

/** Finds out how a registry is reached and what it wants to be shown, at the first request, and shows it from then on. */
export function sessionWith(wire: Exchange, { name, host, path: below, options }: {
  name: ImageName;
  host: string;
  /** Below `/v2/`. */
  path: string;
  options: RegistryOptions;
}): Session {
  const { scheme, insecure = false } = options;
  const isLocal = /^(?:localhost|127\.[\d.]+|\[::1\])(?::\d+)?$/.test(host);
  // Of plain http only after https was tried, and only where it is allowed.
  const schemes = scheme !== undefined ? [scheme] : isLocal || insecure ? ['https:', 'http:'] : ['https:'];
  let base: URL | undefined;
  let authorization: string | undefined;

  async function ask(how: 'get' | 'head', path: string | URL, headers: Readonly<Record<string, string>>): Promise<IncomingMessage> {
    const shown = authorization === undefined ? headers : { ...headers, authorization };
    if (base) return wire[how](new URL(path, base), shown);
    let failure: unknown;
    for (const tried of schemes) {
      const found = new URL(`${tried}//${host}/v2/${below}`);
      try {
        const answer = await wire[how](new URL(path, found), shown);
        base = found;
        return answer;
      } catch (error) {
        // A certificate that is not trusted is no reason to do without.
        if (isUntrusted(error)) throw error;
        failure ??= error;
      }
    }
    throw failure;
  }

  async function withLeave(how: 'get' | 'head', path: string | URL, headers: Readonly<Record<string, string>>): Promise<IncomingMessage> {
    const before = authorization;
    const answer = await ask(how, path, headers);
    if (answer.statusCode !== 401 || !base) return answer;
    // Another request may have got a new token meanwhile.
    if (before === authorization) {
      const asked = challenges(answer.headers['www-authenticate'] ?? '');
      answer.resume();
      authorization = await authorize(asked, { exchange: wire, registry: base, repository: name.repository, credentials: await credentialsOf(name, host, options) });
    } else answer.resume();
    return ask(how, path, headers);
  }

  return {
    get: (path, headers) => withLeave('get', path, headers),
    head: (path, headers) => withLeave('head', path, headers),
  };
}

async function credentialsOf({ registry, repository }: ImageName, host: string, { credentials, env = process.env }: RegistryOptions): Promise<Credentials | undefined> {
  const isOrigin = host === hostOf(registry);
  // What somebody gave for a registry is not for its mirrors.
  if (credentials !== undefined) {
    if (!isOrigin || credentials === 'none') return undefined;
    return 'bearer' in credentials ? { is: 'bearer', token: credentials.bearer } : { is: 'password', ...credentials };
  }
  return credentialsFor(isOrigin ? registry : host, repository, env);
}

/** Where Docker's own registry really is. */
export const hostOf = (registry: string): string => (registry === 'docker.io' ? 'registry-1.docker.io' : registry);
