import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Clock } from '../../kernel/clock.ts';
import type { Log } from '../../kernel/log.ts';
import { diesWithParent, endLeftover } from '../process.ts';
import { startProgram } from '../program.ts';
import type { Launched } from '../supervisor.ts';
import { THREADS } from './engine.ts';
import { ChildReport, type ChildOptions } from './protocol.ts';

/** Loading hundreds of parts after a crash on a slow disk. */
const READY_MS = 120_000;
const STOP_MS = 15_000;

/** The file beside this one, as source or built. */
const program = join(import.meta.dirname, `chdb-server${extname(import.meta.filename)}`);

export type ChdbPlace = {
  /** Data directory of the engine. */
  directory: string;
  /** File that remembers the process, to find one that an earlier server left behind. */
  pidFile: string;
};

/** Starts the event engine's process and waits until it answers. @throws when it does not. */
export async function launchChdb(
  place: ChdbPlace,
  options: ChildOptions,
  { clock, log }: { clock: Clock; log: Log },
): Promise<Launched & { port: number | undefined }> {
  await clearLeftover(place, clock, log);
  const engine = await startProgram(
    'chdb',
    [...diesWithParent('KILL'), process.execPath, program, place.directory],
    { env: { PATH: process.env.PATH, TZ: 'UTC', TMPDIR: process.env.TMPDIR, NODE_NO_WARNINGS: '1', UV_THREADPOOL_SIZE: String(THREADS) }, ipc: true },
    { clock, log },
  );
  writeFileSync(place.pidFile, `${engine.pid}\n`, { mode: 0o600 });
  const stop = () => engine.end('SIGTERM', STOP_MS, 'SIGKILL');

  const reported = new Promise<ChildReport>((resolve) => engine.child.once('message', (message) => resolve(ChildReport.parse(message))));
  engine.child.send(options, () => {});
  const patience = new AbortController();
  const report = await Promise.race([
    reported,
    engine.ended.then((reason): ChildReport => ({ is: 'failed', reason })),
    clock.sleep(READY_MS, patience.signal).then((): ChildReport => ({ is: 'failed', reason: `it was not ready after ${READY_MS / 1000} s` })),
  ]);
  patience.abort();
  if (report.is === 'failed') {
    await stop();
    throw new Error(report.reason);
  }
  return { pid: engine.pid, ended: engine.ended, stop, port: report.port };
}

async function clearLeftover(place: ChdbPlace, clock: Clock, log: Log): Promise<void> {
  if (!existsSync(place.pidFile)) return;
  const pid = Number(readFileSync(place.pidFile, 'utf8'));
  if (!Number.isSafeInteger(pid) || pid <= 1) return;
  if ((await endLeftover({ pid, directory: place.directory, polite: 'SIGTERM' }, clock)) === 'ended') {
    log.warn({ pid }, 'ended an event engine that an earlier server left behind');
  }
}
