import type { Command } from 'commander';

/** The group `glacis logs`, which several files add their command to. */
export const logs = (program: Command): Command =>
  program.commands.find((command) => command.name() === 'logs') ?? program.command('logs').description('import, search and follow log lines');
