import { mkdirSync, rmSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { startEngines } from '../../engines/index.ts';
import { lockData } from '../../engines/lock.ts';
import { auditTrail } from '../../kernel/audit.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Config } from '../../kernel/config.ts';
import { connectDatabase } from '../../kernel/database/index.ts';
import { errors, GlacisError, reasonOf } from '../../kernel/errors.ts';
import { connectEventStore, type EventStore } from '../../kernel/eventstore/index.ts';
import type { Log } from '../../kernel/log.ts';
import { systemPrincipal } from '../../kernel/principal.ts';
import { keepDrill, type RestoreDrill } from '../../kernel/restore-drill.ts';
import { openStores } from '../stores.ts';
import { readArchive } from './archive.ts';
import { takeBackup } from './backup.ts';
import { addContents, differing, rowsOf, type Contents } from './contents.ts';
import { dumpEvents } from './events.ts';
import { dumpFiles } from './files.ts';
import { MANIFEST, type Manifest } from './manifest.ts';
import { restoreBackup } from './restore.ts';
import { dumpState } from './state.ts';

type Options = {
  config: Config;
  log: Log;
  clock: Clock;
  createEventTables: (events: EventStore) => Promise<void>;
  /** The stores may be so large at most, in bytes; absent: as the disk allows. */
  mostBytes?: number;
};

/** Empty stores take so much already, and what runs beside needs some. */
const RESERVE_BYTES = 1024 ** 3;
/** A drill runs beside the house, and takes little of its memory. */
const MOST_MEMORY = 1024 ** 3;

/**
 * Takes a backup, restores it into an empty place beside the data, compares what is in both row by row, removes the place, and
 * writes down how it went: a backup that cannot be taken has failed, too. Whatever runs meanwhile runs on. A signal that ends the
 * process removes the place first.
 * @throws {GlacisError} `data_in_use` while another drill is held, `conflict` where there is no room for one, or nothing to back up; nothing is written down then.
 */
export async function restoreDrill({ config, log, clock, createEventTables, mostBytes = Number.POSITIVE_INFINITY }: Options): Promise<RestoreDrill> {
  const place = join(config.data, 'drill');
  const began = clock.now();
  mkdirSync(place, { recursive: true, mode: 0o700 });
  const unlock = lockData(place);
  const file = join(place, 'backup');
  const data = join(place, 'data');
  // Engines may still write there when a signal ends the drill.
  const clear = (): void => [file, `${file}.partial`, data].forEach((path) => rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  const forget = clearAtEnd(clear);
  try {
    // One that was killed left something behind, which is no hindrance to this one.
    clear();
    await checkRoom({ config, log, clock }, mostBytes);
    const before: Contents = new Map();
    const after: Contents = new Map();
    const taken = await backedUp({ config, log, clock, file, overwrite: true });
    const manifest = 'failed' in taken ? undefined : taken;
    const failed = 'failed' in taken ? taken.failed : await brought(async () => {
      const there = { ...config, data, databaseUrl: undefined, clickhouseUrl: undefined, engineMemory: Math.min(config.engineMemory, MOST_MEMORY) };
      await restoreBackup({ config: there, log, clock, file, createEventTables, isDrill: true });
      await addContents(before, withoutManifest(file));
      await addRestored(after, { config: there, log, clock });
      return differing(before, after);
    });
    const rows = rowsOf(before, 'state');
    const events = rowsOf(before, 'events');
    const words = failed ?? `${rows.toLocaleString('en')} rows and ${events.toLocaleString('en')} events came back, as of ${manifest?.createdAt}`;
    const drill: RestoreDrill = { at: new Date(clock.now()).toISOString(), passed: failed === undefined, words: words.slice(0, 1_000), rows, events, seconds: Math.round((clock.now() - began) / 100) / 10 };
    await writeDown({ config, log, clock }, drill, manifest);
    return drill;
  } finally {
    forget();
    clear();
    unlock();
    rmSync(place, { recursive: true, force: true });
  }
}

/** Clears before a signal ends this process, which `finally` does not live to see. @returns what takes that back. */
function clearAtEnd(clear: () => void): () => void {
  const signals = ['SIGTERM', 'SIGINT'] as const;
  const forget = (): void => signals.forEach((signal) => process.off(signal, end));
  function end(signal: NodeJS.Signals): void {
    forget();
    try {
      clear();
    } finally {
      process.kill(process.pid, signal);
    }
  }
  for (const signal of signals) process.on(signal, end);
  return forget;
}

/** @throws {GlacisError} `conflict` where there is nothing to back up. */
async function backedUp(options: Parameters<typeof takeBackup>[0]): Promise<Manifest | { failed: string }> {
  try {
    return await takeBackup(options);
  } catch (error) {
    if (error instanceof GlacisError && error.code === 'conflict') throw error;
    return { failed: `the backup failed: ${reasonOf(error)}` };
  }
}

/** What did not come back, in words; undefined where all did. */
async function brought(restore: () => Promise<string[]>): Promise<string | undefined> {
  try {
    const different = await restore();
    return different.length === 0 ? undefined : `not the same after the restore: ${different.join(', ')}`;
  } catch (error) {
    return `the restore failed: ${reasonOf(error)}`;
  }
}

async function* withoutManifest(file: string) {
  for await (const entry of readArchive(file)) if (entry.name !== MANIFEST) yield entry;
}

type Place = Pick<Options, 'config' | 'log' | 'clock'>;

async function addRestored(contents: Contents, { config, log, clock }: Place): Promise<void> {
  const engines = await startEngines({ config, log, clock });
  const database = connectDatabase(engines.database, { log });
  const events = connectEventStore(engines.events, { log });
  try {
    const client = await database.pool.connect();
    try {
      await addContents(contents, dumpState(client, { running: false }));
    } finally {
      client.release(true);
    }
    await addContents(contents, dumpEvents(events, {}));
    await addContents(contents, dumpFiles(config.data));
  } finally {
    await database.close();
    await events.close();
    await engines.stop();
  }
}

/** @throws {GlacisError} `conflict` */
async function checkRoom(place: Place, mostBytes: number): Promise<void> {
  const stores = await openStores(place);
  const database = connectDatabase(stores.database, { log: place.log });
  const events = connectEventStore(stores.events, { log: place.log });
  try {
    const { rows } = await database.pool.query<{ bytes: string }>('SELECT pg_database_size(current_database())::text AS bytes');
    const [parts] = await events.rows<{ bytes: number }>({ sql: 'SELECT toFloat64(sum(bytes_on_disk)) AS bytes FROM system.parts WHERE active AND database = currentDatabase()' });
    const bytes = Number(rows[0]?.bytes ?? 0) + (parts?.bytes ?? 0);
    if (bytes > mostBytes) throw errors.conflict({ what: `The stores hold ${gib(bytes)}, more than the ${gib(mostBytes)} of which a drill is held by itself: glacis backup drill holds one.` });
    const { bavail, bsize } = await statfs(place.config.data);
    // The backup, and what is restored of it.
    const needed = 2 * bytes + RESERVE_BYTES;
    if (bavail * bsize < needed) throw errors.conflict({ what: `A drill needs ${gib(needed)} of free disk, and there are ${gib(bavail * bsize)}.` });
  } finally {
    await database.close();
    await events.close();
    await stores.stop();
  }
}

const gib = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)} GiB`;

async function writeDown(place: Place, drill: RestoreDrill, manifest: Manifest | undefined): Promise<void> {
  const stores = await openStores(place);
  const database = connectDatabase(stores.database, { log: place.log });
  try {
    await keepDrill(database.db, drill);
    await auditTrail({ db: database.db, clock: place.clock }).record({
      action: 'backup.drill', outcome: drill.passed ? 'success' : 'failure', actor: systemPrincipal('backup'), ...(manifest && { target: { type: 'journal', id: String(manifest.journal) } }), detail: drill,
    });
  } finally {
    await database.close();
    await stores.stop();
  }
}
