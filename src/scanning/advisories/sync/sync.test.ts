import { readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { bucket, modifiedCsv, osvRecord, osvZip, syncOptions, temporaryDirectory, writeFiles } from '../../../../test/support/advisories.ts';
import { manualClock } from '../../../kernel/clock.ts';
import { lockAdvisories } from '../build/lock.ts';
import { openAdvisories, type OpenAdvisories } from '../open.ts';
import { advisoryFile } from '../place.ts';
import { syncAdvisories, type SyncOptions } from './sync.ts';

const one = osvRecord('GHSA-1');
const two = osvRecord('GHSA-2', { aliases: ['CVE-2026-0002'] });
const many = (count: number) => Array.from({ length: count }, (_, n) => osvRecord(`GHSA-${n + 1}`));
const later = { modified: '2026-11-20T00:00:00Z' };

function opened(options: SyncOptions): OpenAdvisories {
  const book = openAdvisories(advisoryFile(options.directory));
  onTestFinished(() => book.close());
  return book;
}
const idsIn = (options: SyncOptions) => opened(options).about('npm', 'left-pad').map(({ id }) => id);

describe('a sync from a directory', () => {
  test('builds one file that answers about packages, and says what it did', async () => {
    const options = syncOptions(bucket({ npm: [one, two], Debian: [osvRecord('DSA-1', { affected: [{ package: { ecosystem: 'Debian:12', name: 'curl' }, versions: ['1'] }] })] }));
    const outcome = await syncAdvisories(options);
    expect(outcome).toMatchObject({ isNew: true, problems: [], absent: ['known exploited vulnerabilities', 'EPSS scores'], ecosystems: [{ name: 'Debian', how: 'full', added: 1 }, { name: 'npm', added: 2, badCount: 0 }] });
    const book = opened(options);
    expect(book.about('npm', 'left-pad')).toMatchObject([
      { id: 'GHSA-1', name: 'left-pad', ecosystem: 'npm', summary: 'GHSA-1 in left-pad', details: 'It pads on the wrong side.', ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.3.0' }] }] },
      { id: 'GHSA-2', aliases: ['CVE-2026-0002'], modified: '2026-11-01T00:00:00Z' },
    ]);
    expect(book.covers('Debian:12') && !book.covers('Debian:13') && !book.covers('PyPI')).toBe(true);
    expect(book.stamp.digest).toBe(outcome.digest);
    expect(readdirSync(options.directory).sort()).toEqual(['advisories.sqlite', 'sync.lock', 'sync.pid']);
  });

  test('the layout of the bucket itself is taken too; releases beside their distribution are not taken twice', async () => {
    const debian = osvRecord('DSA-1', { affected: [{ package: { ecosystem: 'Debian:12', name: 'curl' }, versions: ['1'] }] });
    const directory = temporaryDirectory();
    writeFiles(directory, { 'Debian/all.zip': osvZip([debian]), 'Debian:12/all.zip': osvZip([debian]), 'Android/all.zip': osvZip([one]) });
    expect((await syncAdvisories(syncOptions(directory))).ecosystems.map(({ name }) => name)).toEqual(['Debian']);
    expect((await syncAdvisories(syncOptions(directory, { ecosystems: ['debian:12'] })).catch((error: unknown) => error))).toMatchObject({ code: 'advisory_source' });
    const options = syncOptions(directory, { ecosystems: ['Debian:12'] });
    await syncAdvisories(options);
    expect(opened(options).covers('Debian:12')).toBe(true);
  });

  test('the same advisories have the same digest, wherever and in whatever order they were built; others have another', async () => {
    const maven = osvRecord('GHSA-3', { affected: [{ package: { ecosystem: 'Maven', name: 'a:b' }, versions: ['1'] }] });
    const digest = async (records: Parameters<typeof bucket>[0]) => (await syncAdvisories(syncOptions(bucket(records)))).digest;
    const first = await digest({ npm: [one, two], Maven: [maven, one] });
    expect(await digest({ Maven: [one, maven], npm: [two, one] })).toBe(first);
    expect(await digest({ npm: [one, two], Maven: [{ ...maven, summary: 'Something else' }, one] })).not.toBe(first);
  });

  test('again with nothing new changes nothing and says so', async () => {
    const options = syncOptions(bucket({ npm: [one] }));
    await syncAdvisories(options);
    const before = statSync(advisoryFile(options.directory));
    expect(await syncAdvisories(options)).toMatchObject({ isNew: false, ecosystems: [{ how: 'unchanged' }] });
    expect(statSync(advisoryFile(options.directory)).ino).toBe(before.ino);
  });

  test('what changed, came or went is so afterwards, and the result is that of a sync from nothing', async () => {
    const from = bucket({ npm: [one, two] });
    const options = syncOptions(from);
    await syncAdvisories(options);
    const now = [{ ...one, ...later, summary: 'Worse than was thought' }, osvRecord('GHSA-3')];
    writeFiles(from, { 'osv/npm/all.zip': osvZip(now) });
    const outcome = await syncAdvisories(options);
    expect(outcome.ecosystems).toMatchObject([{ added: 1, changed: 1, gone: 1 }]);
    expect(opened(options).about('npm', 'left-pad').map(({ id, summary }) => [id, summary])).toEqual([['GHSA-1', 'Worse than was thought'], ['GHSA-3', 'GHSA-3 in left-pad']]);
    expect(outcome.digest).toBe((await syncAdvisories(syncOptions(from))).digest);
  });

  test('withdrawn advisories affect nothing, and their day is kept to explain it', async () => {
    const options = syncOptions(bucket({ npm: [one, { ...two, withdrawn: '2026-11-10T00:00:00Z' }] }));
    await syncAdvisories(options);
    expect(idsIn(options)).toEqual(['GHSA-1']);
    expect(opened(options).known('CVE-2026-0002').advisories).toMatchObject([{ id: 'GHSA-2', withdrawn: '2026-11-10T00:00:00Z', packages: [] }]);
  });

  test('only the directories that were asked for are in the file', async () => {
    const options = syncOptions(bucket({ npm: [one], Maven: [osvRecord('GHSA-9', { affected: [{ package: { ecosystem: 'Maven', name: 'a:b' }, versions: ['1'] }] })] }));
    await syncAdvisories(options);
    await syncAdvisories({ ...options, ecosystems: ['Maven'] });
    expect(opened(options).facts().sources).toEqual([{ name: 'Maven', advisories: 1, bad: 0 }]);
    expect(idsIn(options)).toEqual([]);
  });
});

describe('the age of a copy', () => {
  test.for<[string, string, string]>([
    ['what snapshot.json says', '{"made":"2026-11-20"}', '2026-11-20T00:00:00Z'],
    ['never later than now', '{"made":"2027-01-01"}', '2026-11-23T12:30:00Z'],
    ['else the newest file’s', 'not even JSON', '2026-11-23T12:30:00Z'],
  ])('is %s', async ([, snapshot, updated]) => {
    expect((await syncAdvisories(syncOptions(bucket({ npm: [one] }, { 'snapshot.json': snapshot })))).updated).toBe(updated);
  });
});

describe('what is known of CVEs comes from feeds beside the advisories', () => {
  const kev = JSON.stringify({ vulnerabilities: [{ cveID: 'CVE-2026-0002', dateAdded: '2026-11-02' }] });
  const epss = '#model_version:v1,score_date:2026-11-22T00:00:00+0000\ncve,epss,percentile\nCVE-2026-0002,0.5,0.9\n';

  test('all of it is merged, CVSS with who gave it', async () => {
    const vector = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
    const rated = { ...two, severity: [{ type: 'CVSS_V3', score: vector }] };
    const given = JSON.stringify({ 'CVE-2026-0002': { vector: vector.replace('AV:N', 'AV:L'), source: 'NVD' } });
    const options = syncOptions(bucket({ npm: [rated] }, { 'kev.json': kev, 'kev-newer.json': '{"vulnerabilities":[{"cveID":"CVE-2026-0002"},{"cveID":"CVE-2026-0009"}]}', 'epss-some.csv': epss, 'cve-cvss.json': given }));
    await syncAdvisories(options);
    expect(opened(options).cve('CVE-2026-0002')).toEqual({
      id: 'CVE-2026-0002', kev: { added: '2026-11-02' }, epss: { score: 0.5, percentile: 0.9, date: '2026-11-22' },
      cvss: [{ vector: vector.replace('AV:N', 'AV:L'), source: 'NVD' }, { vector, source: 'GitHub' }],
    });
    expect(opened(options).cve('CVE-2026-0009')).toMatchObject({ kev: {}, cvss: [] });
    expect(opened(options).cve('CVE-2026-0010')).toBeUndefined();
  });

  test('one that cannot be read is told, and what was known before stays', async () => {
    const from = bucket({ npm: [one] }, { 'kev.json': kev, 'epss.csv': epss });
    const options = syncOptions(from);
    await syncAdvisories(options);
    writeFiles(from, { 'kev.json': '{"vulnerab', 'epss.csv': epss.replace('0.5', '0.25') });
    expect((await syncAdvisories(options)).problems).toEqual([expect.stringContaining('known exploited vulnerabilities')]);
    expect(opened(options).cve('CVE-2026-0002')).toMatchObject({ kev: { added: '2026-11-02' }, epss: { score: 0.25 } });
  });

  test('one that is at the source no more is told, and stays', async () => {
    const from = bucket({ npm: [one] }, { 'kev.json': kev });
    const options = syncOptions(from);
    await syncAdvisories(options);
    rmSync(join(from, 'kev.json'));
    expect((await syncAdvisories(options)).problems).toEqual(['known exploited vulnerabilities: the source has them no more']);
    expect(opened(options).cve('CVE-2026-0002')).toMatchObject({ kev: { added: '2026-11-02' } });
  });

  test('packages that a release no longer looks after are at the end of their life where nothing is fixed', async () => {
    const about = (name: string, events: object[]) => osvRecord(`DSA-${name}-${events.length}`, { affected: [{ package: { ecosystem: 'Debian:12', name }, ranges: [{ type: 'ECOSYSTEM', events }] }] });
    const unfixed = [{ introduced: '0' }];
    const options = syncOptions(bucket({ Debian: [about('pdns', unfixed), about('pdns', [...unfixed, { fixed: '2' }]), about('curl', unfixed), about('later', unfixed)] }, { 'eol/security-support-ended.deb12': 'pdns 1 2025-10-01 no\nlater 1 2027-01-01 no\n' }));
    await syncAdvisories(options);
    const states = (name: string) => opened(options).about('Debian:12', name).map(({ state }) => state);
    expect([states('pdns'), states('curl'), states('later')]).toEqual([['end-of-life', undefined], [undefined], [undefined]]);
    expect(opened(options).supportOf('Debian:12', 'pdns')).toEqual({ is: 'ended', since: '2025-10-01', note: 'no' });
  });
});

describe('a source that is not whole', () => {
  test('one bad record is counted and named, and the version that was read before stays', async () => {
    const from = bucket({ npm: many(3) });
    const options = syncOptions(from);
    await syncAdvisories(options);
    writeFiles(from, { 'osv/npm/all.zip': osvZip([...many(2), { ...osvRecord('GHSA-3'), modified: 'yesterday' }]) });
    expect((await syncAdvisories(options)).ecosystems).toMatchObject([{ badCount: 1, bad: [{ id: 'GHSA-3', reason: 'modified is no time' }] }]);
    expect(idsIn(options)).toEqual(['GHSA-1', 'GHSA-2', 'GHSA-3']);
    expect(opened(options).facts().sources).toEqual([{ name: 'npm', advisories: 3, bad: 1 }]);
  });

  test.for<[string, (records: ReturnType<typeof many>) => Buffer]>([
    ['many bad records', (records) => osvZip(records.map((record, n) => (n < 5 ? { ...record, id: 'no id', affected: 1 } : record)))],
    ['many records gone', (records) => osvZip(records.slice(0, 60))],
    ['an archive that is cut short', (records) => osvZip(records).subarray(0, 2_000)],
    ['an archive without records', () => osvZip([])],
  ])('is refused and changes nothing: %s', async ([, damage]) => {
    const from = bucket({ npm: many(100) });
    const options = syncOptions(from);
    await syncAdvisories(options);
    const before = readFileSync(advisoryFile(options.directory));
    writeFiles(from, { 'osv/npm/all.zip': damage(many(100)) });
    await expect(syncAdvisories(options)).rejects.toThrow(/cannot be read|are gone|cut short|no records/);
    expect(readFileSync(advisoryFile(options.directory)).equals(before)).toBe(true);
    expect(readdirSync(options.directory).filter((name) => name.includes('building'))).toEqual([]);
  });

  test('is taken as it is when the loss is accepted', async () => {
    const from = bucket({ npm: many(100) });
    const options = syncOptions(from);
    await syncAdvisories(options);
    writeFiles(from, { 'osv/npm/all.zip': osvZip(many(60)) });
    expect(await syncAdvisories({ ...options, acceptLoss: true })).toMatchObject({ ecosystems: [{ gone: 40 }] });
  });

  test('a directory of an ecosystem that is gone is a loss, too', async () => {
    const from = bucket({ npm: [one], Maven: [two] });
    const options = syncOptions(from);
    await syncAdvisories(options);
    rmSync(join(from, 'osv/Maven'), { recursive: true });
    await expect(syncAdvisories(options)).rejects.toMatchObject({ code: 'advisories_lost' });
  });

  test.for<[string, string]>([['no directory', '/nowhere/at/all'], ['nothing that looks like a bucket', import.meta.dirname]])('there is %s', async ([, from]) => {
    await expect(syncAdvisories(syncOptions(from))).rejects.toMatchObject({ code: 'advisory_source' });
  });
});

describe('deltas by what the list says was modified', () => {
  const names = (records: readonly ReturnType<typeof osvRecord>[]) => Object.fromEntries(records.map((record) => [`osv/npm/${String(record['id'])}.json`, JSON.stringify(record)]));

  test('take the changed records alone, drop what the list has no more, and give what a sync from nothing gives', async () => {
    const records = many(60);
    const from = bucket({ npm: records }, { 'osv/npm/modified_id.csv': modifiedCsv(records) });
    const options = syncOptions(from);
    await syncAdvisories(options);
    const changed = [{ ...records[0], ...later, withdrawn: '2026-11-20T00:00:00Z' }, { ...records[1], ...later, summary: 'New words' }, { ...osvRecord('GHSA-61'), ...later }];
    const now = [...changed, ...records.slice(3)].map((record) => ({ ...osvRecord(''), ...record }));
    // The archive stays as it was: only the list and the single records tell.
    writeFiles(from, { ...names(changed.map((record) => ({ ...osvRecord(''), ...record }))), 'osv/npm/modified_id.csv': modifiedCsv(now) });
    const outcome = await syncAdvisories(options);
    expect(outcome.ecosystems).toMatchObject([{ how: 'delta', added: 1, changed: 2, gone: 1 }]);
    expect(idsIn(options)).not.toContain('GHSA-1');
    expect(outcome.digest).toBe((await syncAdvisories(syncOptions(bucket({ npm: now })))).digest);
  });

  test('fall back to the archive when much changed, or a record is not there by itself', async () => {
    const records = many(60);
    const from = bucket({ npm: records }, { 'osv/npm/modified_id.csv': modifiedCsv(records) });
    const options = syncOptions(from);
    await syncAdvisories(options);
    for (const count of [40, 1]) {
      const now = records.map((record, n) => (n < count ? { ...record, modified: `2026-11-2${count % 9}T00:00:00Z`, summary: `Changed ${count}` } : record));
      writeFiles(from, { 'osv/npm/all.zip': osvZip(now), 'osv/npm/modified_id.csv': modifiedCsv(now) });
      const outcome = await syncAdvisories(options);
      expect(outcome.ecosystems).toMatchObject([{ how: 'full' }]);
      expect(outcome.digest).toBe((await syncAdvisories(syncOptions(bucket({ npm: now })))).digest);
    }
  });

  test('a list that is cut in the middle is refused: the rest would look deleted', async () => {
    const records = many(60);
    const from = bucket({ npm: records }, { 'osv/npm/modified_id.csv': modifiedCsv(records) });
    const options = syncOptions(from);
    await syncAdvisories(options);
    writeFiles(from, { 'osv/npm/modified_id.csv': modifiedCsv(records).slice(0, 700) });
    await expect(syncAdvisories(options)).rejects.toThrow(/modified_id.csv/);
  });
});

describe('the file', () => {
  test('that a reader has open stays whole for them while a sync replaces it', async () => {
    const from = bucket({ npm: [one] });
    const options = syncOptions(from);
    await syncAdvisories(options);
    const reader = opened(options);
    writeFiles(from, { 'osv/npm/all.zip': osvZip([two]) });
    await syncAdvisories(options);
    expect(reader.about('npm', 'left-pad')[0]).toMatchObject({ id: 'GHSA-1', details: 'It pads on the wrong side.' });
    expect(idsIn(options)).toEqual(['GHSA-2']);
  });

  test('is written by one sync at a time', async () => {
    const options = syncOptions(bucket({ npm: [one] }));
    const release = lockAdvisories(options.directory);
    await expect(syncAdvisories(options)).rejects.toMatchObject({ code: 'advisories_busy', message: expect.stringContaining(String(process.pid)) });
    release();
    await expect(syncAdvisories(options)).resolves.toMatchObject({ isNew: true });
  });

  test.for<[string, (path: string) => void]>([
    ['cut short', (path) => truncateSync(path, 8_192)],
    ['something else', (path) => writeFileSync(path, 'not a database at all, but long enough to be looked at')],
    ['empty', (path) => writeFileSync(path, '')],
  ])('is made anew where it is damaged: %s', async ([, damage]) => {
    const options = syncOptions(bucket({ npm: [one] }));
    await syncAdvisories(options);
    damage(advisoryFile(options.directory));
    const notes: string[] = [];
    await expect(syncAdvisories({ ...options, onNote: (words) => notes.push(words) })).resolves.toMatchObject({ ecosystems: [{ added: 1 }] });
    expect(notes).toEqual([expect.stringContaining('fetched anew')]);
    expect(idsIn(options)).toEqual(['GHSA-1']);
  });

  test('holds little that is dead after many deltas', async () => {
    const from = bucket({ npm: many(30) });
    const options = syncOptions(from);
    await syncAdvisories(options);
    const size = statSync(advisoryFile(options.directory)).size;
    for (let round = 0; round < 12; round += 1) {
      writeFiles(from, { 'osv/npm/all.zip': osvZip(many(30).map((record) => ({ ...record, details: `Round ${round} of ${String(record['id'])}` }))) });
      await syncAdvisories({ ...options, clock: manualClock(Date.parse('2026-11-23T12:30:00Z') + round) });
    }
    expect(statSync(advisoryFile(options.directory)).size).toBeLessThan(size * 2);
    expect(opened(options).about('npm', 'left-pad')[0]?.details).toMatch(/^Round 11 of/);
  });
});
