#!/usr/bin/env node
// `npm test`: everything that CI runs, from a fresh clone. Plain JavaScript that Node 18 can read.
// `--long` adds the long suites.
import { spawnSync } from 'node:child_process';
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

function step(name, command, args) {
  console.log(`\n── ${name}`);
  const start = Date.now();
  const done = spawnSync(command, args, { cwd: root, stdio: 'inherit', env });
  times.push(`${name} ${((Date.now() - start) / 1000).toFixed(0)} s`);
  if (done.status !== 0) failed.push(name);
}

install();
const env = { ...process.env, ...(long ? { NEW_CASES: '1' } : {}), PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH}` };
const missing = installNeeds();
for (const need of missing) {
  console.log(`left out: ${need.suites}, for want of ${need.what}. To have it: apt-get install ${need.packages.join(' ')}`);
}

build();
// The linter checks types on its way, as it needs them; the compiler itself is asked in the long run, where its minute does no harm.
const checks = [
  ['lint and types', 'oxlint', ['--type-aware', '--type-check', '--deny-warnings']],
  ...(long ? [['types', 'tsc', ['-p', 'tsconfig.json']], ['types of the web', 'tsc', ['-p', 'web/tsconfig.json']]] : []),
  ['layers', 'depcruise', ['--config', '.dependency-cruiser.mjs', '--output-type', 'err', 'src', 'web/src']],
  ['unused code', 'knip', []],
];
for (const [name, command, args] of checks) step(name, command, args);
const projects = ['unit', 'integration', 'browser', ...(long ? ['long'] : [])];
step('tests', 'vitest', ['run', ...projects.flatMap((project) => ['--project', project])]);

console.log(`\n${times.join(' · ')}`);
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
if (failed.length > 0) {
  console.log(`glacis ${version}: failed: ${failed.join(', ')}`);
  process.exit(1);
}
console.log(`glacis ${version}: all of it passed${missing.length > 0 ? `, ${missing.length} suites left out (above)` : ''}`);
