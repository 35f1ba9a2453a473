import { sql } from 'drizzle-orm';
import { join } from 'node:path';
import { componentJudge, componentsOf, endOfLife, livesEnded, namesOf, openAdvisories, replacedBy } from '../src/scanning/judging.ts';
import { match } from '../src/scanning/match/match.ts';
import { contentOf } from '../src/vulnerabilities/components/content.ts';
import { factsOf } from '../src/vulnerabilities/components/facts.ts';
import { recordFindings } from '../src/vulnerabilities/components/record.ts';
import { atDesk } from '../src/vulnerabilities/components/desk-lock.ts';
import { noteMatched } from '../src/vulnerabilities/components/stored.ts';
import type { Component } from '../src/scanning/index.ts';
import { ISSUE_SORTS, IssuesQuery, type IssueFilter } from '../src/vulnerabilities/contract.ts';
import { issuesPage } from '../src/vulnerabilities/issues/lists/page.ts';
import { testDatabase } from '../test/support/database.ts';
import { hasShared } from '../test/support/shared.ts';
import { deskOf } from '../test/support/stored-scans.ts';
import { percentile, printTable, rounded, type Bench } from './bench.ts';
import { twoDays } from './rematch/advisories.ts';
import { loadSboms, openPlaces } from './rematch/load.ts';
import { realSystems, sbomOf, type RealSystems } from './rematch/systems.ts';

const SCALE = { whole: { sboms: 10_000, newest: 1_000, sample: 60 }, quick: { sboms: 600, newest: 300, sample: 20 } };
/** A re-match against judging every SBOM again. */
const LEAST_TIMES_FASTER = 100;
/** First pages of lists, p95, in milliseconds. */
const SLOWEST_PAGE = 200;
const ROUNDS = 3;

/**
 * Stores SBOMs made of real systems, then gives them a day's new advisories: how long until every place is open, beside judging
 * a sample of the SBOMs whole and scaling that (nothing fetched, nothing unpacked: what a scan takes at the least). Then the
 * first page of every sort and filter of the list of issues.
 */
export const bench: Bench = {
  name: 'rematch',
  async run({ quick }) {
    if (!hasShared) return { scale: 'nothing: the shared data is not here', ok: false };
    const { sboms, newest, sample } = quick ? SCALE.quick : SCALE.whole;
    const days = twoDays(newest);
    const database = await testDatabase();
    const kernel = await database.kernel({ config: { advisories: days.directory } });
    const desk = deskOf(kernel);
    await kernel.jobs.start({ work: false });
    try {
      const real = await realSystems(join(days.directory, 'advisories.sqlite'));
      await loadSboms(kernel, sboms, (nth) => contentOf({ componentsOf, endOfLife, namesOf }, sbomOf(real, nth)));
      await matchQuietly(kernel, join(days.directory, 'advisories.sqlite'));
      const held = await openPlaces(kernel, desk.settle);
      await desk.room.rematch();
      await kernel.db.execute(sql`ANALYZE`);

      days.today();
      const start = performance.now();
      const outcome = await desk.room.rematch();
      const seconds = (performance.now() - start) / 1_000;
      if (!outcome) throw new Error('nothing was matched');

      const again = (judgeWhole(join(days.directory, 'advisories.sqlite'), real, sample) / sample) * sboms;
      const pages = await firstPages(kernel);
      const p95 = percentile(pages.map(({ ms }) => ms), 0.95);
      const slowest = pages.toSorted((a, b) => b.ms - a.ms).slice(0, 5);
      printTable([
        ['', 'seconds', 'names that changed', 'components matched', 'places opened', 'closed'],
        [`re-match of ${sboms} SBOMs with ${newest} new advisories`, seconds, outcome.changed, outcome.components, outcome.opened, outcome.closed],
        ...Object.entries(outcome.took).map(([stage, ms]) => [`  of the re-match: ${stage}`, ms / 1_000, '', '', '', '']),
        [`all judged again (${sample} of them, scaled)`, again, '', '', '', ''],
      ]);
      printTable([['first pages of issues (over 1,000,000 places: bench desk)', 'ms'], ['p95', p95], ...slowest.map(({ what, ms }) => [what, ms])]);
      return {
        scale: `${sboms} SBOMs, ${held.places} places, ${held.issues} issues, ${outcome.names} names, ${newest} new advisories`,
        seconds: rounded(seconds), took: outcome.took, again: rounded(again), times: rounded(again / seconds), opened: outcome.opened, closed: outcome.closed, pages: { p95: rounded(p95), slowest: slowest.map(({ what, ms }) => ({ what, ms: rounded(ms) })) },
        ok: again / seconds >= (quick ? LEAST_TIMES_FASTER / 10 : LEAST_TIMES_FASTER) && p95 < SLOWEST_PAGE,
      };
    } finally {
      await desk.room.stop();
      await database.stop();
    }
  },
};

