import { copyFileSync, mkdirSync, mkdtempSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { finish } from '../../src/scanning/advisories/build/finish.ts';
import { setMeta } from '../../src/scanning/advisories/build/facts.ts';
import { advisoriesHere } from '../scan.ts';

/** The advisories as they were before the newest of them came, and what brings those. */
export type TwoDays = { directory: string; newest: number; today(): void };

/** Takes the newest `count` advisories out of a copy of the shared ones. `today` puts the whole file in its place, as a sync does. */
export function twoDays(count: number): TwoDays {
  const whole = join(advisoriesHere(), 'advisories.sqlite');
  const directory = mkdtempSync(join(tmpdir(), 'glacis-bench-rematch-'));
  mkdirSync(directory, { recursive: true });
  const [before, file] = [join(directory, 'before.sqlite'), join(directory, 'advisories.sqlite')];
  copyFileSync(whole, before);
  const db = new DatabaseSync(before);
  db.exec(`
    BEGIN;
    CREATE TEMP TABLE newest AS SELECT id FROM advisory WHERE withdrawn IS NULL ORDER BY modified DESC, osv LIMIT ${count};
    DELETE FROM affected WHERE advisory IN newest;
    DELETE FROM listed WHERE advisory IN newest;
    DELETE FROM advisory WHERE id IN newest;`);
  setMeta(db, 'digest', finish(db));
  db.exec('COMMIT');
  db.close();
  renameSync(before, file);
  return {
    directory, newest: count,
    today() {
      copyFileSync(whole, `${file}.new`);
      renameSync(`${file}.new`, file);
    },
  };
}
