import { existsSync, readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import type { Clock } from '../../kernel/clock.ts';
import type { Config } from '../../kernel/config.ts';
import { bytes, ok, problem, warning, type Finding } from './finding.ts';

const NEEDED_NODE = 24;
const NEEDED_FILES = 4_096;
/** Nothing of Glacis is older. */
const WRITTEN = Date.UTC(2026, 0, 1);
/** What the rest of Glacis and the system want beside the event engine. */
const REST = 1024 ** 3;

export function runtime(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= NEEDED_NODE) return ok('runtime', `Node ${process.versions.node} on ${process.platform}-${process.arch}`);
  return problem('runtime', `Node ${process.versions.node}`, `Glacis needs Node ${NEEDED_NODE}: start it by bin/glacis, which brings its own.`);
}

export function clockSanity(clock: Clock): Finding {
  const shown = new Date(clock.now()).toISOString();
  if (clock.now() >= WRITTEN) return ok('clock', shown);
  return problem('clock', `the clock says ${shown}`, 'Set the time (NTP): events are stored, kept and dropped by time of receipt.');
}

export function memory(config: Pick<Config, 'engineMemory' | 'clickhouseUrl'>): Finding {
  const total = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  if (config.clickhouseUrl !== undefined || config.engineMemory + REST <= total) return ok('memory', `${bytes(total)} for this machine or container`);
  return warning(
    'memory',
    `${bytes(total)}, of which the event engine may take ${bytes(config.engineMemory)}`,
    `Set GLACIS_ENGINE_MEMORY to ${Math.max(512 * 1024 ** 2, total - REST)} or less, or the system may kill it.`,
  );
}

export function openFiles(): Finding {
  const limits = '/proc/self/limits';
  const soft = existsSync(limits) ? /^Max open files\s+(\d+)/m.exec(readFileSync(limits, 'utf8'))?.[1] : undefined;
  if (soft === undefined || Number(soft) >= NEEDED_FILES) return ok('open files', soft === undefined ? 'no limit is known' : `limit ${soft}`);
  return warning('open files', `limit ${soft}`, `Raise it to ${NEEDED_FILES} or more (ulimit -n, LimitNOFILE=): the engines keep many files open.`);
}
