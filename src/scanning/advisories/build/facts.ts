import type { DatabaseSync } from 'node:sqlite';
import type { GivenCvss } from '../read/cve-cvss.ts';
import type { Epss } from '../read/epss.ts';
import type { Kev } from '../read/kev.ts';
import type { Release, Support } from '../read/support.ts';

/** Each of these replaces all that was known before of its kind. */
export function writeKev(db: DatabaseSync, kev: ReadonlyMap<number, Kev>): void {
  db.exec('UPDATE cve SET kev = NULL');
  const add = db.prepare('INSERT INTO cve (number, kev) VALUES (?, ?) ON CONFLICT (number) DO UPDATE SET kev = excluded.kev');
  for (const [number, entry] of kev) add.run(number, JSON.stringify(entry));
  dropEmpty(db);
}

export function writeEpss(db: DatabaseSync, { scores, date, model }: Epss): void {
  db.exec('UPDATE cve SET score = NULL, percentile = NULL');
  const add = db.prepare(
    'INSERT INTO cve (number, score, percentile) VALUES (?, ?, ?) ON CONFLICT (number) DO UPDATE SET score = excluded.score, percentile = excluded.percentile',
  );
  for (const [number, [score, percentile]] of scores) add.run(number, score, percentile);
  dropEmpty(db);
  setMeta(db, 'epss_date', date);
  setMeta(db, 'epss_model', model);
}

export function writeCveCvss(db: DatabaseSync, given: ReadonlyMap<number, GivenCvss>): void {
  db.exec('UPDATE cve SET vector = NULL, source = NULL');
  const add = db.prepare('INSERT INTO cve (number, vector, source) VALUES (?, ?, ?) ON CONFLICT (number) DO UPDATE SET vector = excluded.vector, source = excluded.source');
  for (const [number, { vector, source }] of given) add.run(number, vector, source);
  dropEmpty(db);
}

const dropEmpty = (db: DatabaseSync): void => db.exec('DELETE FROM cve WHERE kev IS NULL AND score IS NULL AND vector IS NULL');

export function writeSupport(db: DatabaseSync, support: readonly Support[]): void {
  db.exec('DELETE FROM support');
  const add = db.prepare('INSERT OR REPLACE INTO support (ecosystem, pattern, kind, since, note) VALUES (?, ?, ?, ?, ?)');
  for (const { ecosystem, pattern, is, since, note } of support) add.run(ecosystem, pattern, is, since ?? null, note);
}

export function writeReleases(db: DatabaseSync, releases: readonly Release[]): void {
  db.exec('DELETE FROM release');
  const add = db.prepare('INSERT OR REPLACE INTO release (ecosystem, name, released, eol, eol_lts) VALUES (?, ?, ?, ?, ?)');
  for (const { ecosystem, name, released, eol, eolLts } of releases) add.run(ecosystem, name, released ?? null, eol ?? null, eolLts ?? null);
}

/** A fact about the file itself; undefined takes it away. */
export function setMeta(db: DatabaseSync, key: string, value: string | undefined): void {
  if (value === undefined) db.prepare('DELETE FROM meta WHERE key = ?').run(key);
  else db.prepare('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value').run(key, value);
}

export const getMeta = (db: DatabaseSync, key: string): string | undefined => {
  const value = db.prepare('SELECT value FROM meta WHERE key = ?').get(key)?.['value'];
  return typeof value === 'string' ? value : undefined;
};
