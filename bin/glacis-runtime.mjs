#!/usr/bin/env node
// Runs a TypeScript file of the project under the pinned Node runtime, whatever Node started this.
// Plain JavaScript that Node 18 can read.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const NEEDED_MAJOR = 24;

/** The path of a Node that can run Glacis: this one if new enough, else the pinned one from npm. */
export function runtime() {
  if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) return process.execPath;
  const pinned = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(pinned)) return pinned;
  process.stderr.write(
    `Glacis needs Node ${NEEDED_MAJOR}; this is ${process.version}, and the pinned runtime is not installed.\n` +
      'Run `npm ci` first, or install Node 24 yourself.\n',
  );
  process.exit(3);
}

/** Runs `file` with `args` under that Node, passes signals on and ends as it ended. */
export function runUnderRuntime(file, args) {
  const node = runtime();
  if (node === process.execPath) {
    process.argv = [node, file, ...args];
    return import(pathToFileURL(file).href);
  }
  const child = spawn(node, [file, ...args], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`could not start ${node}: ${error.message}\n`);
    process.exit(3);
  });
  child.on('exit', (code, signal) => {
    if (signal) process.kill(process.pid, signal);
    else process.exit(code ?? 3);
  });
  return child;
}

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) {
  const [file, ...args] = process.argv.slice(2);
  if (!file) {
    process.stderr.write('usage: glacis-runtime FILE [ARGUMENT…]\n');
    process.exit(2);
  }
  runUnderRuntime(join(process.cwd(), file), args);
}
