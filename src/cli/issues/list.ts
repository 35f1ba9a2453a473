import { Option, type Command } from 'commander';
import { Page } from '../../kernel/http/page.ts';
import { ISSUE_SORTS, Issue, IssuesQuery } from '../../vulnerabilities/contract.ts';
import { checked } from '../checked.ts';
import { apiClient } from '../client.ts';
import { note, print, printJson, table } from '../output.ts';
import { filterOf, filterOptions } from './filter.ts';

type Given = Record<string, unknown> & { sort: string; limit: string; json?: boolean };

export const list = (issues: Command): void => {
  filterOptions(issues.command('list'))
    .description('list them, those that need somebody first')
    .addOption(new Option('--sort <order>', 'what comes first').choices(ISSUE_SORTS).default('priority'))
    .option('--limit <n>', 'how many', '50')
    .option('--json', 'print JSON')
    .action(async ({ json = false, sort, limit, ...filter }: Given) => {
      const query = { ...filterOf(filter), sort, limit, count: 'true' };
      checked(IssuesQuery, query);
      const page = await apiClient().json(Page(Issue), 'GET', `/api/v1/issues?${new URLSearchParams(query).toString()}`);
      if (json) return printJson(page);
      print(table(['prio', 'severity', 'state', 'due', 'vulnerability', 'package', 'fix', 'places', 'owner', 'id'], page.items.map(rowOf)));
      if (page.next !== null) note(`${page.items.length} of ${page.total === undefined || page.total >= 10_000 ? 'many' : page.total}; --limit shows more.`);
    });
};

const rowOf = ({ priority, severity, state, clock, vulnerability, package: { name, ecosystem }, fix, places, owner, id, proposed }: Issue): (string | number)[] => [
  priority, severity, proposed === null ? state : `${state} (${proposed} proposed)`, clock === null ? '' : `${clock.due}${clock.late > 0 ? ` late ${clock.late}` : ''}`,
  vulnerability, `${name} ${ecosystem}`, fix.is === 'fixed' ? fix.versions.join(', ') : fix.is, places.open, owner ?? '', id,
];
