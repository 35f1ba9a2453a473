import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import type { Clock } from '../kernel/clock.ts';
import type { Config } from '../kernel/config.ts';
import { errors, GlacisError, reasonOf } from '../kernel/errors.ts';
import type { EventEndpoint } from '../kernel/eventstore/index.ts';
import type { Log } from '../kernel/log.ts';
import { launchChdb } from './chdb/launch.ts';
import type { ChildOptions } from './chdb/protocol.ts';
import { lockData } from './lock.ts';
import { launchPostgres, postgresAccess } from './postgres/launch.ts';
import { socketDirectory } from './sockets.ts';
import { supervise, type EngineStatus } from './supervisor.ts';

export type { EngineStatus } from './supervisor.ts';

export type Engines = {
  /** For `pg`: a socket and role of the embedded server, or the given connection string. */
  database: pg.PoolConfig;
  /** For the event store's client. */
  events: EventEndpoint;
  /** The event engine's own HTTP port, when one was asked for. */
  eventsPort: number | undefined;
  /** The engines that run here; empty when both stores are servers of the operator. */
  status(): EngineStatus[];
  /** Ends what was started, in order, and gives the data directory back. */
  stop(): Promise<void>;
};

type StoreConfig = Pick<Config, 'data' | 'databaseUrl' | 'clickhouseUrl' | 'engineMemory'>;

type Options = {
  config: StoreConfig;
  log: Log;
  clock: Clock;
  /** Also serves the embedded event engine on TCP, so that other servers can share it by URL. */
  eventsTcp?: ChildOptions['tcp'];
};

/** A file in a data directory whose restore has begun and not ended; no server starts there. */
export const UNFINISHED_RESTORE = 'restore.unfinished';

/**
 * Takes the data directory and starts the embedded engines that the configuration asks for (those without a URL).
 * @throws {GlacisError} `data_in_use` when a server has the directory, `engine_failed` when an engine does not start.
 */
export async function startEngines({ config, log, clock, eventsTcp }: Options): Promise<Engines> {
  prepareData(config.data);
  const unlock = lockData(config.data);
  const running: { status(): EngineStatus; stop(): Promise<void> }[] = [];
  const stop = async () => {
    await Promise.all(running.map((engine) => engine.stop()));
    unlock();
  };
  const start = async (engine: EngineStatus['engine'], launch: Parameters<typeof supervise>[1]) => {
    try {
      running.push(await supervise(engine, launch, { clock, log }));
    } catch (error) {
      throw error instanceof GlacisError ? error : errors.engineFailed({ engine: engine === 'chdb' ? 'event' : 'PostgreSQL', reason: reasonOf(error) });
    }
  };
  try {
    const { postgres, chdb, options } = placesOf(config, eventsTcp);
    let eventsPort: number | undefined;
    const started = await Promise.allSettled([
      config.databaseUrl === undefined && start('postgresql', () => launchPostgres(postgres, { clock, log })),
      config.clickhouseUrl === undefined &&
        start('chdb', async () => {
          const launched = await launchChdb(chdb, options, { clock, log });
          // Who asked for any port keeps the one that it got.
          eventsPort = launched.port;
          if (options.tcp && launched.port !== undefined) options.tcp = { ...options.tcp, port: launched.port };
          return launched;
        }),
    ]);
    for (const result of started) if (result.status === 'rejected') throw result.reason;
    return {
      ...reachStores(config),
      eventsPort,
      status: () => running.map((engine) => engine.status()),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * How the stores of a data directory are reached while a server of this machine runs on it: by the same sockets. For
 * whoever may open them, which is who runs the server.
 */
export function reachStores(config: StoreConfig): Pick<Engines, 'database' | 'events'> {
  const { postgres, options } = placesOf(config);
  return {
    database: config.databaseUrl === undefined ? postgresAccess(postgres) : { connectionString: config.databaseUrl },
    events: config.clickhouseUrl === undefined ? { url: 'http://events', socketPath: options.socket, blocks: options.blocks } : { url: config.clickhouseUrl },
  };
}

function placesOf(config: StoreConfig, tcp?: ChildOptions['tcp']) {
  const run = join(config.data, 'run');
  const sockets = socketDirectory(config.data);
  const options: ChildOptions = { socket: join(sockets, 'events.sock'), incoming: join(run, 'incoming'), blocks: join(run, 'blocks'), memoryBytes: config.engineMemory, tcp };
  return {
    postgres: { directory: join(config.data, 'postgres'), socketDirectory: join(sockets, 'pg'), links: run },
    chdb: { directory: join(config.data, 'events'), pidFile: join(run, 'events.pid') },
    options,
  };
}

function prepareData(directory: string): void {
  try {
    mkdirSync(join(directory, 'run'), { recursive: true, mode: 0o700 });
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw errors.misconfigured({ name: 'GLACIS_DATA', reason: `names a directory that cannot be written: ${reasonOf(error)}` });
  }
  if (existsSync(join(directory, UNFINISHED_RESTORE))) {
    throw errors.misconfigured({ name: 'GLACIS_DATA', reason: 'names a directory with a restore that was not finished; empty it and restore again.' });
  }
}
