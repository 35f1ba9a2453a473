import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { errors, reasonOf } from '../kernel/errors.ts';
import { Page } from '../kernel/http/page.ts';
import { Cluster, SaveCluster } from '../vulnerabilities/contract.ts';
import { checked } from './checked.ts';
import { apiClient } from './client.ts';
import { note, plain, print, printJson, table } from './output.ts';

/** `glacis clusters`: Kubernetes clusters that are asked where images run. */
export const clusters = (program: Command): void => {
  const command = program.command('clusters').description('Kubernetes clusters that are asked where images run');

  command
    .command('list')
    .description('list them with how the last listing went')
    .option('--json', 'print JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      const page = await apiClient().json(Page(Cluster), 'GET', '/api/v1/clusters');
      if (json) return printJson(page);
      print(table(['name', 'state', 'containers', 'listed', 'address', 'problem'], page.items.map(({ name, state, containers, listedAt, url, problem }) => [name, state, containers, listedAt ?? 'never', url, problem ?? ''])));
    });

  command
    .command('add')
    .description('ask one; its service account\'s token comes by standard input')
    .argument('<name>', 'what it is called here')
    .argument('<url>', 'of its API: https://10.0.0.1:6443')
    .option('--ca <file>', 'the authority of its certificate (PEM)')
    .option('--json', 'print JSON')
    .action(async (name: string, url: string, { ca, json = false }: { ca?: string; json?: boolean }) => {
      const authority = ca === undefined ? null : await contentOf(ca);
      const wanted = checked(SaveCluster, { name, url, ca: authority, token: (await text(process.stdin)).trim() });
      const made = await apiClient().json(Cluster, 'POST', '/api/v1/clusters', wanted);
      if (json) return printJson(made);
      note(`${plain(made.name)} is being listed; glacis clusters list tells how it went.`);
    });

  command
    .command('remove')
    .description('ask one no longer')
    .argument('<name>', 'as in the list')
    .action(async (name: string) => {
      const api = apiClient();
      const { items } = await api.json(Page(Cluster), 'GET', '/api/v1/clusters');
      const found = items.find((cluster) => cluster.name === name || cluster.id === name);
      if (!found) throw errors.notFound({ what: 'cluster' });
      await api.json(z.undefined(), 'DELETE', `/api/v1/clusters/${found.id}`);
      note(`${plain(name)} is asked no longer.`);
    });
};

async function contentOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw errors.invalid({ what: `--ca ${file} cannot be read: ${reasonOf(error)}` });
  }
}
