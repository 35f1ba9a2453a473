import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { aliasGroups, type Named } from './aliases.ts';
import { bytesIn, listIn, numberIn, textIn } from './cells.ts';
import { repackTexts } from './texts.ts';

/**
 * Makes what follows from the advisories as a whole: groups of aliases, counts, and the digest.
 * @returns the digest of the content, `sha256:…`: over every advisory as it is kept and all that is known of CVEs, packages
 * and releases, each in order of its id; nothing of where or when it came from.
 */
export function finish(db: DatabaseSync): string {
  db.exec(`
    DELETE FROM package WHERE NOT EXISTS (SELECT 1 FROM affected WHERE package = package.id);
    DELETE FROM ecosystem WHERE NOT EXISTS (SELECT 1 FROM package WHERE ecosystem = ecosystem.id);
  `);
  countAdvisories(db);
  writeAliases(db);
  repackTexts(db);
  return digestOf(db);
}

function countAdvisories(db: DatabaseSync): void {
  const counts = db.prepare(`
    SELECT p.ecosystem, count(DISTINCT f.advisory) AS advisories, max(a.modified) AS newest
    FROM affected f JOIN package p ON p.id = f.package JOIN advisory a ON a.id = f.advisory GROUP BY p.ecosystem`).all();
  const update = db.prepare('UPDATE ecosystem SET advisories = ?, newest = ? WHERE id = ?');
  for (const { ecosystem, advisories, newest } of counts) update.run(numberIn(advisories), numberIn(newest), numberIn(ecosystem));
}

function writeAliases(db: DatabaseSync): void {
  db.exec('DELETE FROM alias; DELETE FROM alias_group');
  const addGroup = db.prepare('INSERT INTO alias_group (members) VALUES (?)');
  const addAlias = db.prepare('INSERT INTO alias (id, members) VALUES (?, ?)');
  const groups = new Map<string, number>();
  for (const [id, members] of [...aliasGroups(named(db))].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (members.length < 2) continue;
    const text = members.join(' ');
    let group = groups.get(text);
    if (group === undefined) {
      group = Number(addGroup.run(text).lastInsertRowid);
      groups.set(text, group);
    }
    addAlias.run(id, group);
  }
}

function* named(db: DatabaseSync): Generator<Named> {
  for (const { osv, aliases, upstream } of db.prepare('SELECT osv, aliases, upstream FROM advisory').iterate()) {
    yield { id: textIn(osv), aliases: listIn(aliases), upstream: listIn(upstream) };
  }
}

/** Tables whose rows are content as they stand, in an order of their own. */
const CONTENT = [
  'SELECT number, kev, score, percentile, vector, source FROM cve ORDER BY number',
  'SELECT ecosystem, pattern, kind, since, note FROM support ORDER BY ecosystem, pattern, kind',
  'SELECT ecosystem, name, released, eol, eol_lts FROM release ORDER BY ecosystem',
];

function digestOf(db: DatabaseSync): string {
  const digest = createHash('sha256');
  for (const { osv, hash } of db.prepare('SELECT osv, hash FROM advisory ORDER BY osv').iterate()) digest.update(`${textIn(osv)}\n`).update(bytesIn(hash));
  for (const select of CONTENT) {
    digest.update('\n');
    for (const row of db.prepare(select).iterate()) digest.update(JSON.stringify(Object.values(row)));
  }
  return `sha256:${digest.digest('hex')}`;
}
