import { Option, type Command } from 'commander';
import { Alert, AlertDetail, AlertState, Severity } from '../alerts/contract.ts';
import { Page } from '../kernel/http/page.ts';
import { apiClient } from './client.ts';
import { note, plain, print, printJson, table } from './output.ts';

type ListOptions = { state?: string; severity?: string; group?: string; limit: string; json?: boolean };
type StepOptions = { note?: string; json?: boolean };

const STEPS = [
  ['ack', 'acknowledge', 'say that somebody looks after it'],
  ['resolve', 'resolve', 'say that it is dealt with'],
  ['reopen', 'reopen', 'say that it is not dealt with after all'],
] as const;

export const alerts = (program: Command): void => {
  const command = program.command('alerts').description('what wants somebody');

  command
    .command('list')
    .description('list them, the newest first')
    .addOption(new Option('--state <state>', 'only those').choices(AlertState.options))
    .addOption(new Option('--severity <severity>', 'only those').choices(Severity.options))
    .option('--group <group>', 'only those about this: user:root, estate, source:web-1')
    .option('--limit <n>', 'how many', '50')
    .option('--json', 'print JSON')
    .action(async ({ json = false, ...filter }: ListOptions) => {
      const page = await apiClient().json(Page(Alert), 'GET', `/api/v1/alerts?${new URLSearchParams(filter).toString()}`);
      if (json) return printJson(page);
      print(table(['raised', 'severity', 'state', 'id', 'title'], page.items.map(({ raisedAt, severity, state, id, title }) => [raisedAt, severity, state, id, title])));
    });

  command
    .command('show')
    .description('show one with its evidence and history')
    .argument('<id>', 'as in the list')
    .option('--json', 'print JSON')
    .action(async (id: string, { json = false }: { json?: boolean }) => {
      const alert = await apiClient().json(AlertDetail, 'GET', pathOf(id));
      if (json) return printJson(alert);
      print(sheetOf(alert));
    });

  for (const [name, step, description] of STEPS) {
    command
      .command(name)
      .description(description)
      .argument('<id>', 'as in the list')
      .option('--note <text>', 'what to remember')
      .option('--json', 'print the alert as JSON')
      .action(async (id: string, { json = false, ...body }: StepOptions) => {
        const alert = await apiClient().json(AlertDetail, 'POST', `${pathOf(id)}/${step}`, body);
        if (json) return printJson(alert);
        note(`${plain(alert.title)}: ${alert.state}`);
      });
  }
};

const pathOf = (id: string): string => `/api/v1/alerts/${encodeURIComponent(id)}`;

function sheetOf({ title, severity, state, id, group, firstAt, lastAt, note: remark, evidence, history }: AlertDetail): string {
  const names = (values: readonly { value: string; count: number }[]) => values.map(({ value, count }) => `${value} (${count})`).join(', ');
  const facts: (readonly [string, string])[] = [
    ['id', id],
    ['about', group],
    ['from', firstAt],
    ['to', lastAt],
    ...(evidence === null
      ? []
      : ([
          ['why', evidence.threshold],
          ['count', String(evidence.count)],
          ['accounts', names(evidence.accounts)],
          ['addresses', names(evidence.addresses)],
          ['events', `glacis logs search '${evidence.query.replaceAll("'", String.raw`'\''`)}' --from ${evidence.from} --to ${evidence.to}`],
        ] as const)),
    ['note', remark],
    ...history.map(({ at, what, by, note }) => [at, `${what} by ${by}${note === '' ? '' : `: ${note}`}`] as const),
  ];
  return [`${plain(title)} · ${severity} · ${state}`, table(['', ''], facts.filter(([, value]) => value !== '')).replace(/^\s*\n/, '')].join('\n');
}
