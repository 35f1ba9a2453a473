import { describe, expect, test } from 'vitest';

import { bookOf, sharedRecords } from '../../../test/support/advisory-book.ts';
import { hasShared, readShared } from '../../../test/support/shared.ts';
import { zipEntries } from '../../kernel/zip.ts';
import type { Distribution } from '../catalog/cataloguer.ts';
import type { Package } from '../catalog/package.ts';
import type { Finding } from './finding.ts';
import { match } from './match.ts';

const limits = { entries: 10_000, entryBytes: 20_000_000, readBytes: 100_000_000 };

/** The files of a fixture by path, as text. */
function filesOf(path: string): Map<string, string> {
  return new Map(zipEntries(readShared(path), limits).filter(({ isDirectory }) => !isDirectory).map((entry) => [entry.name, Buffer.from(entry.read()).toString()]));
}

const packageOf = (type: 'deb' | 'apk', { name = '', version = '', source }: { name?: string | undefined; version?: string | undefined; source?: Package['source'] | undefined }): Package =>
  ({ type, name, version, purl: `pkg:${type}/${name}@${version}`, places: [], foundBy: type, ...(source && { source }) });

/** Ten lines of dpkg's status file: what the cataloguer proper reads is tested where it stands. */
function debsOf(status: string): Package[] {
  return status.split('\n\n').filter((stanza) => stanza.includes('\nStatus: install ok installed')).map((stanza) => {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(stanza)?.[1];
    const [, name, version] = /^(\S+)(?: \((.+)\))?$/.exec(field('Source') ?? '') ?? [];
    const own = field('Version') ?? '';
    return packageOf('deb', { name: field('Package'), version: own, source: name === undefined ? undefined : { name, version: version ?? own } });
  });
}

function apksOf(installed: string): Package[] {
  return installed.split('\n\n').filter((stanza) => stanza.includes('P:')).map((stanza) => {
    const field = (letter: string) => stanza.split('\n').find((line) => line.startsWith(`${letter}:`))?.slice(2);
    const version = field('V') ?? '';
    return packageOf('apk', { name: field('P'), version, source: { name: field('o') ?? '', version } });
  });
}

const distribution = (id: string, version: string): Distribution => ({ id, version, name: id, like: [] });

/** A day in the life of all of them, so that what is unfixed is not told as past its end. */
const now = Date.parse('2020-01-01');

type Expected = { findings: readonly { package: string; id: string; fixed: string | null; state?: string | null }[] };

const fileEndingWith = (files: ReadonlyMap<string, string>, end: string): string => [...files].find(([name]) => name.endsWith(end))?.[1] ?? '';

describe.skipIf(!hasShared)('real systems have the findings that their own tools compute (shared data)', () => {
  const debian = hasShared ? { files: filesOf('scan-fixtures/e2e/debian12.zip'), book: bookOf(sharedRecords('Debian:12')) } : undefined;
  const alpine = hasShared ? { files: filesOf('scan-fixtures/e2e/alpine.zip'), book: bookOf(sharedRecords('Alpine')) } : undefined;

  test.for([['debian12-point-release', 96, 23], ['debian12-pinned-old', 155, 96]] as const)('%s: %i packages, %i findings', ([name, packages, count]) => {
    if (debian === undefined) return;
    const expected = JSON.parse(fileEndingWith(debian.files, `${name}/expected-findings.json`)) as Expected;
    const debs = debsOf(fileEndingWith(debian.files, `${name}/var/lib/dpkg/status`));
    expect(debs).toHaveLength(packages);
    const result = match(debs, { book: debian.book, distribution: distribution('debian', '12'), now });
    expect(told(result.findings)).toEqual(pairsOf(expected));
    expect(pairsOf(expected)).toHaveLength(count);
    expect(result.uncovered).toEqual([]);
    expect(fixesIn(result.findings, expected)).toEqual(expected.findings.map(({ package: title, id, fixed, state }) => [title, id, fixed ?? WORDS[state ?? ''] ?? `unfixed ${state}`]));
  });

  test.for([['v3.10', '3.10.9'], ['v3.14', '3.14.10'], ['v3.18', '3.18.9'], ['v3.20', '3.20.3']] as const)('Alpine %s', ([name, version]) => {
    if (alpine === undefined) return;
    const expected = JSON.parse(fileEndingWith(alpine.files, `${name}/expected-findings.json`)) as Expected;
    const apks = apksOf(fileEndingWith(alpine.files, `${name}/lib/apk/db/installed`));
    const result = match(apks, { book: alpine.book, distribution: distribution('alpine', version), now });
    expect(apks.length).toBeGreaterThan(10);
    expect(told(result.findings)).toEqual(pairsOf(expected));
  });

  test('every finding of a DSA goes by the name of its CVE', () => {
    if (debian === undefined) return;
    const debs = debsOf(fileEndingWith(debian.files, 'debian12-pinned-old/var/lib/dpkg/status'));
    const { findings } = match(debs, { book: debian.book, distribution: distribution('debian', '12'), now });
    expect(findings.filter(({ advisories }) => advisories.some((id) => id.startsWith('DSA-'))).length).toBeGreaterThan(0);
    expect(findings.filter(({ id }) => !id.startsWith('CVE-'))).toEqual([]);
    expect(findings.filter(({ id, aliases, advisories }) => aliases[0] !== id || !advisories.every((advisory) => aliases.includes(advisory)))).toEqual([]);
  });
});

const WORDS: Readonly<Record<string, string>> = { unfixed: 'unfixed', ignored: 'wont-fix ignored' };

/** The fix of each expected pair; of a finding that two advisories tell of, the fix that was expected if it is one of those that clear both. */
function fixesIn(findings: readonly Finding[], expected: Expected): [string, string, string][] {
  return expected.findings.map(({ package: title, id, fixed }) => {
    const found = findings.filter((one) => one.package.name === title && one.advisories.includes(id));
    const fixes = found.map(({ fix }) => (fix.is === 'fixed' ? fix.versions.join(' ') : 'word' in fix ? `${fix.is} ${fix.word}` : fix.is));
    return [title, id, fixed !== null && fixes.includes(fixed) ? fixed : fixes.join(' ')];
  });
}

const pairsOf = ({ findings }: Expected): string[] => findings.map((one) => `${one.package} ${one.id}`).sort();

/** Pairs of package and advisory: several vulnerabilities of one advisory are one pair. */
const told = (findings: readonly { package: Package; advisories: readonly string[] }[]): string[] =>
  [...new Set(findings.flatMap((one) => one.advisories.map((id) => `${one.package.name} ${id}`)))].sort();
