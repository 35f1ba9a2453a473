import { constants, setPriority } from 'node:os';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { systemClock } from '../kernel/clock.ts';
import { readConfig } from '../kernel/config.ts';
import { serverLog } from '../kernel/log.ts';
import { note, plain, print, printJson } from './output.ts';
import { summary } from './restore.ts';

export const backup = (program: Command): void => {
  const command = program
    .command('backup')
    .argument('<file>', 'what to write')
    .description('write everything but the master key into one file, of a stopped server or beside a running one')
    .option('--overwrite', 'replace the file when it is there')
    .option('--json', 'print what was written as JSON')
    .action(async (file: string, { overwrite = false, json = false }: { overwrite?: boolean; json?: boolean }) => {
      const { takeBackup } = await import('../server/backup/index.ts');
      const config = readConfig(process.env);
      const manifest = await takeBackup({ config, log: serverLog('warn'), clock: systemClock, file: resolve(file), overwrite });
      const { entries: _, ...facts } = manifest;
      if (json) printJson({ file: resolve(file), ...facts });
      else print(`${resolve(file)}: ${summary(manifest)}`);
      note(`The master key (${config.data}/keys/) is not in it. Keep a copy of that directory in another place, apart from backups.`);
      if (!manifest.spool) note('Lines that a running server had accepted but not stored yet are not in it; they stay in its spool.');
    });

  command
    .command('drill')
    .description('take a backup, restore it beside the data, compare, and remove both: exit code 1 when not everything came back')
    .option('--most <GiB>', 'hold none when the stores are larger', Number)
    .option('--json', 'print how it went as JSON')
    .action(async ({ most, json = false }: { most?: number; json?: boolean }) => {
      // The house comes first.
      setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
      const { eventTables } = await import('../logs/index.ts');
      const { restoreDrill } = await import('../server/backup/index.ts');
      const drill = await restoreDrill({
        config: readConfig(process.env), log: serverLog('warn'), clock: systemClock, createEventTables: eventTables, ...(most === undefined ? {} : { mostBytes: most * 1024 ** 3 }),
      });
      if (!drill.passed) process.exitCode = 1;
      if (json) printJson(drill);
      else print(plain(`${drill.passed ? 'passed' : 'failed'} after ${drill.seconds} s: ${drill.words}`));
    });
};
