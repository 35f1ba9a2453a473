import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UNFINISHED_RESTORE } from '../../engines/index.ts';
import type { Config } from '../../kernel/config.ts';
import { bytes, ok, problem, warning, type Finding } from './finding.ts';

/** Below this the engines stop taking writes sooner or later. */
const LITTLE = 2 * 1024 ** 3;
const NOTHING = 256 * 1024 ** 2;

export function dataDirectory({ data }: Pick<Config, 'data'>): Finding[] {
  const check = 'data directory';
  const place = existingPart(data);
  try {
    accessSync(place, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return [problem(check, `${place} cannot be written by this account`, 'Start Glacis as the account that owns it, or set GLACIS_DATA to another directory.')];
  }
  if (place !== data) return [ok(check, `${data} will be made at the first start`)];

  const { uid, mode } = statSync(data);
  const self = process.getuid?.() ?? uid;
  const findings: Finding[] = [];
  if (uid !== self) findings.push(warning(check, `${data} belongs to account ${uid}, this is account ${self}`, 'Run every command as the account that runs the server; otherwise files are left that it cannot read.'));
  if ((mode & 0o066) !== 0) findings.push(warning(check, `${data} is open to other accounts`, `chmod 700 ${data}`));
  if (existsSync(join(data, UNFINISHED_RESTORE))) findings.push(problem(check, `${data} holds a restore that was not finished`, 'Empty the directory and restore again.'));
  return findings.length > 0 ? findings : [ok(check, data)];
}

export function masterKeyFile({ data }: Pick<Config, 'data'>): Finding {
  const check = 'master key';
  const file = join(data, 'keys', 'master.key');
  if (!existsSync(data)) return ok(check, 'will be made at the first start');
  if (!existsSync(file)) {
    const used = existsSync(join(data, 'server-id'));
    return used
      ? problem(check, `${file} is missing`, 'Put your copy of keys/ back: without it no sealed secret (second factors, webhook keys) can be opened.')
      : ok(check, 'will be made at the first start');
  }
  if ((statSync(file).mode & 0o077) !== 0) return problem(check, `${file} is open to other accounts`, `chmod 600 ${file}`);
  return ok(check, `${file}; it is in no backup, so keep a copy elsewhere`);
}

export async function freeSpace({ data, spoolBytes }: Pick<Config, 'data' | 'spoolBytes'>): Promise<Finding> {
  const check = 'disk';
  const { bavail, bsize, blocks } = await statfs(existingPart(data));
  const free = bavail * bsize;
  const found = `${bytes(free)} of ${bytes(blocks * bsize)} free`;
  if (free < NOTHING) return problem(check, found, 'Free some space now: lines are refused (429) when the disk is full.');
  if (free < LITTLE) return warning(check, found, 'Free some space, or keep sources for fewer days.');
  if (free < spoolBytes) return warning(check, `${found}, less than the spool may take (${bytes(spoolBytes)})`, 'Free some space, or lower GLACIS_SPOOL_BYTES.');
  return ok(check, found);
}

function existingPart(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : existingPart(dirname(path));
}
