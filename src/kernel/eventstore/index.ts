import { randomUUID } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createClient, ClickHouseLogLevel, type ClickHouseClient } from '@clickhouse/client';
import { errors, GlacisError, reasonOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { checkedBody } from './download.ts';
import { explain } from './failure.ts';
import { readSettings, ROWS_LIMITS, STREAM_LIMITS, type Limits } from './limits.ts';

/**
 * Where the event store answers: ClickHouse's HTTP interface, at a URL or on a unix socket. Credentials stand in the URL. `blocks`: a
 * directory that the embedded engine reads what is inserted from.
 */
export type EventEndpoint = { url: string; socketPath?: string; blocks?: string };

/** Values for `{name:Type}`. */
export type Params = Readonly<Record<string, string | number | bigint | boolean | null | readonly (string | number | bigint)[]>>;

type Read = {
  /** One SELECT without FORMAT. Values only ever as `{name:Type}`. */
  sql: string;
  params?: Params;
  /** Aborting stops the query in the engine too. */
  signal?: AbortSignal | undefined;
  limits?: Partial<Limits>;
  /** Settings of the engine for this read alone. */
  settings?: Readonly<Record<string, number>>;
};

type Insert = {
  table: string;
  columns: readonly string[];
  /** Native blocks, see native.ts; or a file of them in `blocks`. */
  body: Uint8Array | readonly Uint8Array[] | { file: string };
  /** What the body is, when it is no Native block. */
  format?: 'TabSeparated';
  /** Names the content: the same token is stored once, within the table's deduplication window. */
  token: string;
};

export type EventStore = {
  /** Where what is inserted may be left as a file, which costs neither end a copy through a socket; the embedded engine's alone has it. */
  readonly blocks?: string | undefined;
  /** Runs a statement that answers nothing: DDL, DROP PARTITION and the like. */
  command(sql: string, params?: Params): Promise<void>;
  /** All rows of an answer. @throws {GlacisError} `query_too_expensive`, `unavailable`; the signal's reason when aborted. */
  rows<T>(read: Read): Promise<T[]>;
  /** The rows as they come, some at a time. */
  stream<T>(read: Read): AsyncIterable<T[]>;
  /** The bytes of the answer as lines of tab-separated text, which keep every value byte for byte. */
  download(read: Read): AsyncIterable<Buffer>;
  /** Stores Native blocks. When it resolves they are on disk, as far as the table's settings say so. */
  insert(insert: Insert): Promise<void>;
  /** @throws {GlacisError} `unavailable` when the engine does not answer a query. */
  ping(): Promise<void>;
  close(): Promise<void>;
};

/** Long enough for the slowest statement; each read has its own, shorter limit in the engine. */
const REQUEST_MS = 3_700_000;
/** Far longer than a batch takes: whoever inserts must get to know that nobody answers. */
const INSERT_MS = 120_000;
/** Readers and writers have sockets of their own, so that slow reads never keep an insert waiting. */
const READ_SOCKETS = 24;
const WRITE_SOCKETS = 8;

/** Connects to the embedded engine or a real server, the same way. Nothing is sent before it is used. */
export function connectEventStore(endpoint: EventEndpoint, { log }: { log: Log }): EventStore {
  const reader = client(endpoint, READ_SOCKETS);
  const writer = client(endpoint, WRITE_SOCKETS);

  /** For a server that does not notice that we hung up (a proxy between, for example). */
  const kill = (queryId: string) => {
    writer
      .command({ query: 'KILL QUERY WHERE query_id = {id:String} ASYNC', query_params: { id: queryId } })
      .catch((error: unknown) => log.debug({ queryId, reason: reasonOf(error) }, 'a query could not be killed'));
  };

  const failure = (error: unknown, signal: AbortSignal | undefined, limits?: Limits): unknown =>
    signal?.aborted ? signal.reason : explain(error, limits);

  const select = async (read: Read, limits: Limits, whole: boolean, queryId: string) =>
    reader.query({
      query: read.sql,
      query_id: queryId,
      query_params: { ...read.params },
      format: 'JSONEachRow',
      ...(read.signal && { abort_signal: read.signal }),
      clickhouse_settings: { ...read.settings, ...readSettings(limits), ...(whole && { wait_end_of_query: 1 }) },
    });

  /** Hands an answer through as it comes; when its reader stops or aborts, so does the engine. */
  async function* passing<T>(
    read: Read,
    open: (limits: Limits, queryId: string) => Promise<{ parts: AsyncIterable<T>; close(): void }>,
  ): AsyncGenerator<T, void, undefined> {
    read.signal?.throwIfAborted();
    const limits = { ...STREAM_LIMITS, ...read.limits };
    const queryId = randomUUID();
    let complete = false;
    try {
      const { parts, close } = await open(limits, queryId);
      read.signal?.addEventListener('abort', close, { once: true });
      try {
        yield* parts;
        complete = true;
      } finally {
        read.signal?.removeEventListener('abort', close);
        close();
      }
    } catch (error) {
      throw failure(error, read.signal, limits);
    } finally {
      if (!complete) kill(queryId);
    }
  }

  return {
    blocks: endpoint.blocks,

    async command(sql, params = {}) {
      try {
        await writer.command({ query: sql, query_params: { ...params }, clickhouse_settings: { wait_end_of_query: 1 } });
      } catch (error) {
        throw explain(error);
      }
    },

    async rows<T>(read: Read): Promise<T[]> {
      read.signal?.throwIfAborted();
      const limits = { ...ROWS_LIMITS, ...read.limits };
      const queryId = randomUUID();
      const stop = () => kill(queryId);
      read.signal?.addEventListener('abort', stop, { once: true });
      try {
        const answer = await select(read, limits, true, queryId);
        return await answer.json<T>();
      } catch (error) {
        throw failure(error, read.signal, limits);
      } finally {
        read.signal?.removeEventListener('abort', stop);
      }
    },

    async *stream<T>(read: Read): AsyncGenerator<T[], void, undefined> {
      const open = async (limits: Limits, queryId: string) => {
        const answer = await select(read, limits, false, queryId);
        return { parts: answer.stream<T>(), close: () => answer.close() };
      };
      for await (const rows of passing(read, open)) yield rows.map((row) => row.json());
    },

    download(read) {
      return passing(read, async (limits, queryId) => {
        const { stream, response_headers: headers } = await reader.exec({
          query: `${read.sql} FORMAT TabSeparated`,
          query_id: queryId,
          query_params: { ...read.params },
          ...(read.signal && { abort_signal: read.signal }),
          clickhouse_settings: { ...read.settings, ...readSettings(limits) },
        });
        const tag = headers['x-clickhouse-exception-tag'];
        return { parts: checkedBody(stream, typeof tag === 'string' ? tag : undefined), close: () => stream.destroy() };
      });
    },

    async insert({ table, columns, body, token, format = 'Native' }) {
      const query = `INSERT INTO ${identifier(table)} (${columns.map(identifier).join(', ')}) FORMAT ${format}`;
      const left = 'file' in body ? { glacis_file: basename(body.file) } : {};
      const chunks = body instanceof Uint8Array ? [body] : 'file' in body ? [] : body;
      const deadline = AbortSignal.timeout(INSERT_MS);
      try {
        const { stream } = await writer.exec({
          query,
          abort_signal: deadline,
          values: Readable.from(chunks.map(asBuffer), { objectMode: false }),
          clickhouse_settings: { ...left, insert_deduplication_token: token, async_insert: 0, wait_end_of_query: 1 },
        });
        // An answer left unread keeps its socket until the server's timeout.
        await finished(stream.resume());
      } catch (error) {
        throw deadline.aborted ? errors.unavailable({ what: `The event store did not confirm an insert within ${INSERT_MS / 1_000} s.` }) : explain(error);
      }
    },

    async ping() {
      const answer = await reader.ping({ select: true });
      if (answer.success) return;
      const error = explain(answer.error);
      throw error instanceof GlacisError ? error : errors.unavailable({ what: `The event store does not answer (${reasonOf(error)}).` });
    },

    async close() {
      await Promise.all([reader.close(), writer.close()]);
    },
  };
}

function client({ url, socketPath }: EventEndpoint, sockets: number): ClickHouseClient {
  const options = { keepAlive: true, maxSockets: sockets, ...(socketPath !== undefined && { socketPath }) };
  return createClient({
    url,
    application: 'glacis',
    http_agent: url.startsWith('https:') ? new https.Agent(options) : new http.Agent(options),
    request_timeout: REQUEST_MS,
    log: { level: ClickHouseLogLevel.OFF },
  });
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function identifier(name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name)) throw new Error(`not an identifier: ${name.slice(0, 70)}`);
  return name;
}
