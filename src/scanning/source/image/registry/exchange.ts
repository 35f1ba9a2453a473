import type { LookupAddress } from 'node:dns';
import { Agent as PlainAgent, request as plainRequest, type IncomingMessage } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { getCACertificates } from 'node:tls';
import { setTimeout as sleepFor } from 'node:timers/promises';
import { GlacisError, reasonOf } from '../../../../kernel/errors.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Says at which addresses a URL may be connected to, and throws where at none: on a server, whose registries somebody else
 * named, each hop goes to an address that was checked. Proxies are not used then.
 */
export type Guard = (url: URL, signal?: AbortSignal) => Promise<readonly [LookupAddress, ...LookupAddress[]]>;

/** How long an answer is waited for, how often it is asked for, and the longest pause between. */
export type Patience = { silenceMs: number; attempts: number; longestPauseMs: number };

export type ExchangeOptions = {
  /** Certificates (PEM) that are trusted beside the usual ones. */
  ca?: string | undefined;
  /** Certificates are not checked, and plain http is good enough. */
  isInsecure?: boolean | undefined;
  /** Where HTTPS_PROXY and its like are looked up. */
  env: Env;
  guard?: Guard | undefined;
  patience?: Patience | undefined;
  sleep?: (ms: number) => Promise<unknown>;
  signal?: AbortSignal | undefined;
};

/** The network's fault, or the server's, that may be gone next time. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

export type Exchange = {
  /**
   * Asks until an answer comes that is neither a redirect nor says to come back later. Headers that only one host may see stay
   * with that host.
   * @throws {Broken} where none comes.
   */
  get(url: URL, headers?: Readonly<Record<string, string>>, post?: URLSearchParams): Promise<IncomingMessage>;
  /** The same, of its headers alone. */
  head(url: URL, headers?: Readonly<Record<string, string>>): Promise<IncomingMessage>;
  /** Waits before another attempt (from 0). */
  pause(attempt: number): Promise<void>;
  close(): void;
};

const USUAL: Patience = { silenceMs: 60_000, attempts: 5, longestPauseMs: 60_000 };
const FIRST_PAUSE_MS = 300;
const MOST_REDIRECTS = 5;
const LATER = new Set([408, 429, 500, 502, 503, 504]);
/** Asking again changes nothing. */
const FINAL = /^(?:ENOTFOUND|ERR_SSL_|EPROTO|HPE_|ECONNREFUSED)/;
const UNTRUSTED = /^(?:ERR_TLS_CERT_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA)/;

type Question = { method: 'GET' | 'HEAD' } | { method: 'POST'; body: URLSearchParams };

