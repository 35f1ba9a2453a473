import { execFileSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Clock } from '../kernel/clock.ts';

/** Whether a process runs under this number (one that only waits to be reaped does not). */
export const isRunning = (pid: number): boolean => commandOf(pid) !== undefined;

/** The command line of a process, each argument between NULs. */
function commandOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') return `\0${readFileSync(`/proc/${pid}/cmdline`, 'utf8')}`.replace(/^\0$/, '') || undefined;
    const command = execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return command === '' ? undefined : `\0${command.replaceAll(' ', '\0')}\0`;
  } catch {
    return undefined;
  }
}

/**
 * Ends a process that an earlier server left behind, politely first. A process is ours only when an argument of its
 * command is our private directory, so that a number that was given to somebody else meanwhile is left alone.
 */
export async function endLeftover(
  { pid, directory, polite }: { pid: number; directory: string; polite: NodeJS.Signals },
  clock: Clock,
): Promise<'none' | 'ended'> {
  const argument = process.platform === 'linux' ? directory : directory.replaceAll(' ', '\0');
  const ours = () => commandOf(pid)?.includes(`\0${argument}\0`) === true;
  if (!ours()) return 'none';
  for (const [signal, patience] of [[polite, 10_000], ['SIGKILL', 10_000]] as const) {
    signalTo(pid, signal);
    for (let waited = 0; waited < patience; waited += 20) {
      if (!ours()) return 'ended';
      await clock.sleep(20);
    }
  }
  throw new Error(`process ${pid}, left by an earlier server, does not end`);
}

/** Sends a signal; a process that is gone is no error. */
function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/**
 * The words to put before a command so that the kernel sends it `signal` when this process dies, however it dies; none
 * where the system cannot (then a leftover is found at the next start).
 */
export function diesWithParent(signal: 'INT' | 'KILL'): string[] {
  const setpriv = process.platform === 'linux' ? findProgram('setpriv') : undefined;
  return setpriv === undefined ? [] : [setpriv, '--pdeathsig', signal];
}

/** The path of a program in PATH or the system's usual places. */
export function findProgram(name: string): string | undefined {
  const places = [...(process.env.PATH ?? '').split(delimiter).filter((place) => place.startsWith('/')), '/usr/bin', '/bin', '/usr/sbin', '/sbin'];
  return places.map((place) => join(place, name)).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
