import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { errors, reasonOf } from '../kernel/errors.ts';
import { Bundle, checkBundle } from '../program/index.ts';
import { plain, print, printJson, table } from './output.ts';

/** The bundle of a gate that decides every minute for years. */
const MAX_BYTES = 256 * 1024 * 1024;

/** `glacis gate`. */
export const gate = (root: Command): void => {
  const command = root.command('gate').description('decisions of gates');

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
