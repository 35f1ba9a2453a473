import { createRequire } from 'node:module';

/** A connection inside the engine. Cheap to make (0.1 ms), carries its own settings, runs one statement at a time. */
export type Connection = { readonly connection: unique symbol };
type Cursor = { readonly cursor: unique symbol };

/**
 * The native functions of chDB 3.4 that we use. The package's own `Session` serialises queries with parameters over the
 * whole process and cannot wait for a connection to fall idle, hence the addon itself; the package version is pinned.
 * Closing a connection while one of its promises is pending aborts the engine: always wait for it.
 */
export type Addon = {
  CreateConnection(directory: string, args?: readonly string[]): Connection;
  CloseConnection(connection: Connection): void;
  /** Runs on libuv's threads and buffers the whole result. */
  QueryAsyncConnection(connection: Connection, sql: string, format: string): Promise<{ bytes: Buffer; rowsRead: number; bytesRead: number }>;
  /** Plans on the calling thread (scalar subqueries run here!); only statements that return rows. */
  StreamQuery(connection: Connection, sql: string, format: string): Cursor;
  StreamFetch(cursor: Cursor): Promise<{ bytes: Buffer; done: boolean }>;
  StreamCancel(cursor: Cursor): void;
};

const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': '@chdb/lib-linux-x64-gnu',
  'linux-arm64': '@chdb/lib-linux-arm64-gnu',
  'darwin-x64': '@chdb/lib-darwin-x64',
  'darwin-arm64': '@chdb/lib-darwin-arm64',
};

/** Loads the engine into this process (540 MB of library, mapped). @throws when the platform has none. */
export function loadAddon(): Addon {
  const platform = `${process.platform}-${process.arch}`;
  const name = PACKAGES[platform];
  if (name === undefined) throw new Error(`there is no embedded event engine for ${platform}`);
  const chdb = createRequire(import.meta.url).resolve('chdb/package.json');
  return createRequire(chdb)(name);
}
