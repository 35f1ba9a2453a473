import type { Command } from 'commander';
import { AuditEntry } from '../identity/contract.ts';
import { Page } from '../kernel/http/page.ts';
import { apiClient } from './client.ts';
import { print, printAll, printJson, table } from './output.ts';

type Options = { actor?: string; action?: string; from?: string; to?: string; limit: string; export?: boolean; json?: boolean };

export const audit = (program: Command): void => {
  program
    .command('audit')
    .description('what anybody did to Glacis, the newest first')
    .option('--actor <name>', 'by whom: id or name')
    .option('--action <action>', 'what: session.create, token.revoke, …')
    .option('--from <time>', 'not before (RFC 3339)')
    .option('--to <time>', 'before (RFC 3339)')
    .option('--limit <n>', 'how many', '50')
    .option('--export', 'everything that fits, as NDJSON')
    .option('--json', 'print JSON')
    .action(async ({ export: whole = false, json = false, limit, ...filter }: Options) => {
      const query = new URLSearchParams(filter);
      if (whole) return printAll(await apiClient().fetch(`/api/v1/audit/export?${query.toString()}`));
      query.set('limit', limit);
      const page = await apiClient().json(Page(AuditEntry), 'GET', `/api/v1/audit?${query.toString()}`);
      if (json) return printJson(page);
      print(table(
        ['at', 'who', 'from', 'what', 'outcome', 'target', 'detail'],
        page.items.map(({ at, actor, ip, action, outcome, target, detail }) => [at, actor.name, ip ?? '', action, outcome, target === null ? '' : `${target.type} ${target.id}`, JSON.stringify(detail)]),
      ));
    });
};
