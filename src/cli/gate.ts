import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { errors, reasonOf } from '../kernel/errors.ts';
import { Bundle, checkBundle } from '../program/offline.ts';
import { GateAnswer, Gates, ReportStatus, StatusReport, type GateState } from '../program/contract.ts';
import { checked } from './checked.ts';
import { apiClient } from './client.ts';
import { plain, print, printJson, table } from './output.ts';

/** The bundle of a gate that decides every minute for years. */
const MAX_BYTES = 256 * 1024 * 1024;

/** Exit codes: never 0 but for an open gate. */
const EXIT: Readonly<Record<GateState, number>> = { open: 0, closed: 1, unknown: 3 };

/** `glacis gate`. */
export const gate = (root: Command): void => {
  const command = root.command('gate').description('decisions of gates');

  command.command('list').description('the gates as they stand').option('--json', 'print JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      const { items } = await apiClient().json(Gates, 'GET', '/api/v1/gates');
      if (json) return printJson(items);
      print(table(['gate', 'state', 'since', 'in one sentence'], items.map(({ id, state, since, sentence }) => [id, state, since, sentence])));
    });

  command.command('check').description('ask whether a gate is open: exit code 0 open, 1 closed, 3 not known or not to be asked').argument('<id>', 'as in the list').option('--json', 'print JSON')
    .action(async (id: string, { json = false }: { json?: boolean }) => {
      const gate = await apiClient().json(GateAnswer, 'GET', `/api/v1/gates/${encodeURIComponent(id)}`);
      process.exitCode = EXIT[gate.state];
      if (json) return printJson(gate);
      print(plain(`${gate.state}: ${gate.sentence}`));
      if (gate.reasons.length > 0) print(table(['milestone', 'condition', 'outcome', 'because'], gate.reasons.map(({ milestone, condition, outcome, because }) => [milestone ?? '', condition, outcome, because])));
      for (const { by, approvedBy, until, requirements, state } of gate.overrides) print(plain(`${state} exception of ${requirements.join(', ')} until ${until}, by ${by}${approvedBy === null ? '' : ` and ${approvedBy}`}`));
    });

  command.command('report').description('show a gate at a commit of GitHub, as a status that follows it').argument('<id>', 'as in the list')
    .requiredOption('--repository <owner/repo>', 'one that the program names under tracking').requiredOption('--sha <commit>', 'its whole digest').option('--json', 'print JSON')
    .action(async (id: string, { repository, sha, json = false }: { repository: string; sha: string; json?: boolean }) => {
      const report = await apiClient().json(StatusReport, 'POST', `/api/v1/gates/${encodeURIComponent(id)}/status`, checked(ReportStatus, { repository, sha }));
      if (json) printJson(report);
      else print(plain(`glacis/${report.gate} is shown at ${report.repository}@${report.sha} within seconds, and follows the gate`));
    });

  command.command('export').description('print the signed decisions of a gate, to be checked by verify').argument('<id>', 'as in the list')
    .action(async (id: string) => printJson(await apiClient().json(Bundle, 'GET', `/api/v1/gates/${encodeURIComponent(id)}/bundle`)));

  command.command('verify').description('check a bundle of decisions without asking anybody: exit code 0 sound, 3 not by a key that you trust, 4 tampered with')
    .argument('<bundle>', 'as exported')
    .requiredOption('--trust <keyid...>', 'sha256 of the first key, known from elsewhere')
    .option('--json', 'print JSON')
    .action((file: string, { trust, json = false }: { trust: string[]; json?: boolean }) => {
      const checked = checkBundle(bundleIn(file), new Set(trust.map((id) => id.replace(/^sha256:/, '').toLowerCase())));
      if (json) printJson(checked.is === 'sound' ? { is: checked.is, decisions: checked.decisions.map(({ predicate }) => predicate) } : checked);
      else if (checked.is === 'sound') {
        print(table(['time', 'gate', 'state', 'in one sentence'], checked.decisions.map(({ predicate: { timeVerified, glacis } }) => [timeVerified, glacis.gate, glacis.state, glacis.sentence])));
      } else print(plain(checked.words));
      process.exitCode = { sound: 0, untrusted: 3, tampered: 4 }[checked.is];
    });
};

function bundleIn(file: string): Bundle {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw errors.invalid({ what: `${file} cannot be read: ${reasonOf(error)}` });
  }
  if (text.length > MAX_BYTES) throw errors.tooLarge({ what: file, limit: MAX_BYTES });
  try {
    return Bundle.parse(JSON.parse(text));
  } catch {
    throw errors.invalid({ what: `${file} is no bundle of decisions.` });
  }
}
