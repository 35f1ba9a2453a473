import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Kernel } from '../../kernel/kernel.ts';
import { reasonOf } from '../../kernel/errors.ts';
import { PUBLIC_BUCKET } from '../../scanning/index.ts';

const HOUR_MS = 3_600_000;
/** The first one does not wait an hour, nor does it slow down the start. */
const FIRST_AFTER_MS = 5_000;
/** A first sync over a slow line takes some minutes. */
const LONGEST_MS = 50 * 60_000;
const MOST_SAID = 2_000;
const MAIN = join(import.meta.dirname, '../../main.ts');
/** What a process needs to run and to reach a source; nothing that says where a database is. */
const KEPT = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'];

type Needs = Pick<Kernel, 'clock' | 'log'> & { config: Pick<Kernel['config'], 'advisories' | 'advisoriesFrom'>; /** Others may be there. */ onSynced(): void };

/**
 * Brings the advisories of this server up to date every hour, in a process of its own: what `glacis advisories sync` does, with
 * its lock, so that two never write at once.
 */
export function advisorySync({ config, clock, log, onSynced }: Needs) {
  const { advisories, advisoriesFrom } = config;

  async function syncOnce(signal: AbortSignal): Promise<void> {
    const { code, said } = await run(['advisories', 'sync', '--json', ...(advisoriesFrom === '' ? [] : ['--from', advisoriesFrom])], { GLACIS_ADVISORIES: advisories }, signal);
    if (signal.aborted) return;
    // 3 with a file: some source could not be taken, and what was known of it stays.
    if (code === 0) log.debug({ from: advisoriesFrom || PUBLIC_BUCKET }, 'the advisories are up to date');
    else log.warn({ from: advisoriesFrom || PUBLIC_BUCKET, code, reason: said.trim().slice(-MOST_SAID), known: existsSync(advisories) }, 'the advisories could not all be brought up to date');
    onSynced();
  }

  return {
    /** @returns what stops it. */
    start(): () => Promise<void> {
      if (advisoriesFrom === 'off') return () => Promise.resolve();
      const stop = new AbortController();
      const done = (async () => {
        await clock.sleep(FIRST_AFTER_MS, stop.signal);
        while (!stop.signal.aborted) {
          await syncOnce(stop.signal).catch((error: unknown) => log.warn({ reason: reasonOf(error) }, 'the sync of the advisories did not run'));
          await clock.sleep(HOUR_MS, stop.signal);
        }
      })();
      return async () => {
        stop.abort();
        await done;
      };
    },
  };
}

function run(args: readonly string[], own: Record<string, string>, signal: AbortSignal): Promise<{ code: number | null; said: string }> {
  const kept = KEPT.flatMap((name): [string, string][] => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--no-warnings', MAIN, ...args], { env: { ...Object.fromEntries(kept), ...own, NO_COLOR: '1' }, stdio: ['ignore', 'ignore', 'pipe'], signal: AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]), killSignal: 'SIGTERM' });
    let said = '';
    child.stderr.on('data', (part: Buffer) => {
      said = `${said}${part.toString('utf8')}`.slice(-MOST_SAID * 2);
    });
    child.once('error', (error) => (error.name === 'AbortError' ? resolve({ code: null, said: 'it was stopped' }) : reject(error)));
    child.once('close', (code) => resolve({ code, said }));
  });
}
