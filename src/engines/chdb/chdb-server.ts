// The process that holds the event engine. Its one argument is the directory of the data; the rest comes from its parent
// over the IPC channel, and it ends when that channel does.
import { chmodSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { loadAddon } from './addon.ts';
import { openEngine } from './engine.ts';
import { clickhouseServer } from './http.ts';
import { incoming } from './incoming.ts';
import type { ChildOptions, ChildReport } from './protocol.ts';

process.umask(0o077);
const directory = process.argv[2];
if (directory === undefined || process.send === undefined) {
  process.stderr.write('this is a part of the server: glacis serve starts it\n');
  process.exit(2);
}

const report = (message: ChildReport, then = () => {}) => {
  process.send?.(message, then);
};
// Without a parent nobody can reach the engine. Rows that were acknowledged are on disk, and an orderly end could wait long.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});
process.once('message', (options: ChildOptions) => {
  serve(directory, options).catch((error: unknown) => {
    report({ is: 'failed', reason: error instanceof Error ? error.message : String(error) }, () => process.exit(1));
  });
});

async function serve(path: string, options: ChildOptions): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const engine = openEngine(loadAddon(), path, options.memoryBytes);
  const version = await versionOf(engine);

  const bodies = incoming(options.incoming);
  const local = clickhouseServer({ engine, incoming: bodies, blocks: options.blocks, version, password: undefined });
  rmSync(options.socket, { force: true });
  await new Promise<void>((resolve, reject) => local.once('error', reject).listen(options.socket, resolve));
  chmodSync(options.socket, 0o600);

  const remote = options.tcp && clickhouseServer({ engine, incoming: bodies, blocks: undefined, version, password: options.tcp.password });
  if (remote && options.tcp) {
    const { host, port } = options.tcp;
    await new Promise<void>((resolve, reject) => remote.once('error', reject).listen(port, host, resolve));
  }

  process.once('SIGTERM', () => {
    for (const server of [local, remote]) server?.close();
    for (const server of [local, remote]) server?.closeIdleConnections();
    void engine.close().then(() => process.exit(0));
  });
  const address = remote?.address();
  report({ is: 'ready', version, port: typeof address === 'object' ? address?.port : undefined });
}

async function versionOf(engine: ReturnType<typeof openEngine>): Promise<string> {
  const statement = { queryId: 'version', database: undefined, format: 'TabSeparated', settings: new Map(), params: new Map(), whole: true };
  return Buffer.from(await engine.run({ ...statement, sql: 'SELECT version()' })).toString().trim();
}
