import { DatabaseSync } from 'node:sqlite';
import { errors } from '../../../kernel/errors.ts';
import { openAdvisories } from '../open.ts';
import { numberIn, textIn } from './cells.ts';

const SAMPLES = 50;

/**
 * Checks a file before it is put in its place: SQLite's own check of every page and index, that nothing points nowhere, and
 * that look-ups find a sample of what is in it.
 * @throws {GlacisError} `advisories_damaged`.
 */
export function verify(path: string): void {
  const damaged = (reason: string) => errors.advisoriesDamaged({ path, reason });
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    const answer = db.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check'];
    if (answer !== 'ok') throw damaged(`it failed SQLite's check (${String(answer)})`);
    for (const [what, sql] of DANGLING) if (db.prepare(sql).get() !== undefined) throw damaged(what);
    if (numberIn(db.prepare('SELECT count(*) AS n FROM affected').get()?.['n']) === 0) throw damaged('it says of no package that it is affected');
    checkSample(path, db, damaged);
  } finally {
    db.close();
  }
}

const DANGLING: readonly (readonly [string, string])[] = [
  ['an advisory has no source', 'SELECT 1 FROM advisory a WHERE NOT EXISTS (SELECT 1 FROM listed WHERE advisory = a.id) LIMIT 1'],
  ['a source lists an advisory that is not there', 'SELECT 1 FROM listed WHERE advisory NOT IN (SELECT id FROM advisory) LIMIT 1'],
  ['a package is affected by an advisory that is not there', 'SELECT 1 FROM affected WHERE advisory NOT IN (SELECT id FROM advisory WHERE withdrawn IS NULL) LIMIT 1'],
  ['an affected package is not there', 'SELECT 1 FROM affected WHERE package NOT IN (SELECT id FROM package) LIMIT 1'],
  ['the text of an advisory is not there', 'SELECT 1 FROM advisory a LEFT JOIN texts t ON t.block = a.block WHERE t.block IS NULL OR a.slot >= t.slots LIMIT 1'],
];

function checkSample(path: string, db: DatabaseSync, damaged: (reason: string) => Error): void {
  const book = openAdvisories(path);
  try {
    const most = numberIn(db.prepare('SELECT max(id) AS n FROM advisory').get()?.['n']);
    const select = db.prepare(`
      SELECT a.osv, p.name, e.name AS ecosystem FROM affected f JOIN advisory a ON a.id = f.advisory JOIN package p ON p.id = f.package
      JOIN ecosystem e ON e.id = p.ecosystem WHERE f.advisory >= ? ORDER BY f.advisory LIMIT 1`);
    for (let sample = 0; sample < Math.min(SAMPLES, most); sample += 1) {
      const row = select.get(Math.floor((most * sample) / Math.min(SAMPLES, most)));
      if (row === undefined) continue;
      const found = book.about(textIn(row['ecosystem']), textIn(row['name'])).find(({ id }) => id === row['osv']);
      if (found === undefined || (found.ranges.length === 0 && found.versions.length === 0)) throw damaged(`${textIn(row['osv'])} is not found by its package`);
      // Reading them unpacks their block.
      if (typeof found.details !== 'string' || !Array.isArray(found.references)) throw damaged(`the text of ${found.id} cannot be read`);
      if (!book.aliasesOf(found.id).includes(found.id)) throw damaged(`the aliases of ${found.id} cannot be read`);
    }
  } finally {
    book.close();
  }
}
