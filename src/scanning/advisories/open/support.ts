import type { DatabaseSync } from 'node:sqlite';
import { optional, textIn } from '../build/cells.ts';
import { rootOf } from '../../match/packages/names.ts';
import { isMeant } from '../read/support.ts';

export type SupportBook = {
  /** Whether the distribution still looks after a source package; undefined where it says nothing. */
  supportOf(ecosystem: string, name: string): { is: 'ended' | 'limited'; since?: string; note: string } | undefined;
  /** When a release's own support, and its long-term support, end (days), where that is known. */
  releaseOf(ecosystem: string): { name: string; released?: string; eol?: string; eolLts?: string } | undefined;
};

/** @param today support that ends later has not ended yet: a day. */
export function supportBook(db: DatabaseSync, today: string): SupportBook {
  const selectSupport = db.prepare('SELECT pattern, kind, since, note FROM support WHERE ecosystem IN (?, ?) ORDER BY kind');
  const selectRelease = db.prepare('SELECT name, released, eol, eol_lts FROM release WHERE ecosystem = ?');
  const lists = new Map<string, { pattern: string; is: 'ended' | 'limited'; since?: string; note: string }[]>();

  function listFor(ecosystem: string) {
    let list = lists.get(ecosystem);
    if (list === undefined) {
      list = selectSupport.all(ecosystem, rootOf(ecosystem)).map(({ pattern, kind, since, note }) => ({
        pattern: textIn(pattern),
        is: kind === 'ended' ? ('ended' as const) : ('limited' as const),
        ...optional('since', since, textIn),
        note: textIn(note),
      }));
      lists.set(ecosystem, list);
    }
    return list;
  }

  return {
    supportOf(ecosystem, name) {
      const found = listFor(ecosystem).find(({ pattern, since }) => isMeant(pattern, name) && (since === undefined || since <= today));
      if (found === undefined) return undefined;
      const { pattern: _, ...said } = found;
      return said;
    },
    releaseOf(ecosystem) {
      const row = selectRelease.get(ecosystem);
      if (row === undefined) return undefined;
      return {
        name: textIn(row['name']),
        ...optional('released', row['released'], textIn), ...optional('eol', row['eol'], textIn), ...optional('eolLts', row['eol_lts'], textIn),
      };
    },
  };
}
