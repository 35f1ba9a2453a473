import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { EngineStatus } from './supervisor.ts';

/** A running program of an engine. */
export type Program = {
  child: ChildProcess;
  pid: number;
  /** Why it ended, when it has; never rejects. */
  ended: Promise<string>;
  /** Whether it ends within this time. */
  endsWithin(ms: number): Promise<boolean>;
  /** Ends it with the polite signal and, when that takes too long, with the hard one. */
  end(polite: NodeJS.Signals, patienceMs: number, hard: NodeJS.Signals): Promise<void>;
};

/** Starts a program; what it says on stderr goes to the log and, its last line, into the reason of its end. @throws when it cannot be run. */
export async function startProgram(
  engine: EngineStatus['engine'],
  [command = '', ...args]: readonly string[],
  options: Omit<SpawnOptions, 'stdio'> & { ipc: boolean },
  { clock, log }: { clock: Clock; log: Log },
): Promise<Program> {
  // A session of its own: Ctrl-C at the terminal is meant for the server, which ends its engines when it is done with them.
  const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', 'ignore', 'pipe', ...(options.ipc ? ['ipc' as const] : [])] });
  let said = '';
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(`it ended with ${signal ?? `code ${code}`}${said && `: ${said}`}`));
  });
  await once(child, 'spawn');
  if (child.stderr) {
    createInterface({ input: child.stderr }).on('line', (line) => {
      said = line;
      log.debug({ engine }, line);
    });
  }
  const endsWithin = async (ms: number): Promise<boolean> => {
    const patience = new AbortController();
    const inTime = await Promise.race([ended.then(() => true), clock.sleep(ms, patience.signal).then(() => false)]);
    patience.abort();
    return inTime;
  };
  return {
    child,
    pid: child.pid ?? 0,
    ended,
    endsWithin,
    async end(polite, patienceMs, hard) {
      child.kill(polite);
      if (!(await endsWithin(patienceMs))) child.kill(hard);
      await ended;
    },
  };
}
