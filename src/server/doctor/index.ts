import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../kernel/clock.ts';
import type { Config } from '../../kernel/config.ts';
import { reasonOf } from '../../kernel/errors.ts';
import type { Log } from '../../kernel/log.ts';
import { openStores } from '../stores.ts';
import { advisories } from './advisories.ts';
import { dataDirectory, freeSpace, masterKeyFile } from './data.ts';
import type { Finding } from './finding.ts';
import { clockSanity, memory, openFiles, runtime } from './machine.ts';
import { ports } from './ports.ts';
import { database, eventStore, notStarted } from './stores.ts';

export type { Finding } from './finding.ts';

/**
 * Looks at everything that keeps a server from starting or from doing its work, one finding after the other. Changes
 * nothing: engines that do not run are started for the occasion and stopped again, in a temporary directory where no
 * server ever ran.
 */
export async function* examine({ config, log, clock }: { config: Config; log: Log; clock: Clock }): AsyncGenerator<Finding, void, undefined> {
  const alone: [string, () => Finding | Finding[] | Promise<Finding>][] = [
    ['runtime', runtime],
    ['clock', () => clockSanity(clock)],
    ['memory', () => memory(config)],
    ['open files', openFiles],
    ['data directory', () => dataDirectory(config)],
    ['disk', () => freeSpace(config)],
    ['master key', () => masterKeyFile(config)],
    ['advisories', () => advisories(config, clock)],
  ];
  let usable = true;
  for (const [check, look] of alone) {
    const findings = await tried(check, look);
    if (check === 'data directory') usable = findings.every(({ verdict }) => verdict !== 'problem');
    yield* findings;
  }
  const trial = usable && existsSync(join(config.data, 'glacis.pid')) ? undefined : mkdtempSync(join(tmpdir(), 'glacis-doctor-'));
  let running = false;
  try {
    const stores = await openStores({ config: trial === undefined ? config : { ...config, data: trial }, log, clock });
    running = stores.runningPid !== undefined;
    yield { check: 'server', verdict: 'ok', found: running ? `runs on this data directory (process ${stores.runningPid})` : 'does not run on this data directory' };
    try {
      yield* await database(stores, clock);
      yield* await eventStore(stores, log);
    } finally {
      await stores.stop();
    }
  } catch (error) {
    yield notStarted(error, config);
  } finally {
    if (trial !== undefined) rmSync(trial, { recursive: true, force: true });
  }
  yield* await tried('ports', () => ports(config, running));
}

async function tried(check: string, look: () => Finding | Finding[] | Promise<Finding | Finding[]>): Promise<Finding[]> {
  try {
    return [await look()].flat();
  } catch (error) {
    return [{ check, verdict: 'unknown', found: reasonOf(error), remedy: 'Run the doctor as the account that runs the server.' }];
  }
}

/** DESIGN's exit codes: 1 something is wrong, 3 something could not be found out, 0 neither. */
export function exitCodeOf(findings: readonly Finding[]): 0 | 1 | 3 {
  if (findings.some(({ verdict }) => verdict === 'problem')) return 1;
  return findings.some(({ verdict }) => verdict === 'unknown') ? 3 : 0;
}
