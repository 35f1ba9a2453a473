import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { systemClock } from '../kernel/clock.ts';
import { readConfig } from '../kernel/config.ts';
import { serverLog } from '../kernel/log.ts';
import type { Manifest } from '../server/backup/index.ts';
import { note, print, printJson } from './output.ts';

export const restore = (program: Command): void => {
  program
    .command('restore <file>')
    .description('fill an empty data directory from a backup, after checking all of it')
    .option('--json', 'print what was restored as JSON')
    .action(async (file: string, { json = false }: { json?: boolean }) => {
      const { eventTables } = await import('../logs/index.ts');
      const { restoreBackup } = await import('../server/backup/index.ts');
      const config = readConfig(process.env);
      const manifest = await restoreBackup({ config, log: serverLog('warn'), clock: systemClock, file: resolve(file), createEventTables: eventTables });
      const { entries: _, ...facts } = manifest;
      if (json) printJson({ data: config.data, ...facts });
      else print(`${config.data}: ${summary(manifest)}`);
      if (!existsSync(join(config.data, 'keys', 'master.key'))) {
        note(`Put your copy of keys/ into ${config.data} before you start: without the master key no sealed secret can be opened.`);
      }
    });
};

export function summary({ createdAt, journal, state, events }: Pick<Manifest, 'createdAt' | 'journal' | 'state' | 'events'>): string {
  const rows = (tables: readonly { rows: number }[]) => tables.reduce((sum, table) => sum + table.rows, 0).toLocaleString('en');
  return `${rows(state)} rows of state and ${rows(events)} events, as of ${createdAt} (journal position ${journal})`;
}
