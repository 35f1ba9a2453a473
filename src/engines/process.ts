import { execFileSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Clock } from '../kernel/clock.ts';

/** The command line of a running process, or undefined when there is none (or it only waits to be reaped). */
export function commandOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() || undefined;
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/**
 * Ends a process that an earlier server left behind, politely first. A process is ours only when its command line names
 * our private directory, so that a pid that was given to somebody else meanwhile is left alone.
 */
export async function endLeftover(
  { pid, directory, polite }: { pid: number; directory: string; polite: NodeJS.Signals },
  clock: Clock,
): Promise<'none' | 'ended'> {
  const ours = () => commandOf(pid)?.split(' ').includes(directory) === true;
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
export function signalTo(pid: number, signal: NodeJS.Signals): void {
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