type TestKernel = Awaited<ReturnType<Awaited<ReturnType<typeof testDatabase>>['kernel']>>;

/** The first match of all, without opening places one component at a time. */
async function matchQuietly({ db }: TestKernel, file: string): Promise<void> {
  const book = openAdvisories(file);
  const judge = componentJudge(book, Date.now());
  for (let after = 0; ;) {
    const { rows } = await db.execute<{ id: number; judged: Component }>(sql`SELECT id::float8 AS id, judged FROM components WHERE id > ${after} ORDER BY id LIMIT 500`);
    const last = rows.at(-1);
    if (!last) break;
    after = last.id;
    const matched = rows.map(({ id, judged }) => {
      const judgement = judge(judged);
      return { componentId: id, findings: judgement.is === 'judged' ? judgement.findings().map((finding) => factsOf({ replacedBy }, judged, finding)) : [] };
    });
    await atDesk(db, async (tx) => {
      await recordFindings(tx, matched, { at: new Date(), appeared: 'new-image', by: 'bench' });
      await noteMatched(tx, rows.map(({ id }) => id), book.stamp.digest);
    });
  }
  const { rows: names } = await db.execute<{ ecosystem: string; name: string }>(sql`SELECT ecosystem, name FROM watched_names`);
  const ended = livesEnded(new Date().toISOString().slice(0, 10));
  const known = names.map(({ ecosystem, name }) => ({ ecosystem, name, fingerprint: `${book.fingerprint(ecosystem, name)}.${ecosystem.includes(':') ? ended : ''}` }));
  await db.execute(sql`UPDATE watched_names w SET fingerprint = n.fingerprint FROM jsonb_to_recordset(${JSON.stringify(known)}::jsonb) AS n(ecosystem text, name text, fingerprint text) WHERE w.ecosystem = n.ecosystem AND w.name = n.name`);
  book.close();
}

/** Each opens the advisories and judges one SBOM whole, as a scan does. @returns seconds. */
function judgeWhole(file: string, real: RealSystems, count: number): number {
  const subjects = Array.from({ length: count }, (_, nth) => sbomOf(real, nth * 7 + 3));
  const start = performance.now();
  for (const { inventory } of subjects) {
    const book = openAdvisories(file);
    match(inventory.packages, { book, distribution: inventory.distribution, now: Date.now() });
    book.close();
  }
  return (performance.now() - start) / 1_000;
}

async function firstPages({ db, clock }: TestKernel): Promise<{ what: string; ms: number }[]> {
  const { rows: [one] } = await db.execute<{ id: string }>(sql`SELECT id FROM assets LIMIT 1`);
  const values: Record<keyof typeof IssueFilter.shape, string> = {
    state: 'open,triaged', severity: 'critical,high', required: 'true', undecided: 'true', overdue: 'true', kev: 'true', exposed: 'false', fixable: 'true', proposed: 'false', owner: '-', environment: 'production',
    ecosystem: 'Debian:12', package: 'openssl', vulnerability: 'CVE-2023-0286', asset: one?.id ?? '', appeared: 'new-image', search: 'overflow',
  };
  const filters = [{}, ...Object.entries(values).map(([name, value]) => ({ [name]: value }))];
  const pages: { what: string; ms: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const filter of filters) {
      for (const sort of ISSUE_SORTS) {
        const start = performance.now();
        await issuesPage({ db, clock }, IssuesQuery.parse({ ...filter, sort, count: 'true' }));
        pages.push({ what: `${sort} ${JSON.stringify(filter)}`, ms: performance.now() - start });
      }
    }
  }
  return pages;
}
