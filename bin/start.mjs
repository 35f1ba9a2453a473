#!/usr/bin/env node
// `npm start`: installs what is missing, builds what is stale, serves. Plain JavaScript that Node 18 can read,
// since nothing is installed yet when it first runs.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runUnderRuntime, runtime } from './glacis-runtime.mjs';
import { fileStamp, isFresh, markFresh, treeStamp } from './freshness.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const say = (text) => process.stderr.write(`${text}\n`);

/** Installs the locked dependencies unless they are there already. */
export function install() {
  const stamp = fileStamp(join(root, 'package-lock.json'));
  const mark = join(root, 'node_modules', '.glacis-installed');
  if (isFresh(mark, stamp)) return;
  say('Glacis: installing the locked dependencies (about a minute, once)…');
  must('npm', ['ci', '--include=dev', '--include=optional', '--no-fund', '--no-audit', '--loglevel=error'], 'npm ci failed; its message is above.');
  markFresh(mark, stamp);
}

/** Builds the web application unless it was built from exactly these files. */
export function build() {
  const inputs = ['web/src', 'web/index.html', 'web/vite.config.ts', 'src', 'package-lock.json'].map((name) => join(root, name));
  const stamp = treeStamp(inputs, (name) => !name.startsWith(join(root, 'src')) || name.endsWith('contract.ts'));
  const mark = join(root, 'web', 'dist', '.glacis-built');
  if (isFresh(mark, stamp)) return;
  say('Glacis: building the web application…');
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  must(runtime(), [vite, 'build', '--config', join(root, 'web', 'vite.config.ts'), '--logLevel', 'warn'], 'The build failed; its message is above.');
  markFresh(mark, stamp);
}

function must(command, args, complaint) {
  // npm's output is progress, not a result: both of its streams go to stderr.
  const done = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (done.status === 0) return;
  say(`Glacis: ${complaint}${done.error ? ` (${done.error.message})` : ''}`);
  process.exit(3);
}

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) {
  install();
  build();
  if (!process.argv.includes('--build-only')) await runUnderRuntime(join(root, 'src', 'main.ts'), ['serve', ...process.argv.slice(2)]);
}
