import type { Command } from 'commander';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { errors } from '../kernel/errors.ts';
import { Page } from '../kernel/http/page.ts';
import { NotifyToken, Registry, SaveRegistry } from '../vulnerabilities/contract.ts';
import { checked } from './checked.ts';
import { apiClient, type ApiClient } from './client.ts';
import { note, plain, print, printJson, table } from './output.ts';

type Given = { repository: string[]; tag: string[]; username?: string; passwordStdin?: boolean; every: number; json?: boolean };

const each = (value: string, before: string[]): string[] => [...before, value];

/** `glacis registries`: those whose tags are followed. */
export const registries = (program: Command): void => {
  const command = program.command('registries').description('registries whose images are scanned as their tags move');

  command
    .command('list')
    .description('list them with how the last poll went')
    .option('--json', 'print JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      const page = await apiClient().json(Page(Registry), 'GET', '/api/v1/registries');
      if (json) return printJson(page);
      print(table(['name', 'state', 'images', 'polled', 'address', 'problem'], page.items.map(({ name, state, images, polledAt, url, problem }) => [name, state, images, polledAt ?? 'never', url, problem ?? ''])));
    });

  command
    .command('add')
    .description('follow one')
    .argument('<name>', 'what it is called here')
    .argument('<url>', 'https://registry.example:5000')
    .option('--repository <glob>', 'follow these; all of its catalog when left out; several times', each, [])
    .option('--tag <glob>', 'follow these tags; all when left out; several times', each, [])
    .option('--username <name>', 'who asks')
    .option('--password-stdin', 'read the password from standard input')
    .option('--every <minutes>', 'how often it is polled', Number, 15)
    .option('--json', 'print JSON')
    .action(async (name: string, url: string, { repository, tag, username, passwordStdin = false, every, json = false }: Given) => {
      if (passwordStdin !== (username !== undefined)) throw errors.invalid({ what: '--username and --password-stdin go together.' });
      const password = passwordStdin ? { password: (await text(process.stdin)).replace(/\r?\n$/, '') } : {};
      const wanted = checked(SaveRegistry, { name, url, repositories: repository, tags: tag, username: username ?? null, everyMinutes: every, ...password });
      const made = await apiClient().json(Registry, 'POST', '/api/v1/registries', wanted);
      if (json) return printJson(made);
      note(`${plain(made.name)} is followed and being polled; glacis registries list tells how it went.`);
    });

  command
    .command('poll')
    .description('poll one now')
    .argument('<name>', 'as in the list')
    .option('--json', 'print JSON')
    .action(async (name: string, { json = false }: { json?: boolean }) => {
      const api = apiClient();
      const registry = await api.json(Registry, 'POST', `${await pathOf(api, name)}/poll`);
      if (json) return printJson(registry);
      note(`${plain(registry.name)} is being polled.`);
    });

  command
    .command('token')
    .description('make the token with which it tells of pushes; printed once, alone on stdout')
    .argument('<name>', 'as in the list')
    .option('--json', 'print token and address as JSON')
    .action(async (name: string, { json = false }: { json?: boolean }) => {
      const api = apiClient();
      const made = await api.json(NotifyToken, 'POST', `${await pathOf(api, name)}/notify-token`);
      if (json) return printJson(made);
      note(`Its notifications go to ${made.url}. Keep the token; it is not shown again.`);
      print(made.token);
    });

  command
    .command('remove')
    .description('follow one no longer; what was found stays')
    .argument('<name>', 'as in the list')
    .action(async (name: string) => {
      const api = apiClient();
      await api.json(z.undefined(), 'DELETE', await pathOf(api, name));
      note(`${plain(name)} is followed no longer.`);
    });
};

/** @throws {GlacisError} `not_found` where none has the name or id. */
async function pathOf(api: ApiClient, name: string): Promise<string> {
  const { items } = await api.json(Page(Registry), 'GET', '/api/v1/registries');
  const found = items.find((registry) => registry.name === name || registry.id === name);
  if (!found) throw errors.notFound({ what: 'registry' });
  return `/api/v1/registries/${found.id}`;
}
