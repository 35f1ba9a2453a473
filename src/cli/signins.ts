import { readFileSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { Identity, ImportAnswer, ImportFrom, ReviewSignIn, SignIn } from '../detection/contract.ts';
import { Page } from '../kernel/http/page.ts';
import { apiClient } from './client.ts';
import { note, plain, print, printJson, table } from './output.ts';
import { everyItem } from './pages.ts';

type ListOptions = { unexpected?: boolean; account?: string; from?: string; to?: string; limit: string; json?: boolean };

export const signIns = (program: Command): void => {
  const command = program.command('sign-ins').description('who signed in where, and whether that was expected');

  command
    .command('list')
    .description('list them, the newest first')
    .option('--unexpected', 'only those that something speaks against and nobody has reviewed')
    .option('--account <name>', 'of one account')
    .option('--from <time>', 'not before (RFC 3339)')
    .option('--to <time>', 'before (RFC 3339)')
    .option('--limit <n>', 'how many', '50')
    .option('--json', 'print JSON')
    .action(async ({ unexpected = false, json = false, ...filter }: ListOptions) => {
      const query = new URLSearchParams({ ...filter, ...(unexpected ? { expected: 'false', reviewed: 'false' } : {}) });
      const page = await apiClient().json(Page(SignIn), 'GET', `/api/v1/sign-ins?${query.toString()}`);
      if (json) return printJson(page);
      print(table(['at', 'account', 'who', 'product', 'host', 'from', 'id', 'verdict'], page.items.map(rowOf)));
    });

  command
    .command('review')
    .description('say what you make of one')
    .argument('<id>', 'as in the list')
    .addOption(new Option('--verdict <verdict>', 'it was meant, or it becomes an alert').choices(ReviewSignIn.shape.verdict.options).makeOptionMandatory())
    .option('--note <text>', 'what to remember')
    .action(async (id: string, body: { verdict: string; note?: string }) => {
      const signIn = await apiClient().json(SignIn, 'POST', `/api/v1/sign-ins/${encodeURIComponent(id)}/review`, body);
      note(`The sign-in of ${plain(signIn.account)} is ${signIn.review?.verdict ?? 'not reviewed'}.`);
    });
};

export const identities = (program: Command): void => {
  const command = program.command('identities').description('people and service accounts that sign-ins are judged by');

  command
    .command('list')
    .description('list them')
    .option('--json', 'print JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      const items = await everyItem(apiClient(), Page(Identity), '/api/v1/identities');
      if (json) return printJson({ items });
      print(table(['name', 'kind', 'origin', 'departed', 'accounts'], items.map(({ name, kind, origin, departedAt, accounts }) => [name, kind, origin, departedAt ?? '', accounts.join(', ')])));
    });

  command
    .command('import')
    .description('take a CSV file (docs/sign-ins.md), the people of single sign-on (oidc) or a GitHub organization (github); exit code 1 when rows were refused')
    .argument('<from>', 'file, oidc or github')
    .option('--json', 'print the answer as JSON')
    .action(async (from: string, { json = false }: { json?: boolean }) => {
      const listed = ImportFrom.safeParse(from);
      const api = apiClient();
      const answer = listed.success
        ? await api.json(ImportAnswer, 'POST', `/api/v1/identities/import/${listed.data}`)
        : ImportAnswer.parse(await (await api.fetch('/api/v1/identities/import', { method: 'POST', body: readFileSync(from), headers: { 'content-type': 'text/csv' } })).json());
      if (answer.rejected.length > 0) process.exitCode = 1;
      if (json) return printJson(answer);
      print(`${answer.created} added, ${answer.updated} changed, ${answer.unchanged} as they were, ${answer.rejected.length} refused`);
      for (const { line, reason } of answer.rejected) note(`line ${line}: ${plain(reason)}`);
    });
};

const rowOf = ({ at, account, identity, product, host, ip, id, expected, reasons, review }: SignIn): string[] => [
  at, account, identity?.name ?? '', product, host, ip, id,
  review?.verdict ?? (expected ? 'expected' : reasons.map(({ reason }) => reason).join(', ')),
];
