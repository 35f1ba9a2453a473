import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bucket, osvRecord, osvZip, syncOptions, temporaryDirectory, writeFiles } from '../support/advisories.ts';
import { syncAdvisories } from '../../src/scanning/advisories/sync/sync.ts';

const main = join(import.meta.dirname, '../../src/main.ts');
const three = [osvRecord('GHSA-1', { aliases: ['CVE-2026-0001'] }), osvRecord('GHSA-2'), osvRecord('GHSA-3', { summary: 'red \u001b[31m' })];

function glacis(directory: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'advisories', ...args], { encoding: 'utf8', env: { PATH: process.env['PATH'], GLACIS_ADVISORIES: directory } });
  return { status, stdout, stderr };
}

describe('glacis advisories', () => {
  test('syncs, says when nothing is new, tells what there is and what is known of an id', () => {
    const from = bucket({ npm: three }, { 'kev.json': '{"vulnerabilities":[{"cveID":"CVE-2026-0001","dateAdded":"2026-11-02"}]}' });
    const directory = temporaryDirectory();
    expect(glacis(directory, 'status')).toMatchObject({ status: 3, stdout: '', stderr: expect.stringContaining('glacis advisories sync') });
    expect(glacis(directory, 'sync', '--from', from)).toMatchObject({ status: 0, stdout: expect.stringMatching(/npm +whole +3 +0 +0/) });
    expect(glacis(directory, 'sync', '--from', from)).toMatchObject({ status: 0, stdout: expect.stringContaining('Nothing new') });
    expect(JSON.parse(glacis(directory, 'status', '--json').stdout)).toMatchObject({ advisories: 3, kev: 1, from, age: { stale: false }, digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) });

    const shown = glacis(directory, 'show', 'CVE-2026-0001');
    expect(shown).toMatchObject({ status: 0, stdout: expect.stringContaining('exploited, says CISA since 2026-11-02') });
    expect(shown.stdout).toMatch(/npm +left-pad +< 1\.3\.0/);
    expect(glacis(directory, 'show', 'GHSA-3').stdout).not.toContain('\u001b');
    expect(glacis(directory, 'show', 'CVE-2026-9999')).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('Nothing is known') });
  });

  test('says in its exit code that a feed could not be taken, and warns of old advisories', () => {
    const from = bucket({ npm: three }, { 'kev.json': '{', 'snapshot.json': '{"made":"2020-01-01"}' });
    const { status, stdout, stderr } = glacis(temporaryDirectory(), 'sync', '--from', from, '--json');
    expect(status).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ isNew: true, problems: [expect.stringContaining('is no JSON')] });
    expect(stderr).toMatch(/Not taken[^]*days old/);
    expect(glacis(temporaryDirectory(), 'sync', '--from', 'http://mirror.example')).toMatchObject({ status: 2, stderr: expect.stringContaining('--insecure') });
  });
});

/** Runs a command in a mount namespace of its own that has a disk of 1 MiB at the directory, with the file already on it. */
const onSmallDisk = (directory: string, file: string, ...command: string[]) =>
  spawnSync('unshare', ['--map-root-user', '--mount', 'sh', '-c', 'mount -t tmpfs -o size=1m none "$0" && cp "$1" "$0"/advisories.sqlite && shift && { "$@"; echo "exit $?"; cmp "$0"/advisories.sqlite "$OLD" && ls "$0"; }', directory, file, ...command], { encoding: 'utf8', env: { PATH: process.env['PATH'], GLACIS_ADVISORIES: directory, OLD: file } });

const canMount = spawnSync('unshare', ['--map-root-user', '--mount', 'true']).status === 0;

test.skipIf(!canMount)('a disk that gets full during a sync leaves the old file whole and nothing else (needs unshare)', async () => {
  const from = bucket({ npm: three });
  const { path } = await syncAdvisories(syncOptions(from));
  writeFiles(from, { 'osv/npm/all.zip': osvZip(Array.from({ length: 6_000 }, (_, n) => osvRecord(`GHSA-${n + 1}`, { affected: [{ package: { ecosystem: 'npm', name: `package-${n}` }, versions: ['1', '2', '3'] }] }))) });
  expect(readFileSync(path).length).toBeLessThan(400_000);
  const { stdout, stderr } = onSmallDisk(temporaryDirectory(), path, process.execPath, main, 'advisories', 'sync', '--from', from);
  expect(stderr).toMatch(/could not be written to .*full/);
  expect(stdout).toBe('exit 3\nadvisories.sqlite\nsync.lock\nsync.pid\n');
});
