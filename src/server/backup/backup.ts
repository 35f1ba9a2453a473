import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { auditTrail } from '../../kernel/audit.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Config } from '../../kernel/config.ts';
import { connectDatabase } from '../../kernel/database/index.ts';
import { errors } from '../../kernel/errors.ts';
import { connectEventStore } from '../../kernel/eventstore/index.ts';
import type { Log } from '../../kernel/log.ts';
import { systemPrincipal } from '../../kernel/principal.ts';
import { openStores } from '../stores.ts';
import { version } from '../version.ts';
import { writeArchive } from './archive.ts';
import { cutAt } from './cut.ts';
import { dumpEvents } from './events.ts';
import { dumpFiles } from './files.ts';
import type { Manifest } from './manifest.ts';
import { beginSnapshot, dumpState, versions } from './state.ts';

type Options = { config: Config; log: Log; clock: Clock; file: string; overwrite: boolean };

/**
 * Writes a backup of everything but the master key, of a stopped server or beside a running one: one snapshot of
 * PostgreSQL, the journal's position in it, and the events up to there.
 * @throws {GlacisError} `conflict` when the file is there already, or no server ever ran here; whatever the stores throw.
 */
export async function takeBackup({ config, log, clock, file, overwrite }: Options): Promise<Manifest> {
  if (!overwrite && existsSync(file)) throw errors.conflict({ what: `${file} is there already; --overwrite replaces it.` });
  if (config.databaseUrl === undefined && !existsSync(join(config.data, 'postgres'))) throw nothingHere(config.data);
  const stores = await openStores({ config, log, clock });
  // Without the whole of both stores to ourselves somebody may be storing while we read.
  const shared = stores.runningPid !== undefined || config.databaseUrl !== undefined || config.clickhouseUrl !== undefined;
  const database = connectDatabase(stores.database, { log });
  const events = connectEventStore(stores.events, { log });
  try {
    const manifest = await writeArchive(file, async function* () {
      const client = await database.pool.connect();
      try {
        const createdAt = new Date(clock.now()).toISOString();
        await beginSnapshot(client);
        if ((await versions(client)).schema === 0) throw nothingHere(config.data);
        const { journal, events: committed } = await cutAt(client);
        const state = yield* dumpState(client, { running: shared });
        const stored = yield* dumpEvents(events, shared ? { events: committed } : {});
        if (!shared) yield* dumpFiles(config.data);
        return { format: 1 as const, glacis: version, createdAt, ...state, journal, spool: !shared, events: stored };
      } finally {
        client.release(true);
      }
    });
    const { journal, spool } = manifest;
    await auditTrail({ db: database.db, clock }).record({
      action: 'backup.take', outcome: 'success', actor: systemPrincipal('backup'), target: { type: 'file', id: file }, detail: { journal, spool },
    });
    return manifest;
  } finally {
    await database.close();
    await events.close();
    await stores.stop();
  }
}

const nothingHere = (data: string) => errors.conflict({ what: `No server has ever run on ${data}: there is nothing to back up.` });
