import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { errors, reasonOf } from '../../../../kernel/errors.ts';
import { DOCUMENT_BYTES, MEDIA, type Descriptor } from '../documents.ts';
import { fullName, type ImageName } from '../reference.ts';
import { Refused, authorize } from './authorization.ts';
import { challenges } from './challenge.ts';
import { NoCredentials, credentialsFor, type Credentials } from './credentials.ts';
import { Broken, exchange, isUntrusted, wholeAnswer, type Exchange } from './exchange.ts';

export type RegistryOptions = {
  /** HOST[:PORT]s that are asked before a registry, by its name (`docker.io`). */
  mirrors?: Readonly<Record<string, readonly string[]>>;
  /** PEM of a certificate authority that is trusted beside the usual ones. */
  ca?: string;
  /** No certificates are checked and plain http is taken, too; always so for plain http on this machine. */
  insecure?: boolean;
  /** Instead of those of the configuration. */
  credentials?: { user: string; password: string };
  /** Where DOCKER_CONFIG, HTTPS_PROXY and their like are looked up. */
  env?: Readonly<Record<string, string | undefined>>;
  sleep?: (ms: number) => Promise<unknown>;
  signal?: AbortSignal | undefined;
};

/** One repository of a registry (OCI distribution specification 1.1). Errors are of the catalogue. */
export type Repository = {
  /** The document of a tag or digest, as its bytes are; undefined where there is none. */
  manifest(reference: string): Promise<{ bytes: Buffer; digest: string | undefined } | undefined>;
  document(descriptor: Descriptor): Promise<Buffer>;
  /** From its beginning; goes on where it broke off. */
  blob(descriptor: Descriptor): AsyncGenerator<Buffer, void, void>;
  close(): void;
};

const ACCEPT = [MEDIA.ociIndex, MEDIA.dockerIndex, MEDIA.ociManifest, MEDIA.dockerManifest].join(', ');
const MOST_RESUMES = 30;
const MOST_IN_VAIN = 5;

const Problems = z.object({ errors: z.array(z.object({ code: z.string().regex(/^[A-Z_]{1,60}$/) })).min(1) });

export function repositoryOf(name: ImageName, host: string, options: RegistryOptions): Repository {
  const env = options.env ?? process.env;
  const isLocal = /^(?:localhost|127\.[\d.]+|\[::1\])(?::\d+)?$/.test(host);
  const wire = exchange({ ca: options.ca, isInsecure: options.insecure, env, signal: options.signal, ...(options.sleep ? { sleep: options.sleep } : {}) });
  const session = sessionWith(wire, {
    host, repository: name.repository,
    // Of plain http only after https was tried, and only where it is allowed.
    schemes: isLocal || options.insecure === true ? ['https:', 'http:'] : ['https:'],
    credentials: () => credentialsOf(name, host, options, env),
  });
  const image = fullName(name);

  async function get(path: string, headers: Readonly<Record<string, string>>): Promise<IncomingMessage> {
    try {
      return await session.get(path, headers);
    } catch (error) {
      throw inWords(error, host, image);
    }
  }

  /** @throws {GlacisError} what an answer that gives nothing means. */
  async function refuse(answer: IncomingMessage): Promise<never> {
    const status = answer.statusCode ?? 0;
    const parsed = Problems.safeParse(jsonOf(await wholeAnswer(answer, DOCUMENT_BYTES).catch(() => Buffer.alloc(0))));
    const code = parsed.success ? parsed.data.errors[0]?.code : undefined;
    const said = `it answers ${status}${code === undefined ? '' : ` (${code})`}`;
    if (status === 401 || status === 403) throw errors.registryRefused({ registry: host, image, reason: `${said}: it is not there, or these credentials may not read it` });
    if (status === 429) throw errors.registryRefused({ registry: host, image, reason: `${said}: too many requests; log in, or try again later` });
    throw errors.registryFailed({ registry: host, reason: said });
  }

  async function bytesOf(answer: IncomingMessage): Promise<Buffer> {
    try {
      return await wholeAnswer(answer, DOCUMENT_BYTES);
    } catch (error) {
      throw inWords(error, host, image);
    }
  }

  /** One stretch of a blob, from `at` on. */
  async function* stretch(path: string, at: number): AsyncGenerator<Buffer, void, void> {
    const answer = await get(path, at === 0 ? {} : { range: `bytes=${at}-` });
    const { statusCode = 0 } = answer;
    if (statusCode !== 200 && statusCode !== 206) await refuse(answer);
    // Whoever does not know ranges begins anew.
    let unwanted = statusCode === 206 ? 0 : at;
    try {
      for await (const chunk of answer) {
        if (!(chunk instanceof Buffer)) continue;
        const skipped = Math.min(unwanted, chunk.length);
        unwanted -= skipped;
        if (skipped < chunk.length) yield chunk.subarray(skipped);
      }
    } catch (error) {
      throw new Broken(reasonOf(error), { cause: error });
    } finally {
      answer.destroy();
    }
  }

  return {
    async manifest(reference) {
      const answer = await get(`manifests/${reference}`, { accept: ACCEPT });
      if (answer.statusCode === 404) {
        answer.resume();
        return undefined;
      }
      if (answer.statusCode !== 200) await refuse(answer);
      const digest = answer.headers['docker-content-digest'];
      return { bytes: await bytesOf(answer), digest: typeof digest === 'string' ? digest : undefined };
    },
    async document({ digest }) {
      const answer = await get(`blobs/${digest}`, {});
      if (answer.statusCode !== 200) await refuse(answer);
      return bytesOf(answer);
    },
    async *blob({ digest, size }) {
      let [at, inVain] = [0, 0];
      for (let resumes = 0; ; resumes += 1) {
        const before = at;
        try {
          for await (const piece of stretch(`blobs/${digest}`, at)) {
            at += piece.length;
            yield piece;
          }
          if (at >= size) return;
          throw new Broken('it ends too early');
        } catch (error) {
          if (!(error instanceof Broken)) throw error;
          inVain = at > before ? 0 : inVain + 1;
          if (resumes === MOST_RESUMES || inVain === MOST_IN_VAIN) throw inWords(error, host, image);
          await wire.pause(inVain);
        }
      }
    },
    close: () => wire.close(),
  };
}

