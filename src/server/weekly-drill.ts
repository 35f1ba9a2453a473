import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Kernel } from '../kernel/kernel.ts';

const main = join(import.meta.dirname, '../main.ts');
/** Larger stores are for people to try, when it suits them. */
const MOST_GIB = 20;

/**
 * Holds a restore drill on Sunday night, in a process of its own that gives way to this one: nothing that happens to it happens to
 * the house. How it went is written down by the drill itself.
 * @returns what ends one that is under way.
 */
export function weeklyDrill({ config, jobs, log }: Pick<Kernel, 'config' | 'jobs' | 'log'>): () => Promise<void> {
  let running: ChildProcess | undefined;

  async function follow(child: ChildProcess): Promise<void> {
    const [said] = await Promise.all([child.stderr === null ? '' : text(child.stderr), new Promise((resolve) => child.once('close', resolve))]);
    if (running === child) running = undefined;
    if (child.exitCode !== 0) log.warn({ code: child.exitCode, signal: child.signalCode, said: said.slice(0, 1_000) }, 'the restore drill did not pass');
  }

  jobs.every('restore-drill', '11 4 * * 0', () => {
    if (config.restoreDrill === 'off' || running !== undefined) return Promise.resolve();
    const child = spawn(process.execPath, [main, 'backup', 'drill', '--most', String(MOST_GIB)], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, GLACIS_DATA: config.data } });
    running = child;
    child.once('error', (error) => log.warn({ reason: error.message }, 'the restore drill could not be started'));
    follow(child).catch((error: unknown) => log.warn({ reason: String(error) }, 'the restore drill was lost'));
    return Promise.resolve();
  });

  return async () => {
    const child = running;
    if (child === undefined || child.exitCode !== null) return;
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    await closed;
  };
}
