import { z } from 'zod';
import { brokenContract, problemOf, unreachable } from './problem.ts';

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;
type Request = { query?: Query; body?: unknown; signal?: AbortSignal | undefined };

const root = '/api/v1';

const expiry = new Set<() => void>();

/** Calls `heard` whenever the server says that nobody is signed in; returns how to stop that. */
export function onSignedOut(heard: () => void): () => void {
  expiry.add(heard);
  return () => expiry.delete(heard);
}

/** Address of an API path with its query; undefined and empty values are left out. */
export function addressOf(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return `${root}${path}${text === '' ? '' : `?${text}`}`;
}

/**
 * One request to the API.
 * @throws {Problem} what the server said, `unreachable`, or `unreadable` where the answer breaks its contract.
 */
async function ask<T extends z.ZodType>(method: string, path: string, answer: T, { query, body, signal }: Request = {}): Promise<z.output<T>> {
  const response = await send(method, addressOf(path, query), body, signal);
  const parsed = answer.safeParse(response.status === 204 ? undefined : await response.json().catch(() => undefined));
  if (!parsed.success) throw brokenContract(`${method} ${path}`, parsed.error);
  return parsed.data;
}

async function send(method: string, address: string, body: unknown, signal: AbortSignal | undefined): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address, {
      method,
      ...(body === undefined ? {} : encoded(body)),
      ...(signal === undefined ? {} : { signal }),
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': typeof body === 'string' ? 'text/csv' : 'application/json' }) },
      credentials: 'same-origin',
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw unreachable();
  }
  if (response.ok) return response;
  const problem = await problemOf(response);
  if (problem.code === 'unauthenticated') for (const heard of expiry) heard();
  throw problem;
}

const encoded = (body: unknown): { body: string } => ({ body: typeof body === 'string' ? body : JSON.stringify(body) });

/** Opens a streamed answer, such as live tail. */
export async function openStream(path: string, { query, signal }: Pick<Request, 'query' | 'signal'>): Promise<ReadableStream<Uint8Array>> {
  const response = await send('GET', addressOf(path, query), undefined, signal);
  if (response.body === null) throw unreachable();
  return response.body;
}

/** Nothing, or nothing that the page reads. */
export const Nothing = z.unknown();

export const api = {
  get: <T extends z.ZodType>(path: string, answer: T, request?: Omit<Request, 'body'>) => ask('GET', path, answer, request),
  post: <T extends z.ZodType>(path: string, answer: T, body: unknown = {}, request?: Request) => ask('POST', path, answer, { ...request, body }),
  put: <T extends z.ZodType>(path: string, answer: T, body: unknown) => ask('PUT', path, answer, { body }),
  patch: <T extends z.ZodType>(path: string, answer: T, body: unknown) => ask('PATCH', path, answer, { body }),
  delete: <T extends z.ZodType>(path: string, answer: T, body?: unknown) => ask('DELETE', path, answer, { body }),
};

