import { readFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import { errors, reasonOf } from '../kernel/errors.ts';
import { VexImported } from '../vulnerabilities/contract.ts';
import { apiClient } from './client.ts';
import { note, print, printAll, printJson, table } from './output.ts';

/** `glacis vex`: what was decided, as others read it, and what others decided. */
export const vex = (program: Command): void => {
  const command = program.command('vex').description('decisions in OpenVEX, CSAF and CycloneDX');

  command
    .command('import')
    .description('take the statements of a file as decisions; exit 1 when some are not taken')
    .argument('<file>', 'OpenVEX, CSAF or CycloneDX')
    .option('--json', 'print JSON')
    .action(async (file: string, { json = false }: { json?: boolean }) => {
      const response = await apiClient().fetch('/api/v1/vex', { method: 'POST', body: await contentOf(file), headers: { 'content-type': 'application/json' } });
      const answer = VexImported.parse(await response.json());
      if (json) printJson(answer);
      else if (answer.ignored.length > 0) print(table(['statement', 'why not'], answer.ignored.map(({ statement, reason }) => [statement, reason])));
      note(`${answer.taken} statements are taken, ${answer.proposed} wait for an approver, ${answer.ignored.length} are not taken`);
      if (answer.ignored.length > 0) process.exitCode = 1;
    });

  command
    .command('export')
    .description('print what was decided')
    .addOption(new Option('--format <format>', 'how').choices(['openvex', 'cyclonedx']).default('openvex'))
    .option('--image <repository>', 'of one image: registry.example/shop/web; CycloneDX wants it')
    .option('--owner <team>', 'of one team')
    .action(async (wanted: { format: string; image?: string; owner?: string }) => {
      await printAll(await apiClient().fetch(`/api/v1/vex?${new URLSearchParams(wanted).toString()}`));
    });
};

async function contentOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw errors.invalid({ what: `${file} cannot be read: ${reasonOf(error)}` });
  }
}
