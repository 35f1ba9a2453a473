import { z } from 'zod';
import { errors } from '../kernel/errors.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Outgoing } from '../kernel/outgoing.ts';
import { secondsToWait } from './limits.ts';

/** A page of 100 issues, each with a body of 64 Ki characters. */
const MOST_BYTES = 32 * 1024 ** 2;
const TIMEOUT_MS = 20_000;

export type Ask = {
  method?: 'GET' | 'POST' | 'PATCH';
  query?: Readonly<Record<string, string | number>>;
  body?: object;
  /** Of what is known already: where nothing changed the answer is a 304, which counts for no limit. */
  etag?: string | undefined;
  /** Other statuses than 2xx and 304 that mean something to who asks. */
  also?: readonly number[];
  signal?: AbortSignal | undefined;
};
/** What it takes to ask. */
export type Reach = Pick<Kernel, 'clock'> & { outgoing: Pick<Outgoing, 'fetch'> };
export type Answer = { status: number; json: unknown; etag: string | undefined };
export type Requests = ReturnType<typeof gitHubRequests>;

/** What statuses mean, in words; nothing that the host says is passed on, since it may repeat what it was sent. */
const REASONS: Readonly<Record<number, string>> = {
  401: 'it does not accept the token',
  403: 'the token may not do this',
  404: 'there is no such thing, or the token may not see it',
  410: 'it was deleted, or issues are switched off there',
  422: 'it refuses the values that it was sent',
};

/**
 * Requests to GitHub's REST API 2022-11-28 (or to that of GitHub Enterprise Server), by a token that goes to the one address and
 * nowhere else: no redirect is followed, and no link of an answer.
 */
export function gitHubRequests({ outgoing, clock }: Reach, { api, token }: { api: string; token: string }) {
  const base = api.replace(/\/+$/, '');

  /** @throws {GlacisError} `too_many` when the host wants to be left alone for a time; `outgoing_failed`, `outgoing_refused`. */
  return async function ask(path: string, { method = 'GET', query = {}, body, etag, also = [], signal }: Ask = {}): Promise<Answer> {
    // An Enterprise Server has its GraphQL beside its REST API, not below it.
    const url = new URL(`${path === '/graphql' ? base.replace(/\/v3$/, '') : base}${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    const answer = await outgoing.fetch(url, {
      method,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'x-github-api-version': '2022-11-28',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(etag === undefined ? {} : { 'if-none-match': etag }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      maxBytes: MOST_BYTES,
      timeoutMs: TIMEOUT_MS,
      signal,
    });
    const { status, headers } = answer;
    const json: unknown = await answer.json().catch(() => undefined);
    const seconds = secondsToWait({ status, headers, message: messageOf(json) }, clock.now());
    if (seconds !== undefined) throw errors.tooMany({ what: `${url.hostname} asks to be left alone for a time.`, retryAfter: seconds });
    if (!answer.ok && status !== 304 && !also.includes(status)) {
      const moved = status >= 300 && status < 400;
      // The status goes along for who wants to know whether it is about this one thing.
      const facts = { host: url.hostname, status, reason: `it answered ${status}${moved ? ', a way to another address' : REASONS[status] === undefined ? '' : `: ${REASONS[status]}`}` };
      throw errors.outgoingFailed(facts);
    }
    return { status, json, etag: headers.get('etag') ?? undefined };
  };
}

const Refusal = z.object({ message: z.string() });
const messageOf = (json: unknown): string => Refusal.safeParse(json).data?.message ?? '';
