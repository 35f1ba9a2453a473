import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { parse, stringify } from 'yaml';
import { errors, reasonOf } from '../kernel/errors.ts';
import { Policy, PolicyAnswer } from '../vulnerabilities/contract.ts';
import { checked } from './checked.ts';
import { apiClient } from './client.ts';
import { note, print, printJson } from './output.ts';

/** `glacis policy`: what must be resolved or planned, how fast, and who approves what, as code. */
export const policy = (program: Command): void => {
  const command = program.command('policy').description('what must be resolved or planned, and how fast');

  command
    .command('show')
    .description('print the policy that holds, as YAML that set takes')
    .option('--json', 'print JSON, with who wrote it')
    .action(async ({ json = false }: { json?: boolean }) => {
      const answer = await apiClient().json(PolicyAnswer, 'GET', '/api/v1/policy');
      if (json) return printJson(answer);
      print(stringify(answer.policy));
    });

  command
    .command('set')
    .description('write the policy; every version is kept')
    .argument('<file>', 'YAML or JSON')
    .option('--json', 'print JSON')
    .action(async (file: string, { json = false }: { json?: boolean }) => {
      const answer = await apiClient().json(PolicyAnswer, 'PUT', '/api/v1/policy', checked(Policy, await contentOf(file)));
      if (json) return printJson(answer);
      note(`Policy version ${answer.version} holds.`);
    });
};

/** What a file holds; one that `policy show --json` printed has the policy in it. */
async function contentOf(file: string): Promise<unknown> {
  try {
    const content: unknown = parse(await readFile(file, 'utf8'), { maxAliasCount: 0 });
    return typeof content === 'object' && content !== null && 'policy' in content ? content.policy : content;
  } catch (error) {
    throw errors.invalid({ what: `${file} cannot be read: ${reasonOf(error)}` });
  }
}
