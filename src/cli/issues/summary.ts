import { Option, type Command } from 'commander';
import { IssuesSummary } from '../../vulnerabilities/contract.ts';
import { apiClient } from '../client.ts';
import { note, print, printJson, table } from '../output.ts';

/** What a pipeline may stop for. */
const GATES = ['undecided', 'overdue', 'slipped', 'kev', 'required', 'open'] as const;
type Gate = (typeof GATES)[number];

export const summary = (issues: Command): void => {
  issues
    .command('summary')
    .description('how many there are of which kind; for pipelines, exit 1 when there are some of one')
    .addOption(new Option('--fail-on <kind>', 'exit 1 when there is one').choices(GATES))
    .option('--json', 'print JSON')
    .action(async ({ failOn, json = false }: { failOn?: Gate; json?: boolean }) => {
      const found = await apiClient().json(IssuesSummary, 'GET', '/api/v1/issues/summary');
      if (json) printJson(found);
      else print(table(['kind', 'issues'], rowsOf(found)));
      if (failOn === undefined || found[failOn] === 0) return;
      note(`glacis: ${found[failOn]} issues are ${failOn}`);
      process.exitCode = 1;
    });
};

const rowsOf = ({ open, required, undecided, overdue, proposed, kev, slipped, dueSoon, bySeverity }: IssuesSummary): (readonly [string, number])[] => [
  ['open', open], ['required by policy', required], ['undecided', undecided], ['overdue', overdue], ['plans that slipped', slipped], ['plans due soon', dueSoon],
  ['waiting for an approver', proposed], ['known to be exploited', kev], ...Object.entries(bySeverity),
];
