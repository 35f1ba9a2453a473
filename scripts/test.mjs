#!/usr/bin/env node
// `npm test`: everything that CI runs, from a fresh clone. Plain JavaScript that Node 18 can read.
// `--long` adds the long suites.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, install } from '../bin/start.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const long = process.argv.includes('--long');

/** What suites need beyond npm, and the Debian packages that bring it. */
const needs = [
  { what: 'PostgreSQL 15 as an external server', suites: 'external PostgreSQL', present: () => existsSync('/usr/lib/postgresql/15/bin/initdb'), packages: ['postgresql-15'] },
  { what: 'rsyslog with TLS', suites: 'rsyslog end to end', present: () => existsSync('/usr/sbin/rsyslogd') && hasFile('/usr/lib', 'lmnsd_gtls.so'), packages: ['rsyslog', 'rsyslog-gnutls'] },
  { what: 'Chromium', suites: 'browser', present: () => existsSync('/usr/bin/chromium'), packages: ['chromium'] },
  { what: 'docker-registry', suites: 'images of a real registry', present: () => existsSync('/usr/bin/docker-registry'), packages: ['docker-registry'] },
  { what: 'skopeo', suites: 'images as skopeo copies them', present: () => existsSync('/usr/bin/skopeo'), packages: ['skopeo'] },
  { what: 'strace', suites: 'fsync before the answer', present: () => existsSync('/usr/bin/strace'), packages: ['strace'] },
];

function hasFile(folder, name) {
  const found = spawnSync('find', [folder, '-name', name, '-print', '-quit'], { encoding: 'utf8' });
  return found.stdout.trim() !== '';
}

const isDebian = existsSync('/etc/debian_version');
const isRoot = process.getuid?.() === 0;

function installNeeds() {
  const missing = needs.filter((need) => !need.present());
  if (missing.length === 0) return [];
  const packages = missing.flatMap((need) => need.packages);
  if (isDebian && isRoot) {
    console.log(`installing from Debian for the tests: ${packages.join(' ')}`);
    // RUNLEVEL=1 keeps the packages' own services from starting: tests run private copies.
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env });
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { stdio: ['ignore', 'ignore', 'inherit'], env });
  }
  return needs.filter((need) => !need.present());
}

const failed = [];
const times = [];

/** Runs a check and resolves when it has ended. A quiet one is printed as a whole then, so that those beside it do not mingle. */
function step(name, command, args, { quiet = false } = {}) {
  const title = `\n── ${name}`;
  if (!quiet) console.log(title);
  const start = Date.now();
  const child = spawn(command, args, { cwd: root, env, stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit' });
  const printed = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => printed.push(chunk));
  return new Promise((resolve) => {
    const ended = (isFine, words) => {
      if (quiet) process.stdout.write(`${title}\n${Buffer.concat(printed)}${words}`);
      times.push(`${name} ${((Date.now() - start) / 1000).toFixed(0)} s`);
      if (!isFine) failed.push(name);
      resolve();
    };
    child.once('error', (error) => ended(false, `${error.message}\n`));
    child.once('close', (code) => ended(code === 0, ''));
  });
}

async function inTurn(steps) {
  for (const one of steps) await step(...one, { quiet: true });
}

install();
const env = { ...process.env, ...(long ? { NEW_CASES: '1' } : {}), PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH}` };
const missing = installNeeds();
for (const need of missing) {
  console.log(`left out: ${need.suites}, for want of ${need.what}. To have it: apt-get install ${need.packages.join(' ')}`);
}

build();
// Each is of one thread for the most part: two lanes for the two cores that a small machine has.
await Promise.all([
  inTurn([['types', 'tsc', ['-p', 'tsconfig.json']], ['unused code', 'knip', []]]),
  inTurn([
    ['types of the web', 'tsc', ['-p', 'web/tsconfig.json']],
    ['layers', 'depcruise', ['--config', '.dependency-cruiser.mjs', '--output-type', 'err', 'src', 'web/src']],
    ['lint', 'oxlint', ['--type-aware', '--deny-warnings']],
  ]),
]);
const projects = ['unit', 'integration', 'browser', ...(long ? ['long'] : [])];
await step('tests', 'vitest', ['run', ...projects.flatMap((project) => ['--project', project])]);

console.log(`\n${times.join(' · ')}`);
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
if (failed.length > 0) {
  console.log(`glacis ${version}: failed: ${failed.join(', ')}`);
  process.exit(1);
}
console.log(`glacis ${version}: all of it passed${missing.length > 0 ? `, ${missing.length} suites left out (above)` : ''}`);
