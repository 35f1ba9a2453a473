import type { DatabaseSync } from 'node:sqlite';
import { textIn } from '../build/cells.ts';
import type { Validators } from './source.ts';

/** What a source said of each of its files, kept in the advisory file for the next sync. */
export function fetchedStore(db: DatabaseSync): { get(path: string): Validators | undefined; set(path: string, validators: Validators | undefined): void } {
  const select = db.prepare('SELECT validators FROM fetched WHERE path = ?');
  const upsert = db.prepare('INSERT INTO fetched (path, validators) VALUES (?, ?) ON CONFLICT (path) DO UPDATE SET validators = excluded.validators');
  const drop = db.prepare('DELETE FROM fetched WHERE path = ?');
  return {
    get(path) {
      const row = select.get(path);
      if (row === undefined) return undefined;
      const validators: Validators = JSON.parse(textIn(row['validators']));
      return validators;
    },
    set(path, validators) {
      if (validators === undefined || (validators.etag === undefined && validators.lastModified === undefined)) drop.run(path);
      else upsert.run(path, JSON.stringify(validators));
    },
  };
}
