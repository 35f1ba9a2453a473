import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { bucket, osvRecord, osvZip, syncOptions, temporaryDirectory, writeFiles } from '../../../test/support/advisories.ts';
import { hasShared, shared } from '../../../test/support/shared.ts';
import { systemClock } from '../../kernel/clock.ts';
import { STALE_AFTER_MS, ageOf } from './age.ts';
import { openAdvisories, type OpenAdvisories } from './open.ts';
import { advisoryDirectory } from './place.ts';
import { syncAdvisories } from './sync/sync.ts';

describe('a file that cannot be used says why, and what to do', () => {
  test.for<[string, string, (path: string) => void]>([
    ['it is not there', 'advisories_missing', () => {}],
    ['it is something else', 'advisories_damaged', (path) => writeFileSync(path, 'x'.repeat(5_000))],
    ['it is another database', 'advisories_damaged', (path) => new DatabaseSync(path).exec('CREATE TABLE a (b)')],
    ['it is of another version', 'advisories_other_version', (path) => new DatabaseSync(path).exec('PRAGMA application_id = 0x474c4143; PRAGMA user_version = 99; CREATE TABLE a (b)')],
  ])('%s', ([, code, make]) => {
    const path = join(temporaryDirectory(), 'advisories.sqlite');
    make(path);
    expect(() => openAdvisories(path)).toThrow(expect.objectContaining({ code, hint: expect.stringContaining('glacis advisories sync') }));
  });
});

test('advisories are kept where the environment says', () => {
  expect(advisoryDirectory({ GLACIS_ADVISORIES: '/a', GLACIS_DATA: '/d' })).toBe('/a');
  expect(advisoryDirectory({ GLACIS_ADVISORIES: '', GLACIS_DATA: '/d' })).toBe('/d/advisories');
  expect(advisoryDirectory({ XDG_CACHE_HOME: '/c' })).toBe('/c/glacis');
  expect(advisoryDirectory({})).toMatch(/\/\.cache\/glacis$/);
});

test('advisories are stale after two days, and young where the clock is behind', () => {
  const stamp = { updated: '2026-11-20T00:00:00Z' };
  const at = Date.parse(stamp.updated);
  expect(ageOf(stamp, at + STALE_AFTER_MS)).toEqual({ ms: STALE_AFTER_MS, isStale: false, words: '2 days' });
  expect(ageOf(stamp, at + STALE_AFTER_MS + 1).isStale).toBe(true);
  expect(ageOf(stamp, at + 3_600_000).words).toBe('1 hour');
  expect(ageOf(stamp, at - 1)).toEqual({ ms: 0, isStale: false, words: '0 minutes' });
});

test('a spread copy of an advisory has its long texts; after closing nothing can be asked', async () => {
  const options = syncOptions(bucket({ npm: [osvRecord('GHSA-1', { references: [{ url: 'https://example.org' }] })] }));
  const { path } = await syncAdvisories(options);
  const book = openAdvisories(path);
  const [advisory] = book.about('npm', 'left-pad');
  expect({ ...advisory }).toMatchObject({ details: 'It pads on the wrong side.', references: ['https://example.org'] });
  book.close();
  expect(() => book.about('npm', 'left-pad')).toThrow();
});

test('a sync that is killed leaves the old file whole, and the next one cleans up after it', async () => {
  const from = bucket({ npm: [osvRecord('GHSA-1')] });
  const options = syncOptions(from);
  const { path } = await syncAdvisories(options);
  const before = readFileSync(path);
  writeFiles(from, { 'osv/npm/all.zip': osvZip(Array.from({ length: 3_000 }, (_, n) => osvRecord(`GHSA-${n}`, { affected: [{ package: { ecosystem: 'npm', name: `p${n}` }, versions: ['1'] }] }))) });
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../../test/support/sync-process.ts'), options.directory, from], { stdio: ['ignore', 'ignore', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = new Promise<NodeJS.Signals | null>((resolve) => { child.once('exit', (_code, signal) => resolve(signal)); });
  while (child.exitCode === null && !existsSync(`${path}.building`)) await new Promise((resolve) => { setTimeout(resolve, 5); });
  child.kill('SIGKILL');
  expect(await ended).toBe('SIGKILL');
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(existsSync(`${path}.building`)).toBe(true);
  writeFiles(from, { 'osv/npm/all.zip': osvZip([osvRecord('GHSA-1'), osvRecord('GHSA-2')]) });
  expect(await syncAdvisories(options)).toMatchObject({ isNew: true });
  expect(readdirSync(options.directory).sort()).toEqual(['advisories.sqlite', 'sync.lock', 'sync.pid']);
});

describe.skipIf(!hasShared)('the real data (needs the shared data)', () => {
  let book: OpenAdvisories;
  let directory: string;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'glacis-advisories-'));
    const { path, ecosystems } = await syncAdvisories({ clock: systemClock, env: {}, directory, from: shared('advisories'), ecosystems: ['Debian:12', 'Red Hat', 'crates.io'] });
    expect(ecosystems.map(({ badCount }) => badCount)).toEqual([0, 0, 0]);
    book = openAdvisories(path);
    return () => {
      book.close();
      rmSync(directory, { recursive: true });
    };
  }, 30_000);

  test('openssl of Debian 12 has the advisories that Debian gave out', () => {
    expect(book.about('Debian:12', 'openssl').map(({ id }) => id)).toContain('DSA-5764-1');
    expect(book.about('Debian:12', 'apt')).toMatchObject([{ id: 'DEBIAN-CVE-2011-3374', rating: 'unimportant', state: 'unfixed', upstream: ['CVE-2011-3374'] }]);
  });

  test('a module narrows what Red Hat says', () => {
    expect(book.about('Red Hat:enterprise_linux:9', 'nodejs')).toContainEqual(expect.objectContaining({ narrowedTo: { module: 'nodejs:18' } }));
  });

  test('Log4Shell is exploited, and its names are one', () => {
    expect(book.cve('CVE-2021-44228')).toMatchObject({ kev: { added: '2021-12-10', ransomware: true }, epss: { date: '2026-08-22' } });
    expect(book.aliasesOf('RUSTSEC-2016-0001')).toEqual(['CVE-2016-10931', 'GHSA-34p9-f4q3-c4r7', 'RUSTSEC-2016-0001']);
  });

  test('what was synced is covered and nothing else, though some records speak of more', () => {
    expect(['Debian:12', 'crates.io', 'Red Hat:enterprise_linux:9'].every(book.covers)).toBe(true);
    expect(['Debian:11', 'npm', 'Debian', 'Red Hat:enterprise_linux:8'].some(book.covers)).toBe(false);
    expect(book.releaseOf('Debian:12')).toMatchObject({ eol: '2026-07-11' });
  });
});
