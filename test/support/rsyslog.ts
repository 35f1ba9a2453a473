import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { systemClock } from '../../src/kernel/clock.ts';
import { privateDirectory } from './engines.ts';

const RSYSLOGD = '/usr/sbin/rsyslogd';
const MODULES = ['/usr/lib/x86_64-linux-gnu/rsyslog', '/usr/lib/aarch64-linux-gnu/rsyslog', '/usr/lib/rsyslog'];

/** Debian's rsyslog with its TLS driver (packages rsyslog and rsyslog-gnutls). */
export const hasRsyslog = existsSync(RSYSLOGD) && MODULES.some((folder) => existsSync(join(folder, 'lmnsd_gtls.so')));

export type Rsyslog = {
  /** Hands lines to it as a local program would, each with the priority auth.info. */
  log(lines: readonly string[]): Promise<void>;
  /** What it said itself. */
  said(): string;
  stop(): Promise<void>;
};

/**
 * A real rsyslogd of its own, which reads lines from a private socket and does with them what `configuration` says. `files` are written
 * into its directory, whose path takes the place of `{directory}` in the configuration.
 */
export async function startRsyslog(configuration: string, files: Readonly<Record<string, string>> = {}): Promise<Rsyslog> {
  const directory = privateDirectory('rsyslog');
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory.path, name), text, { mode: 0o600 });
  mkdirSync(join(directory.path, 'work'));
  const socket = join(directory.path, 'in.sock');
  const file = join(directory.path, 'rsyslog.conf');
  writeFileSync(file, `
    global(workDirectory="${directory.path}/work" maxMessageSize="64k")
    module(load="imptcp")
    input(type="imptcp" path="${socket}" ruleset="forward")
    ruleset(name="forward") {
    ${configuration.replaceAll(/^global\([^)]*\)/gms, '')}
    }
    syslog.* action(type="omfile" file="${directory.path}/said")
    ${/^global\([^)]*\)/ms.exec(configuration)?.[0] ?? ''}
  `.replaceAll('{directory}', directory.path));
  const child: ChildProcess = spawn(RSYSLOGD, ['-n', '-f', file, '-i', join(directory.path, 'pid')], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(child, 'exit');

  // The socket is there a moment before anybody listens on it.
  for (let attempt = 0; !(await listens(socket)); attempt += 1) {
    if (attempt > 400 || child.exitCode !== null) throw new Error(`rsyslogd does not run: ${said}`);
    await systemClock.sleep(25);
  }
  return {
    async log(lines) {
      const connection = connect(socket);
      await once(connection, 'connect');
      connection.end(lines.map((line) => `<38>${line}\n`).join(''));
      await once(connection, 'close');
    },
    said: () => said + (existsSync(join(directory.path, 'said')) ? readFileSync(join(directory.path, 'said'), 'utf8') : ''),
    async stop() {
      child.kill('SIGTERM');
      // It would wait for what it cannot send.
      const end = setTimeout(() => child.kill('SIGKILL'), 3_000);
      await ended;
      clearTimeout(end);
      directory.remove();
    },
  };
}

/** Whether somebody takes connections there. */
function listens(socket: string): Promise<boolean> {
  const connection = connect(socket);
  return new Promise<boolean>((resolve) => {
    connection.once('connect', () => resolve(true)).once('error', () => resolve(false));
  }).finally(() => connection.destroy());
}
