import type { DatabaseSync } from 'node:sqlite';
import type { CveFacts, VersionRange } from '../../match/advisory.ts';
import { unpackAffected } from '../build/affected.ts';
import { listIn, numberIn, optional, textIn } from '../build/cells.ts';
import type { LongText, TextPlace } from '../build/texts.ts';
import { timeText } from '../read/checks.ts';

/** Everything that is known under one id. */
export type KnownOf = {
  id: string;
  /** As `AdvisoryBook.aliasesOf`. */
  aliases: readonly string[];
  cve?: CveFacts;
  /** Advisories with this id, with another name of it, or that fix it among others. */
  advisories: readonly KnownAdvisory[];
};

export type KnownAdvisory = {
  id: string;
  summary: string;
  details: string;
  references: readonly string[];
  /** What it fixes. */
  upstream: readonly string[];
  cvss: readonly string[];
  published?: string;
  modified: string;
  /** It was taken back then: it affects nothing any more. */
  withdrawn?: string;
  /** At most 1000; `packageCount` says how many there are. */
  packages: readonly KnownPackage[];
  packageCount: number;
};

export type KnownPackage = { ecosystem: string; name: string; ranges: readonly VersionRange[]; versions: readonly string[]; rating?: string; state?: string; module?: string };

type Asks = { aliasesOf(id: string): readonly string[]; cve(id: string): CveFacts | undefined; textAt(place: TextPlace): LongText };

const MOST_ADVISORIES = 500;
const MOST_PACKAGES = 1_000;

/** Reads all of it; the search for advisories that fix an id among others goes through every advisory's list. */
export function knownOf(db: DatabaseSync, id: string, { aliasesOf, cve, textAt }: Asks): KnownOf {
  const aliases = aliasesOf(id);
  const byName = db.prepare('SELECT id FROM advisory WHERE osv = ?');
  const byUpstream = db.prepare(`SELECT id FROM advisory WHERE instr(' ' || upstream || ' ', ?) > 0 LIMIT ${MOST_ADVISORIES}`);
  const named = aliases.flatMap((alias) => byName.all(alias));
  const fixing = aliases.filter((alias) => alias.startsWith('CVE-') || alias === id).flatMap((alias) => byUpstream.all(` ${alias} `));
  const rows = [...new Set([...named, ...fixing].map((row) => numberIn(row['id'])))].slice(0, MOST_ADVISORIES);
  const facts = aliases.map((alias) => cve(alias)).find((found) => found !== undefined);
  return { id, aliases, ...(facts ? { cve: facts } : {}), advisories: rows.map((row) => advisoryAt(db, row, textAt)) };
}

function advisoryAt(db: DatabaseSync, id: number, textAt: Asks['textAt']): KnownAdvisory {
  const row = db.prepare('SELECT osv, summary, upstream, cvss, published, modified, withdrawn, block, slot FROM advisory WHERE id = ?').get(id) ?? {};
  const packages = db.prepare(`
    SELECT e.name AS ecosystem, p.name, f.data FROM affected f JOIN package p ON p.id = f.package JOIN ecosystem e ON e.id = p.ecosystem
    WHERE f.advisory = ? ORDER BY e.name, p.name, f.part LIMIT ${MOST_PACKAGES}`).all(id);
  const time = (at: Parameters<typeof numberIn>[0]): string => timeText(numberIn(at));
  return {
    id: textIn(row['osv']),
    summary: textIn(row['summary']),
    ...textAt({ block: numberIn(row['block']), slot: numberIn(row['slot']) }),
    upstream: listIn(row['upstream']),
    cvss: listIn(row['cvss']),
    ...optional('published', row['published'], time),
    modified: time(row['modified']),
    ...optional('withdrawn', row['withdrawn'], time),
    packages: packages.map(({ ecosystem, name, data }) => {
      const { written, cvss: _, ...said } = unpackAffected(data instanceof Uint8Array ? data : textIn(data));
      return { ecosystem: textIn(ecosystem), name: written ?? textIn(name), ...said };
    }),
    packageCount: numberIn(db.prepare('SELECT count(*) AS n FROM affected WHERE advisory = ?').get(id)?.['n']),
  };
}
