import { aliasGroups } from '../../src/scanning/advisories/build/aliases.ts';
import { readRecord, type AdvisoryRecord } from '../../src/scanning/advisories/read/record.ts';
import { zipEntries } from '../../src/kernel/zip.ts';
import type { Advisory, AdvisoryBook, CveFacts } from '../../src/scanning/match/advisory.ts';
import { readShared } from './shared.ts';

const LIMITS = { entries: 100_000, entryBytes: 10_000_000, readBytes: 2_000_000_000 };

/** The records of one ecosystem in the shared advisories (`Debian:12`, `Alpine`), each whole. */
export const sharedRecords = (ecosystem: string): AdvisoryRecord[] =>
  zipEntries(readShared(`advisories/osv/${ecosystem}/all.zip`), LIMITS).map((entry) => readRecord(entry.read()));

/** A record as OSV writes it, for tests that write their own. */
export const recordOf = (osv: object): AdvisoryRecord => readRecord(Buffer.from(JSON.stringify({ modified: '2026-01-01T00:00:00Z', ...osv })));

/** An advisory book in memory, as the database answers: of records, or of rows where a test writes those. */
export function bookOf(records: readonly AdvisoryRecord[], { cves = [], rows = [] }: { cves?: readonly CveFacts[]; rows?: readonly Advisory[] } = {}): AdvisoryBook {
  const standing = records.filter(({ withdrawn }) => withdrawn === undefined);
  const advisories = [...standing.flatMap(rowsOf), ...rows];
  const byName = Map.groupBy(advisories, ({ ecosystem, name }) => `${ecosystem}\n${name}`);
  const ecosystems = new Set(advisories.map(({ ecosystem }) => ecosystem));
  const aliases = aliasGroups([...standing, ...rows]);
  const facts = new Map(cves.map((fact) => [fact.id, fact]));
  return {
    stamp: { digest: `sha256:${'0'.repeat(64)}`, updated: '2026-01-01T00:00:00Z' },
    about: (ecosystem, name) => byName.get(`${ecosystem}\n${name}`) ?? [],
    cve: (id) => facts.get(id),
    aliasesOf: (id) => aliases.get(id) ?? [id],
    covers: (ecosystem) => ecosystems.has(ecosystem),
  };
}

const rowsOf = (record: AdvisoryRecord): Advisory[] =>
  record.affected.map(({ ecosystem, name, ranges, versions, cvss, rating, state, module }) => ({
    id: record.id, aliases: record.aliases, upstream: record.upstream, ecosystem, name, ranges, versions,
    cvss: cvss ?? record.cvss,
    ...(rating === undefined ? {} : { rating }),
    ...(state === undefined ? {} : { state }),
    ...(module === undefined ? {} : { narrowedTo: { module } }),
    summary: record.summary, details: record.details, references: record.references,
    modified: new Date(record.modified).toISOString(),
    ...(record.published === undefined ? {} : { published: new Date(record.published).toISOString() }),
  }));
