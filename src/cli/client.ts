import { z } from 'zod';
import { GlacisError, errors, reasonOf } from '../kernel/errors.ts';

export type ApiClient = {
  /**
   * Calls the API and gives its JSON, checked: `api.json(Source, 'GET', '/api/v1/sources/web')`. An answer without content fits `z.undefined()`.
   * @throws {GlacisError} with the server's code and hint.
   */
  json<T>(shape: z.ZodType<T>, method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T>;
  /** The bare answer, for streams and uploads; errors are thrown as above. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
};

/** Where the server is. @throws {GlacisError} `misconfigured` where GLACIS_URL is no address. */
export function serverAddress(env: Record<string, string | undefined> = process.env): URL {
  const address = URL.parse(env['GLACIS_URL'] ?? 'http://127.0.0.1:7400');
  if (address === null) throw errors.misconfigured({ name: 'GLACIS_URL', reason: 'is no address.' });
  return address;
}

/** The API of the server at GLACIS_URL (default http://127.0.0.1:7400) with the token in GLACIS_TOKEN. */
export function apiClient(env: Record<string, string | undefined> = process.env): ApiClient {
  const base = serverAddress(env).href;
  const token = env['GLACIS_TOKEN'];
  if (token === undefined || token === '') throw errors.misconfigured({ name: 'GLACIS_TOKEN', reason: 'is not set.' });

  async function call(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${token}`);
    let response: Response;
    try {
      response = await fetch(new URL(path, base), { ...init, headers, redirect: 'error' });
    } catch (error) {
      if (init.signal?.aborted) throw error;
      const cause = error instanceof Error && error.cause ? error.cause : error;
      throw errors.unavailable({ what: `Glacis at ${base} does not answer: ${reasonOf(cause)}` });
    }
    if (response.ok) return response;
    throw await problemOf(response);
  }

  return {
    fetch: call,
    async json(shape, method, path, body, signal) {
      const response = await call(path, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
        ...(signal === undefined ? {} : { signal }),
      });
      return shape.parse(response.status === 204 ? undefined : await response.json());
    },
  };
}

/** What an error answer may hold; anything else (a proxy's page, perhaps) leaves the status to speak. */
const Told = z
  .object({ code: z.string(), title: z.string(), hint: z.string(), details: z.record(z.string(), z.unknown()) })
  .partial()
  .catch({});

async function problemOf(response: Response): Promise<GlacisError> {
  const told = Told.parse(await response.json().catch(() => undefined));
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new GlacisError({
    code: told.code ?? `http_${response.status}`,
    status: response.status,
    exit: response.status === 400 ? 2 : 3,
    message: told.title ?? `the server answered ${response.status}`,
    hint: told.hint,
    details: { ...told.details, ...(Number.isFinite(retryAfter) ? { retryAfter } : {}) },
  });
}
