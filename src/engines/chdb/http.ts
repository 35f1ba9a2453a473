import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { isNotStreamable, type Engine } from './engine.ts';
import type { Incoming } from './incoming.ts';
import { codeOf, EngineError, insertFrom, readStatement, refuseFiles, type Statement } from './statement.ts';

/** The longest text of a statement. */
const MAX_TEXT = 16 * 1024 ** 2;
/** ClickHouse's http_max_uri_size: parameters travel in the URL. */
const MAX_HEAD = 1024 ** 2;
/** A client that takes nothing of its answer for so long is gone. */
const STALLED_MS = 60_000;

export type Interface = {
  engine: Engine;
  incoming: Incoming;
  /** Where `glacis_file=NAME` finds the body of an INSERT instead of in the request; undefined where nobody may say so (TCP). */
  blocks: string | undefined;
  /** Version of the engine, as ClickHouse appends it to its errors. */
  version: string;
  /** Asked of every request when set (TCP); a unix socket is guarded by its file mode. */
  password: string | undefined;
};

/**
 * ClickHouse's HTTP interface, as far as its official clients use it: statement in the body or in `?query=` with data in
 * the body, settings and `param_…` in the URL, `query_id`, errors with `X-ClickHouse-Exception-Code`, `/ping`.
 * Source: https://clickhouse.com/docs/interfaces/http
 */
export function clickhouseServer(options: Interface): Server {
  const server = createServer({ maxHeaderSize: MAX_HEAD, keepAliveTimeout: 30_000, requestTimeout: 300_000 }, (request, response) => {
    handle(options, request, response).catch((error: unknown) => refuse(options, response, error));
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  return server;
}

async function handle(options: Interface, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://engine');
  if (url.pathname === '/ping') return void response.end('Ok.\n');
  if (options.password !== undefined && !authentic(request, options.password)) {
    response.setHeader('connection', 'close');
    throw new EngineError(516, 'AUTHENTICATION_FAILED', 'default: Authentication failed: password is incorrect, or there is no user with such name');
  }
  if (url.pathname !== '/') throw new EngineError(404, 'NOT_FOUND', 'There is no handle /');

  const gone = new AbortController();
  response.on('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  const given = url.searchParams.get('query') ?? '';
  const queryId = url.searchParams.get('query_id') || randomUUID();
  response.setHeader('x-clickhouse-query-id', queryId);
  response.setHeader('content-type', 'text/plain; charset=UTF-8');

  refuseEncoded(request);
  const insert = insertFrom(given);
  if (insert) {
    const run = (file: string) => options.engine.insert(readStatement(url.searchParams, insert(file), queryId), gone.signal);
    const left = url.searchParams.get('glacis_file');
    const written = left === null ? await options.incoming.with(request, run) : await run(blockFile(options.blocks, left));
    response.setHeader('x-clickhouse-summary', JSON.stringify({ written_rows: String(written.rows), written_bytes: String(written.bytes) }));
    return void response.end();
  }
  const text = await readText(request);
  const statement = readStatement(url.searchParams, given === '' ? text : `${given}\n${text}`, queryId);
  refuseFiles(statement);
  if (!statement.whole && (await stream(options, response, statement, gone.signal))) return;
  response.end(await options.engine.run(statement, gone.signal));
}

/** The path of a file that the server left; over TCP, where `blocks` is not given, there is none. @throws {EngineError} for any other file. */
export function blockFile(blocks: string | undefined, name: string): string {
  if (blocks === undefined || !/^[\w-]{1,64}$/.test(name)) throw new EngineError(164, 'READONLY', 'Files are not reached from here');
  return join(blocks, name);
}

/** Answers chunk by chunk. False, with nothing sent, when the statement returns no rows. */
async function stream(options: Interface, response: ServerResponse, statement: Statement, gone: AbortSignal): Promise<boolean> {
  const tag = randomBytes(8).toString('hex');
  try {
    for await (const chunk of options.engine.stream(statement, gone)) {
      if (!response.headersSent) response.setHeader('x-clickhouse-exception-tag', tag);
      if (!response.write(chunk)) await drained(response, gone);
    }
    response.end();
    return true;
  } catch (error) {
    if (isNotStreamable(error)) return false;
    if (!response.headersSent) throw error;
    response.end(afterwards(error, tag));
    return true;
  }
}

async function drained(response: ServerResponse, gone: AbortSignal): Promise<void> {
  try {
    await once(response, 'drain', { signal: AbortSignal.any([gone, AbortSignal.timeout(STALLED_MS)]) });
  } catch {
    response.destroy();
    throw new EngineError(209, 'SOCKET_TIMEOUT', 'The client does not read its answer');
  }
}

/** An error after the head was sent, in the form that clients since ClickHouse 25.11 know. */
function afterwards(error: unknown, tag: string): string {
  const message = `${messageOf(error)}\n`;
  return `\r\n__exception__\r\n${tag}\r\n${message}${Buffer.byteLength(message)} ${tag}\r\n__exception__\r\n`;
}

function refuse(options: Interface, response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return void response.destroy();
  const code = codeOf(error);
  response.statusCode = STATUS[code] ?? 500;
  response.setHeader('x-clickhouse-exception-code', String(code));
  response.end(`${messageOf(error)} (version ${options.version})\n`);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).trim();

/** HTTP status of the errors that callers tell apart, as in ClickHouse's exceptionCodeToHTTPStatus. */
const STATUS: Readonly<Record<number, number>> = {
  6: 400, 26: 400, 27: 400, 36: 400, 38: 400, 41: 400, 53: 400, 62: 400, 117: 400, 456: 400, 457: 400,
  46: 404, 47: 404, 48: 501, 50: 404, 60: 404, 73: 404, 81: 404, 115: 404, 404: 404,
  159: 408, 202: 503, 241: 500, 307: 413, 516: 403,
};

function refuseEncoded(request: IncomingMessage): void {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw new EngineError(48, 'NOT_IMPLEMENTED', `Requests encoded as ${encoding} are not taken here`);
}

async function readText(request: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_TEXT) throw new EngineError(307, 'TOO_MANY_BYTES', `The statement is larger than ${MAX_TEXT} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size).toString();
}

function authentic(request: IncomingMessage, password: string): boolean {
  const key = request.headers['x-clickhouse-key'];
  const authorization = request.headers.authorization ?? '';
  const given = typeof key === 'string' ? key : passwordOf(authorization);
  return timingSafeEqual(digest(given), digest(password));
}

function passwordOf(authorization: string): string {
  const [scheme, value = ''] = authorization.split(' ', 2);
  if (scheme === 'Bearer') return value;
  if (scheme !== 'Basic') return '';
  const pair = Buffer.from(value, 'base64').toString();
  return pair.slice(pair.indexOf(':') + 1);
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
