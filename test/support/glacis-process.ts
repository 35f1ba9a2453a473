import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { freePort } from './server.ts';

export type GlacisProcess = {
  url: string;
  pid: number | undefined;
  /** What it wrote to stderr so far. */
  said(): string;
  ready(): Promise<void>;
  /** Ends it: SIGTERM unless told otherwise; resolves when it is gone. */
  end(signal?: NodeJS.Signals): Promise<void>;
};

const main = join(import.meta.dirname, '../../src/main.ts');

/** A server in a process of its own, as `glacis serve` starts it, with only these settings. */
export async function glacisProcess(settings: Readonly<Record<string, string>>): Promise<GlacisProcess> {
  const port = settings['GLACIS_PORT'] ?? String(await freePort());
  const child: ChildProcess = spawn(process.execPath, [main, 'serve'], {
    env: { PATH: process.env['PATH'] ?? '', GLACIS_SYSLOG_PORT: '0', GLACIS_SYSLOG_TLS_PORT: '0', GLACIS_ADVISORIES_FROM: 'off', ...settings, GLACIS_PORT: port },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let text = '';
  child.stderr?.on('data', (part: Buffer) => { text = (text + part.toString()).slice(-20_000); });
  let ended = false;
  const end = new Promise<void>((resolve) => { child.once('exit', () => { ended = true; resolve(); }); });
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    pid: child.pid,
    said: () => text,
    async ready() {
      for (let attempt = 0; attempt < 300; attempt += 1) {
        if (ended) throw new Error(`the server ended: ${text}`);
        const answer = await fetch(`${url}/readyz`).catch(() => undefined);
        await answer?.body?.cancel();
        if (answer?.ok) return;
        await new Promise((resolve) => { setTimeout(resolve, 200); });
      }
      throw new Error(`the server did not get ready: ${text}`);
    },
    async end(signal = 'SIGTERM') {
      if (!ended) child.kill(signal);
      await end;
    },
  };
}
