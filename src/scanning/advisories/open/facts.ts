import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { AdvisoryStamp } from '../../match/advisory.ts';
import { numberIn, optional, textIn } from '../build/cells.ts';
import { getMeta } from '../build/facts.ts';
import { timeText } from '../read/checks.ts';

/** What an advisory file says of itself. */
export type AdvisoryFacts = AdvisoryStamp & {
  path: string;
  bytes: number;
  /** Where the last sync took them from; empty where it is not known. */
  from: string;
  /** When the last sync ran. `updated` is when the data left its source, which of a copy is earlier. */
  synced?: string;
  advisories: number;
  withdrawn: number;
  /** CVEs in CISA's catalogue, and with an EPSS score. */
  kev: number;
  epss: number;
  epssDate?: string;
  /** Directories of the bucket that it was made from; `bad` records could not be read and are missing. */
  sources: readonly { name: string; advisories: number; bad: number }[];
  /** Per ecosystem with release, where there are any: advisories, and when the newest was modified. */
  ecosystems: readonly { name: string; advisories: number; newest?: string }[];
};

export function advisoryFacts(db: DatabaseSync, path: string, stamp: AdvisoryStamp): AdvisoryFacts {
  const one = (sql: string): number => numberIn(db.prepare(sql).get()?.['n']);
  const ecosystems = db.prepare('SELECT name, advisories, newest FROM ecosystem ORDER BY name').all();
  const sources = db.prepare('SELECT s.name, s.bad, (SELECT count(*) FROM listed WHERE source = s.id) AS advisories FROM source s ORDER BY s.name').all();
  return {
    ...stamp,
    path,
    bytes: statSync(path).size,
    from: getMeta(db, 'from') ?? '',
    ...optional('synced', getMeta(db, 'synced'), textIn),
    advisories: one('SELECT count(*) AS n FROM advisory WHERE withdrawn IS NULL'),
    withdrawn: one('SELECT count(*) AS n FROM advisory WHERE withdrawn IS NOT NULL'),
    kev: one('SELECT count(*) AS n FROM cve WHERE kev IS NOT NULL'),
    epss: one('SELECT count(*) AS n FROM cve WHERE score IS NOT NULL'),
    ...optional('epssDate', getMeta(db, 'epss_date'), textIn),
    sources: sources.map(({ name, advisories, bad }) => ({ name: textIn(name), advisories: numberIn(advisories), bad: numberIn(bad) })),
    ecosystems: ecosystems.map(({ name, advisories, newest }) => ({
      name: textIn(name),
      advisories: numberIn(advisories),
      ...optional('newest', newest, (at) => timeText(numberIn(at))),
    })),
  };
}
