import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { bytesIn, listIn, textIn } from '../build/cells.ts';
import { cveNumber } from '../read/cve-id.ts';

type Asked = {
  db: DatabaseSync;
  /** Ids of ecosystems by name. */
  ecosystems: ReadonlyMap<string, number>;
  covers(ecosystem: string): boolean;
  aliasesOf(id: string): readonly string[];
  supportOf(ecosystem: string, name: string): object | undefined;
};

/**
 * What tells whether the advisories say something else of a package than they did: digests every advisory about it, the other
 * names of what they are about, and the severity and known exploitation of those. EPSS, which moves daily, is left out.
 * What is asked of an id is remembered: packages share vulnerabilities.
 * @returns a function of an ecosystem and a name as the ecosystem writes it.
 */
export function fingerprints({ db, ecosystems, covers, aliasesOf, supportOf }: Asked): (ecosystem: string, name: string) => string {
  const selectAdvisories = db.prepare(`
    SELECT a.osv, a.hash, a.aliases, a.upstream FROM package p JOIN affected f ON f.package = p.id JOIN advisory a ON a.id = f.advisory
    WHERE p.ecosystem = ? AND p.name = ? ORDER BY a.osv, f.part`);
  const selectCve = db.prepare('SELECT kev, vector, source FROM cve WHERE number = ?');
  const selectCvss = db.prepare('SELECT cvss FROM advisory WHERE osv = ? AND withdrawn IS NULL');
  const known = new Map<string, string>();

  function saidOf(id: string): string {
    let said = known.get(id);
    if (said === undefined) {
      const members = aliasesOf(id);
      said = JSON.stringify([members, members.map(factsOf)]);
      known.set(id, said);
    }
    return said;
  }

  function factsOf(id: string): unknown {
    const number = cveNumber(id);
    const row = number === undefined ? undefined : selectCve.get(number);
    return [selectCvss.get(id)?.['cvss'] ?? '', row?.['kev'] ?? '', row?.['vector'] ?? '', row?.['source'] ?? ''];
  }

  return (ecosystem, name) => {
    const digest = createHash('sha256').update(JSON.stringify([covers(ecosystem), supportOf(ecosystem, name) ?? null]));
    const id = ecosystems.get(ecosystem);
    for (const row of id === undefined ? [] : selectAdvisories.iterate(id, name)) {
      const osv = textIn(row['osv']);
      digest.update(`\n${osv}\n`).update(bytesIn(row['hash']));
      for (const named of new Set([osv, ...listIn(row['aliases']), ...listIn(row['upstream'])])) digest.update(saidOf(named));
    }
    return digest.digest('base64url');
  };
}