type Session = { get(path: string, headers: Readonly<Record<string, string>>): Promise<IncomingMessage> };

/** Finds out how the registry is reached and what it wants to be shown, at the first request, and shows it from then on. */
function sessionWith(wire: Exchange, { host, repository, schemes, credentials }: {
  host: string;
  repository: string;
  schemes: readonly string[];
  credentials: () => Promise<Credentials | undefined>;
}): Session {
  let base: URL | undefined;
  let authorization: string | undefined;

  async function ask(path: string, headers: Readonly<Record<string, string>>): Promise<IncomingMessage> {
    const shown = authorization === undefined ? headers : { ...headers, authorization };
    if (base) return wire.get(new URL(path, base), shown);
    let failure: unknown;
    for (const scheme of schemes) {
      const found = new URL(`${scheme}//${host}/v2/${repository}/`);
      try {
        const answer = await wire.get(new URL(path, found), shown);
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

  return {
    async get(path, headers) {
      const before = authorization;
      const answer = await ask(path, headers);
      if (answer.statusCode !== 401 || !base) return answer;
      // Another request may have got a new token meanwhile.
      if (before === authorization) {
        const asked = challenges(answer.headers['www-authenticate'] ?? '');
        answer.resume();
        authorization = await authorize(asked, { exchange: wire, registry: base, repository, credentials: await credentials() });
      } else answer.resume();
      return ask(path, headers);
    },
  };
}

async function credentialsOf({ registry, repository }: ImageName, host: string, { credentials }: RegistryOptions, env: NonNullable<RegistryOptions['env']>): Promise<Credentials | undefined> {
  const isOrigin = host === hostOf(registry);
  // What somebody gave for a registry is not for its mirrors.
  if (credentials) return isOrigin ? { is: 'password', ...credentials } : undefined;
  return credentialsFor(isOrigin ? registry : host, repository, env);
}

/** Where Docker's own registry really is. */
export const hostOf = (registry: string): string => (registry === 'docker.io' ? 'registry-1.docker.io' : registry);

function inWords(error: unknown, registry: string, image: string): unknown {
  if (error instanceof Refused || error instanceof NoCredentials) return errors.registryRefused({ registry, image, reason: error.message });
  if (error instanceof Broken) return errors.registryFailed({ registry, reason: error.message });
  return error;
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