export function exchange({ ca, isInsecure = false, env, guard, patience = USUAL, sleep = sleepFor, signal }: ExchangeOptions): Exchange {
  const proxies = guard ? {} : { proxyEnv: { ...env } };
  const agents = {
    plain: new PlainAgent({ keepAlive: true, ...proxies }),
    tls: new TlsAgent({
      keepAlive: true, ...proxies,
      rejectUnauthorized: !isInsecure,
      ...(ca === undefined ? {} : { ca: [...getCACertificates('default'), ca] }),
    }),
  };

  async function once(url: URL, headers: Readonly<Record<string, string>>, question: Question): Promise<IncomingMessage> {
    const body = question.method === 'POST' ? question.body.toString() : undefined;
    const lookup = guard && lookupAmong(await guard(url, signal));
    return new Promise((resolve, reject) => {
      const options = {
        method: question.method,
        headers: {
          'user-agent': 'Glacis', 'accept-encoding': 'identity', ...headers,
          ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(Buffer.byteLength(body)) }),
        },
        timeout: patience.silenceMs,
        ...(lookup ? { lookup } : {}),
        ...(signal ? { signal } : {}),
      };
      const asking = url.protocol === 'https:' ? tlsRequest(url, { ...options, agent: agents.tls }) : plainRequest(url, { ...options, agent: agents.plain });
      asking.once('response', resolve);
      asking.once('timeout', () => asking.destroy(new Error(`nothing came for ${patience.silenceMs / 1_000} s`)));
      asking.once('error', reject);
      asking.end(body);
    });
  }

  async function patiently(url: URL, headers: Readonly<Record<string, string>>, question: Question): Promise<IncomingMessage> {
    for (let attempt = 0; ; attempt += 1) {
      const isLast = attempt === patience.attempts - 1;
      try {
        const answer = await once(url, headers, question);
        if (!LATER.has(answer.statusCode ?? 0) || isLast) return answer;
        const asked = retryAfterMs(answer);
        if (asked !== undefined && asked > patience.longestPauseMs) return answer;
        answer.resume();
        await sleep(asked ?? pauseMs(attempt));
      } catch (error) {
        signal?.throwIfAborted();
        // What may not be connected to may not be tomorrow either.
        if (error instanceof GlacisError) throw error;
        if (isLast || FINAL.test(codeOf(error)) || UNTRUSTED.test(codeOf(error))) throw new Broken(reasonOf(error), { cause: error });
        await sleep(pauseMs(attempt));
      }
    }
  }

  async function ask(url: URL, headers: Readonly<Record<string, string>>, question: Question): Promise<IncomingMessage> {
    let at: URL = url;
    let shown = headers;
    let isElsewhere = false;
    for (let redirects = 0; ; redirects += 1) {
      const answer = await patiently(at, shown, question);
      const { statusCode = 0, headers: { location } } = answer;
      // Whoever it was led to may not ask for what is this registry's alone.
      if (statusCode === 401 && isElsewhere) {
        answer.resume();
        throw new Broken('the storage that it leads to wants credentials');
      }
      if (statusCode < 300 || statusCode > 399 || statusCode === 304 || location === undefined) return answer;
      answer.resume();
      const next = URL.parse(location, at.href);
      if (question.method === 'POST' || redirects === MOST_REDIRECTS || !next || (next.protocol !== 'https:' && next.protocol !== 'http:')) throw new Broken('its redirects lead nowhere');
      if (at.protocol === 'https:' && next.protocol === 'http:' && !isInsecure) throw new Broken('it redirects from https to plain http');
      // A storage or another host gets no credentials of this one.
      if (next.origin !== at.origin) isElsewhere = true;
      if (next.origin !== at.origin) shown = Object.fromEntries(Object.entries(shown).filter(([name]) => name !== 'authorization'));
      at = next;
    }
  }

  return {
    get: (url, headers = {}, post) => ask(url, headers, post ? { method: 'POST', body: post } : { method: 'GET' }),
    head: (url, headers = {}) => ask(url, headers, { method: 'HEAD' }),
    pause: async (attempt) => {
      await sleep(pauseMs(attempt));
    },
    close() {
      agents.plain.destroy();
      agents.tls.destroy();
    },
  };
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

/** Whether it broke because the other side's certificate is not trusted. */
export const isUntrusted = (error: unknown): boolean => error instanceof Broken && UNTRUSTED.test(codeOf(error.cause));

const pauseMs = (attempt: number): number => FIRST_PAUSE_MS * 2 ** attempt * (0.75 + Math.random() / 2);

/** A name's resolution that gives what was found before. */
const lookupAmong = (addresses: readonly [LookupAddress, ...LookupAddress[]]): LookupFunction => (_host, { all }, done) => {
  if (all) done(null, [...addresses]);
  else done(null, addresses[0].address, addresses[0].family);
};

/** Seconds or a date (RFC 9110, section 10.2.3). */
export function retryAfterMs({ headers }: IncomingMessage): number | undefined {
  const text = headers['retry-after'];
  if (text === undefined) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** A small answer. @throws {Broken} where it is larger than `limit`, or breaks off. */
export async function wholeAnswer(answer: IncomingMessage, limit: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of answer) {
      if (!(part instanceof Buffer)) continue;
      size += part.length;
      if (size > limit) break;
      parts.push(part);
    }
  } catch (error) {
    throw new Broken(`its answer broke off: ${reasonOf(error)}`, { cause: error });
  }
  if (size > limit) throw new Broken(`its answer has more than ${limit} bytes`);
  return Buffer.concat(parts);
}
