import { existsSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { errors, reasonOf } from '../../kernel/errors.ts';
import type { Advisory, AdvisoryBook, CveFacts } from '../match/advisory.ts';
import { unpackAffected } from './build/affected.ts';
import { listIn, numberIn, optional, textIn } from './build/cells.ts';
import { getMeta } from './build/facts.ts';
import { APPLICATION_ID, SCHEMA_VERSION } from './build/schema.ts';
import { textReader } from './build/texts.ts';
import { timeText } from './read/checks.ts';
import { cveNumber } from './read/cve-id.ts';
import { databaseOf } from './read/database.ts';
import { normalizedName, rootOf } from '../match/packages/names.ts';
import { advisoryFacts, type AdvisoryFacts } from './open/facts.ts';
import { fingerprints } from './open/fingerprint.ts';
import { knownOf, type KnownOf } from './open/known.ts';
import { supportBook, type SupportBook } from './open/support.ts';

/** An advisory file that is open: what matching asks, and what people do. */
export type OpenAdvisories = AdvisoryBook & SupportBook & {
  path: string;
  /** Counts and dates; reads a few hundred rows. */
  facts(): AdvisoryFacts;
  /** What is known under an id, withdrawn advisories too: explains findings, come and gone. */
  known(id: string): KnownOf;
  /** Changes with whatever matching would take of what is said about a package; in a tenth of a millisecond. */
  fingerprint(ecosystem: string, name: string): string;
  /** After this nothing can be asked, details and references of advisories included. */
  close(): void;
};

/**
 * Opens an advisory file for reading, in a few milliseconds. A sync that replaces the file does not disturb whoever has it
 * open: they go on with the one that they opened.
 * @throws {GlacisError} `advisories_missing`, `advisories_damaged`, `advisories_other_version`.
 */
export function openAdvisories(path: string): OpenAdvisories {
  if (!existsSync(path) || !statSync(path).isFile()) throw errors.advisoriesMissing({ path });
  try {
    return bookOf(path, openFile(path));
  } catch (error) {
    throw damagedOr(error, path);
  }
}

function openFile(path: string): DatabaseSync {
  // The file is never written in place, so nothing has to be locked; it may lie on a medium that cannot be written.
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  const db = new DatabaseSync(url, { readOnly: true });
  try {
    const application = db.prepare('PRAGMA application_id').get()?.['application_id'];
    const version = db.prepare('PRAGMA user_version').get()?.['user_version'];
    if (application !== APPLICATION_ID) throw errors.advisoriesDamaged({ path, reason: 'it is no file of advisories' });
    if (version !== SCHEMA_VERSION) throw errors.advisoriesOtherVersion({ path, found: String(version), expected: String(SCHEMA_VERSION) });
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** What SQLite says of a broken file, as ours. */
const damagedOr = (error: unknown, path: string): unknown =>
  error instanceof Error && 'errcode' in error ? errors.advisoriesDamaged({ path, reason: reasonOf(error) }) : error;

function bookOf(path: string, db: DatabaseSync): OpenAdvisories {
  const stamp = stampOf(path, db);
  const textAt = textReader(db);
  const ecosystems = new Map(db.prepare('SELECT name, id FROM ecosystem').all().map(({ name, id }) => [textIn(name), numberIn(id)]));
  const sources = new Set(db.prepare('SELECT name FROM source').all().map(({ name }) => textIn(name)));
  const support = supportBook(db, stamp.updated.slice(0, 10));
  const selectAbout = db.prepare(`
    SELECT a.osv, a.aliases, a.upstream, a.cvss, a.summary, a.published, a.modified, a.block, a.slot, f.data
    FROM package p JOIN affected f ON f.package = p.id JOIN advisory a ON a.id = f.advisory
    WHERE p.ecosystem = ? AND p.name = ? ORDER BY a.osv, f.part`);
  const selectGroup = db.prepare('SELECT g.members FROM alias a JOIN alias_group g ON g.id = a.members WHERE a.id = ?');
  const selectCve = db.prepare('SELECT kev, score, percentile, vector, source FROM cve WHERE number = ?');
  const selectCvss = db.prepare('SELECT cvss FROM advisory WHERE osv = ? AND withdrawn IS NULL');
  const epssDate = getMeta(db, 'epss_date');

  const aliasesOf = (id: string): readonly string[] => {
    const group = selectGroup.get(id);
    return group === undefined ? [id] : listIn(group['members']);
  };

  function about(ecosystem: string, givenName: string): readonly Advisory[] {
    const name = normalizedName(ecosystem, givenName);
    const id = ecosystems.get(ecosystem);
    if (id === undefined) return [];
    return selectAbout.all(id, name).map((row): Advisory => {
      const { written, cvss, module, state, ...said } = unpackAffected(row['data'] instanceof Uint8Array ? row['data'] : textIn(row['data']));
      const place = { block: numberIn(row['block']), slot: numberIn(row['slot']) };
      const hasFix = said.ranges.some(({ events }) => events.some((event) => 'fixed' in event));
      const ended = !hasFix && (state === undefined || state === 'unfixed') && support.supportOf(ecosystem, name)?.is === 'ended';
      const word = ended ? 'end-of-life' : state;
      return {
        id: textIn(row['osv']),
        aliases: listIn(row['aliases']),
        upstream: listIn(row['upstream']),
        ecosystem,
        name: written ?? name,
        ...said,
        cvss: cvss ?? listIn(row['cvss']),
        ...(word === undefined ? {} : { state: word }),
        ...(module === undefined ? {} : { narrowedTo: { module } }),
        summary: textIn(row['summary']),
        ...optional('published', row['published'], (at) => timeText(numberIn(at))),
        modified: timeText(numberIn(row['modified'])),
        // Long texts are unpacked when somebody reads them: matching looks at thousands of advisories and reports few.
        get details() {
          return textAt(place).details;
        },
        get references() {
          return textAt(place).references;
        },
      };
    });
  }

  function cve(id: string): CveFacts | undefined {
    const number = cveNumber(id);
    if (number === undefined) return undefined;
    const row = selectCve.get(number);
    const cvss: { vector: string; source: string }[] = [];
    for (const member of aliasesOf(id)) {
      const source = databaseOf(member);
      for (const vector of listIn(selectCvss.get(member)?.['cvss'] ?? '')) {
        if (!cvss.some((known) => known.vector === vector && known.source === source)) cvss.push({ vector, source });
      }
    }
    const given = row === undefined ? {} : { ...optional('vector', row['vector'], textIn), ...optional('source', row['source'], textIn) };
    // A vector that was collected from advisories is told with the advisory's own database where that is known.
    if (given.vector !== undefined && !cvss.some(({ vector }) => vector === given.vector)) cvss.unshift({ vector: given.vector, source: given.source ?? 'unknown' });
    if (row === undefined && cvss.length === 0) return undefined;
    return {
      id,
      cvss,
      ...optional('kev', row?.['kev'], (kev): NonNullable<CveFacts['kev']> => JSON.parse(textIn(kev))),
      ...optional('epss', row?.['score'], (score) => ({
        score: numberIn(score) / 100_000,
        percentile: numberIn(row?.['percentile']) / 100_000,
        ...(epssDate === undefined ? {} : { date: epssDate }),
      })),
    };
  }

  const covers = (ecosystem: string): boolean => ecosystems.has(ecosystem) && (sources.has(ecosystem) || sources.has(rootOf(ecosystem)));
  const fingerprint = fingerprints({ db, ecosystems, covers, aliasesOf, supportOf: support.supportOf });

  return {
    path,
    stamp,
    about,
    cve,
    aliasesOf,
    covers,
    fingerprint: (ecosystem, name) => fingerprint(ecosystem, normalizedName(ecosystem, name)),
    ...support,
    facts: () => advisoryFacts(db, path, stamp),
    known: (id) => knownOf(db, id, { aliasesOf, cve, textAt }),
    close: () => db.close(),
  };
}

function stampOf(path: string, db: DatabaseSync): AdvisoryBook['stamp'] {
  const [digest, updated] = [getMeta(db, 'digest'), getMeta(db, 'updated')];
  if (digest === undefined || updated === undefined || Number.isNaN(Date.parse(updated))) throw errors.advisoriesDamaged({ path, reason: 'it does not say what it holds' });
  return { digest, updated };
}
