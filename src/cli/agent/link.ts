import { isIP } from 'node:net';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { z } from 'zod';
import { GlacisError, errors, reasonOf } from '../../kernel/errors.ts';
import type { AgentReport } from '../../vulnerabilities/contract.ts';

/** An answer that does not come whole by then is none. */
const PATIENCE_MS = 120_000;
/** The server answers with a few hundred bytes; more is not read. */
const MOST_ANSWER = 64 * 1024;

const Told = z.object({ code: z.string(), title: z.string(), hint: z.string() }).partial().catch({});

/**
 * The address of a server, as it is kept.
 * @throws {GlacisError} `invalid` where the credential would travel in the clear.
 */
export function serverAddress(given: string, insecure: boolean): string {
  const url = URL.parse(given);
  if (!url || !['https:', 'http:'].includes(url.protocol) || url.username !== '' || url.password !== '') throw errors.invalid({ what: '--server takes an address such as https://glacis.example.' });
  if (url.protocol === 'http:' && !insecure && !isLoopback(url.hostname)) throw errors.invalid({ what: `${url.host} is another machine: over plain http anybody on the way reads the credential. Use https, or --insecure.` });
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function isLoopback(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}

export type Link = {
  /** Sends JSON and gives the answer's. @throws {GlacisError} with the server's code, or `unavailable`. */
  post(path: string, body: Buffer<ArrayBuffer>, headers?: Readonly<Record<string, string>>): Promise<unknown>;
  /** Delivers a report. @throws as `post`. */
  report(report: AgentReport): Promise<void>;
};

const pack = promisify(gzip);

/** The way to the server: it may lie and hang, and costs no more than a moment and a few bytes. Redirections are not followed: the credential is for one place. */
export function serverLink({ server, token }: { server: string; token?: string }): Link {
  async function post(path: string, body: Buffer<ArrayBuffer>, headers: Readonly<Record<string, string>> = {}): Promise<unknown> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    let status: number;
    let answer: unknown;
    let retryAfter: number;
    try {
      const response = await fetch(`${server}${path}`, {
        method: 'POST', body, redirect: 'error', signal,
        headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
      });
      status = response.status;
      retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
      answer = jsonOf(await bounded(response));
    } catch (error) {
      const cause = error instanceof Error && error.cause ? error.cause : error;
      throw errors.unavailable({ what: `${server} does not answer: ${signal.aborted ? `nothing whole came for ${PATIENCE_MS / 1_000} s` : reasonOf(cause)}` });
    }
    if (status >= 200 && status < 300) return answer;
    const { code, title, hint } = Told.parse(answer);
    throw new GlacisError({ code: code ?? `http_${status}`, status, exit: 3, message: title ?? `${server} answered ${status}`, hint, details: Number.isFinite(retryAfter) ? { retryAfter } : {} });
  }

  return {
    post,
    async report(report) {
      const packed = await pack(JSON.stringify(report));
      await post('/api/v1/agents/report', Buffer.from(packed), { 'content-encoding': 'gzip' });
    },
  };
}

async function bounded(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    if (!(part instanceof Uint8Array)) continue;
    size += part.length;
    if (size > MOST_ANSWER) throw new Error('its answer is too large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
