import type { Command } from 'commander';
import { systemClock } from '../kernel/clock.ts';
import { readConfig } from '../kernel/config.ts';
import { serverLog } from '../kernel/log.ts';
import { note } from './output.ts';

export const serve = (program: Command): void => {
  program
    .command('serve')
    .description('start the server (npm start does this)')
    .action(async () => {
      const { startServer } = await import('../server/index.ts');
      const { terminalProgress } = await import('../server/progress.ts');
      const config = readConfig(process.env);
      // A person at a terminal wants the progress and what is wrong, not the log of a service.
      const quiet = process.stderr.isTTY && config.logLevel === 'info';
      const log = serverLog(quiet ? 'warn' : config.logLevel);
      const progress = terminalProgress(systemClock, (text) => process.stderr.write(text));
      const server = await startServer({ config, log, clock: systemClock, progress });

      let stopping = false;
      const stop = () => {
        // A second signal means: now.
        if (stopping) process.exit(3);
        stopping = true;
        note('\nGlacis is stopping…');
        server.stop().then(() => process.exit(0), (error: unknown) => {
          log.error({ err: error }, 'could not stop cleanly');
          process.exit(3);
        });
      };
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
    });
};
