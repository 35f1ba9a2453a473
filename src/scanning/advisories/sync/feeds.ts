import type { DatabaseSync } from 'node:sqlite';
import { reasonOf } from '../../../kernel/errors.ts';
import { setMeta, writeCveCvss, writeEpss, writeKev, writeReleases, writeSupport } from '../build/facts.ts';
import { readCveCvss } from '../read/cve-cvss.ts';
import { readEpss, type Epss } from '../read/epss.ts';
import { readKev, type Kev } from '../read/kev.ts';
import { readReleases, readSupportEnded, readSupportLimited, type Release, type Support } from '../read/support.ts';
import type { Source, Validators } from './source.ts';

/** One file of a feed, from a place of its own. */
export type FeedFile = { name: string; source: Source; path: string };
type Taken = { name: string; bytes: Uint8Array };

/** What is known of CVEs, packages and releases beside advisories; each kind is read from all of its files together, and before anything is written. */
type Feed = { kind: string; isExpected: boolean; isOf(name: string): boolean; write(db: DatabaseSync, files: readonly Taken[]): void };

export const FEEDS: readonly Feed[] = [
  { kind: 'known exploited vulnerabilities', isExpected: true, isOf: (name) => /^(?:kev[\w.-]*|known_exploited_vulnerabilities)\.json$/.test(name), write: (db, files) => writeKev(db, mergedKev(files)) },
  { kind: 'EPSS scores', isExpected: true, isOf: (name) => /^epss[\w.-]*\.csv(?:\.gz)?$/.test(name), write: writeAllEpss },
  { kind: 'CVSS vectors by CVE', isExpected: false, isOf: (name) => name === 'cve-cvss.json', write: (db, files) => writeCveCvss(db, new Map(files.flatMap(({ bytes }) => [...readCveCvss(bytes)]))) },
  { kind: 'packages without support', isExpected: false, isOf: (name) => /^eol\/security-support-(?:ended\.deb\d+|limited)$/.test(name), write: (db, files) => writeSupport(db, files.flatMap(supportIn)) },
  { kind: 'releases', isExpected: false, isOf: (name) => /^eol\/(?:debian|ubuntu)\.csv$/.test(name), write: (db, files) => writeReleases(db, files.flatMap(releasesIn)) },
];

/** Names to ask a server for, which lists nothing. */
export const FEED_NAMES = [
  'kev.json', 'kev-newer-ids.json', 'known_exploited_vulnerabilities.json', 'epss.csv', 'epss.csv.gz', 'epss-kev.csv', 'epss_scores-current.csv.gz', 'epss_scores-current.csv',
  'cve-cvss.json', 'eol/debian.csv', 'eol/ubuntu.csv', 'eol/security-support-limited', ...['11', '12', '13', '14'].map((release) => `eol/security-support-ended.deb${release}`),
];

const MOST_BYTES = 256 * 1024 * 1024;

type FeedSync = {
  db: DatabaseSync;
  hasBase: boolean;
  validators: { get(path: string): Validators | undefined; set(path: string, validators: Validators | undefined): void };
  onModified: (at: number) => void;
};

/**
 * Takes one kind of feed and writes it where any of its files changed.
 * @returns `problem`: what went wrong; then what was known before stays.
 */
export async function syncFeed(feed: Feed, files: readonly FeedFile[], { db, hasBase, validators, onModified }: FeedSync): Promise<{ is: 'same' | 'changed' | 'absent' } | { is: 'same'; problem: string }> {
  const known = `feed ${feed.kind}`;
  try {
    const before = hasBase ? validators.get(known) : undefined;
    const taken: { file: FeedFile; bytes?: Uint8Array; etag: string }[] = [];
    for (const file of files) {
      const answer = await file.source.take(file.path, { known: hasBase ? validators.get(file.name) : undefined, maxBytes: MOST_BYTES, isOptional: true });
      if (answer.is === 'absent') continue;
      if (answer.modified !== undefined) onModified(answer.modified);
      if (answer.is === 'unchanged') taken.push({ file, etag: 'same' });
      else taken.push({ file, bytes: answer.bytes, etag: 'new' });
      if (answer.is === 'taken') validators.set(file.name, answer.validators);
    }
    const names = taken.map(({ file }) => file.name).join(' ');
    if (names === '') return before === undefined ? { is: 'absent' } : { is: 'same', problem: `${feed.kind}: the source has them no more` };
    if (taken.every(({ etag }) => etag === 'same') && before?.etag === names) return { is: 'same' };
    const whole: Taken[] = [];
    for (const { file, bytes } of taken) whole.push({ name: file.name, bytes: bytes ?? (await again(file)) });
    feed.write(db, whole);
    validators.set(known, { etag: names });
    return { is: 'changed' };
  } catch (error) {
    for (const { name } of files) validators.set(name, undefined);
    return { is: 'same', problem: `${feed.kind}: ${reasonOf(error)}` };
  }
}

async function again({ source, path, name }: FeedFile): Promise<Uint8Array> {
  const answer = await source.take(path, { maxBytes: MOST_BYTES });
  if (answer.is !== 'taken') throw new Error(`${name} is not there any more`);
  return answer.bytes;
}

/** Entries with dates are better than those without. */
function mergedKev(files: readonly Taken[]): Map<number, Kev> {
  const merged = new Map<number, Kev>();
  for (const { bytes } of files) for (const [number, entry] of readKev(bytes)) merged.set(number, { ...entry, ...merged.get(number) });
  return merged;
}

function writeAllEpss(db: DatabaseSync, files: readonly Taken[]): void {
  const all: Epss = { scores: new Map() };
  for (const { bytes } of files) {
    const { scores, date, model } = readEpss(bytes);
    const isNewer = all.date === undefined || (date !== undefined && date >= all.date);
    for (const [number, score] of scores) if (isNewer || !all.scores.has(number)) all.scores.set(number, score);
    if (isNewer && date !== undefined) all.date = date;
    if (isNewer && model !== undefined) all.model = model;
  }
  writeEpss(db, all);
  setMeta(db, 'epss_model', all.model);
}

function supportIn({ name, bytes }: Taken): Support[] {
  const release = /\.deb(\d+)$/.exec(name)?.[1];
  return release === undefined ? readSupportLimited(bytes, 'Debian') : readSupportEnded(bytes, `Debian:${release}`);
}

const releasesIn = ({ name, bytes }: Taken): Release[] => readReleases(bytes, name.endsWith('debian.csv') ? 'Debian' : 'Ubuntu');
