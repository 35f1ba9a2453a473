import type { Addon, Connection } from './addon.ts';
import { slots, type Slots } from './slots.ts';
import { EngineError, killStatement, preparation, type Statement } from './statement.ts';

/** libuv's threads carry every native call (UV_THREADPOOL_SIZE); the three kinds of work together stay below them. */
const READS = 8;
const WRITES = 4;
const CONTROLS = 2;
export const THREADS = 16;

/** How often a cancelled statement is told to stop until it did: the first time may be before it was registered. */
const KILL_AGAIN_MS = 100;

type Written = { rows: number; bytes: number };
export type Engine = ReturnType<typeof openEngine>;

/**
 * Opens the data directory. Each statement gets a connection of its own, so that no setting, parameter or `readonly`
 * outlives it; one connection is kept open because the engine shuts down with its last one.
 * @throws when another process has the directory (code 76).
 */
export function openEngine(addon: Addon, directory: string, memoryBytes: number) {
  const keeper = addon.CreateConnection(directory, [`--max_server_memory_usage=${memoryBytes}`]);
  const reads = slots(READS, 256);
  const writes = slots(WRITES, 64);
  const controls = slots(CONTROLS, 256);
  let open = 0;
  let idle = () => {};
  let closing = false;

  const killOnce = async (queryId: string): Promise<void> => {
    const release = await controls.take();
    try {
      const connection = addon.CreateConnection(directory);
      await addon.QueryAsyncConnection(connection, killStatement(queryId), 'Null').finally(() => addon.CloseConnection(connection));
    } finally {
      release();
    }
  };

  /** A kill that fails or came too early is tried again while the statement runs. */
  const kill = async (queryId: string, ended: Promise<unknown>): Promise<void> => {
    const over = ended.then(() => true, () => true);
    do await killOnce(queryId).catch(() => {});
    while (!(await Promise.race([over, later(KILL_AGAIN_MS)])));
  };

  /** Runs `native` and, when the signal aborts, kills the statement; settles only when the engine is done with it. */
  const killable = async <T>(native: Promise<T>, queryId: string, signal: AbortSignal | undefined): Promise<T> => {
    const onAbort = () => void kill(queryId, native);
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      return await native;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  };

  /** A connection prepared for the statement, in a slot; `done` gives both back. */
  const prepared = async (lane: Slots, statement: Statement, signal: AbortSignal | undefined) => {
    const release = await lane.take(signal);
    if (closing) {
      release();
      throw new EngineError(236, 'ABORTED', 'The server is shutting down');
    }
    open += 1;
    let connection: Connection | undefined;
    const done = () => {
      if (connection) addon.CloseConnection(connection);
      open -= 1;
      release();
      if (open === 0) idle();
    };
    try {
      connection = addon.CreateConnection(directory);
      for (const sql of preparation(statement)) await addon.QueryAsyncConnection(connection, sql, 'Null');
      return { connection, done };
    } catch (error) {
      done();
      throw error;
    }
  };

  const laneOf = (statement: Statement): Slots => {
    if (/^\s*KILL\b/i.test(statement.sql)) return controls;
    return statement.settings.has('readonly') ? reads : writes;
  };

  return {
    /** Runs a statement and answers with its whole result in its format. */
    async run(statement: Statement, signal?: AbortSignal): Promise<Uint8Array> {
      const { connection, done } = await prepared(laneOf(statement), statement, signal);
      try {
        const native = addon.QueryAsyncConnection(connection, statement.sql, statement.format);
        return (await killable(native, statement.queryId, signal)).bytes;
      } finally {
        done();
      }
    },

    /**
     * Runs a statement that returns rows and yields the result as it comes. Planning runs on this thread: a statement
     * with a slow scalar subquery belongs to `run`.
     */
    async *stream(statement: Statement, signal?: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
      const { connection, done } = await prepared(laneOf(statement), statement, signal);
      try {
        const cursor = addon.StreamQuery(connection, statement.sql, statement.format);
        try {
          for (;;) {
            const chunk = await killable(addon.StreamFetch(cursor), statement.queryId, signal);
            if (chunk.done) return;
            yield chunk.bytes;
          }
        } finally {
          addon.StreamCancel(cursor);
        }
      } finally {
        done();
      }
    },

    /** Runs an INSERT that reads a file. A write, once begun, is not cancelled. */
    async insert(statement: Statement, signal?: AbortSignal): Promise<Written> {
      const { connection, done } = await prepared(writes, statement, signal);
      try {
        const { rowsRead, bytesRead } = await addon.QueryAsyncConnection(connection, statement.sql, 'Null');
        return { rows: rowsRead, bytes: bytesRead };
      } finally {
        done();
      }
    },

    /** Waits for what runs and refuses what waits, then closes the directory. */
    async close(): Promise<void> {
      closing = true;
      if (open > 0) await new Promise<void>((resolve) => (idle = resolve));
      addon.CloseConnection(keeper);
    },
  };
}

const later = (ms: number): Promise<false> => new Promise((resolve) => setTimeout(() => resolve(false), ms));

/** The engine refuses to stream what returns no rows, before running it: such a statement is to be `run`. */
export const isNotStreamable = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('Streaming query is not supported for query');
