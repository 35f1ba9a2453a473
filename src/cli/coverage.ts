import type { Command } from 'commander';
import { Coverage } from '../inventory/contract.ts';
import { apiClient } from './client.ts';
import { note, print, printJson, table } from './output.ts';

/** `glacis coverage`: what has been looked at, and what not. */
export const coverage = (program: Command): void => {
  program
    .command('coverage')
    .description('of what exists and runs, what has been looked at, and what not since when')
    .option('--fail-on-gaps', 'exit 1 when something was never looked at, or not for too long')
    .option('--json', 'print JSON')
    .action(async ({ failOnGaps = false, json = false }: { failOnGaps?: boolean; json?: boolean }) => {
      const found = await apiClient().json(Coverage, 'GET', '/api/v1/coverage');
      if (json) printJson(found);
      else {
        print(table(['kind', 'all', 'current', 'stale', 'incomplete', 'never'], found.kinds.map(({ kind, total, current, stale, incomplete, never }) => [kind, total, current, stale, incomplete, never])));
        if (found.gaps.length > 0) print(`\n${table(['scan', 'since', 'why', 'asset'], found.gaps.map(({ state, since, reason, asset }) => [state, since ?? 'ever', reason, asset.name]))}`);
        if (found.silentNodes > 0) note(`${found.silentNodes} nodes are silent.`);
        if (found.unknownImages > 0) note(`${found.unknownImages} images run of which no registry that is polled knows.`);
      }
      if (failOnGaps && found.gaps.length > 0) process.exitCode = 1;
    });
};
