import type { EventStore } from '../../src/kernel/eventstore/index.ts';
import { systemPrincipal } from '../../src/kernel/principal.ts';
import { facetFields, facetReader } from '../../src/logs/search/facets.ts';
import { histogramReader } from '../../src/logs/search/histogram.ts';
import { pageReader } from '../../src/logs/search/pages.ts';
import { readSelection } from '../../src/logs/search/selection.ts';
import { ROW_SELECTION } from '../../src/logs/store/rows.ts';

/** One thing that people search for, and the SQL that somebody who knows the table writes for it. */
export type Contest = {
  name: string;
  /** Answered by an index: it has a promise of its own. */
  indexed: boolean;
  /** Both give how many rows or counts they found, so that it is seen that they found the same. */
  glacis(): Promise<number>;
  byHand(): Promise<number>;
};

type Asked = { name: string; query: string; sql: string; indexed?: boolean };

const LIMIT = 100;
const BUCKETS = 60;

/** Lists of the newest hundred, within a day. */
const LISTS: readonly Asked[] = [
  { name: 'the latest', query: '', sql: '1' },
  { name: 'a word', query: 'upstream', sql: "hasToken(lower(raw), 'upstream')", indexed: true },
  { name: 'a rare word', query: 'user777', sql: "hasToken(lower(raw), 'user777')", indexed: true },
  { name: 'a phrase', query: '"invalid user oracle"', sql: "hasAllTokens(lower(raw), ['invalid', 'user', 'oracle']) AND lower(raw) LIKE '%invalid user oracle%'", indexed: true },
  { name: 'a part of a word', query: '*pstrea*', sql: "raw ILIKE '%pstrea%'" },
  { name: 'an account', query: 'user:user777 status:failure', sql: "user = 'user777' AND status_id = 2", indexed: true },
  { name: 'an address', query: 'entity:203.171.20.162', sql: "has(observables, '2:203.171.20.162')", indexed: true },
  { name: 'a network without a source', query: 'src_ip:10.0.0.0/8 status:failure -source:nginx', sql: "startsWith(src_ip, '10.') AND status_id = 2 AND source != 'nginx'" },
];

/** The ten contests over the data of `load.ts`, which ends at `end`. */
export function contests(events: EventStore, { end }: { end: number }): Contest[] {
  const clock = { now: () => end, sleep: () => Promise.resolve() };
  const page = pageReader({ events, clock });
  const histogram = histogramReader({ events, clock });
  const facets = facetReader({ events });
  const instant = (time: number) => new Date(time).toISOString();
  const range = { from: instant(end - 86_400_000), to: instant(end) };
  const within = `time >= '${range.from.slice(0, 23).replace('T', ' ')}' AND time < '${range.to.slice(0, 23).replace('T', ' ')}'`;
  const select = (query: string) => readSelection({ query, ...range }, systemPrincipal('bench'));
  const count = async (sql: string) => (await events.rows({ sql })).length;

  return [
    ...LISTS.map(({ name, query, sql, indexed = false }): Contest => ({
      name: `${LIMIT} of ${name}: ${query === '' ? '(all)' : query}`,
      indexed,
      glacis: async () => (await page(select(query), { limit: LIMIT, order: 'desc' })).length,
      byHand: () => count(`SELECT ${ROW_SELECTION} FROM events WHERE ${within} AND ${sql} ORDER BY time DESC LIMIT ${LIMIT}`),
    })),
    {
      name: 'failures over time: status:failure',
      indexed: false,
      glacis: async () => (await histogram(select('status:failure'), { buckets: BUCKETS })).buckets.length,
      byHand: () => count(`SELECT toStartOfInterval(time, INTERVAL 30 MINUTE) AS bucket, count(), countIf(status_id = 1), countIf(status_id = 2) FROM events WHERE ${within} AND status_id = 2 GROUP BY bucket ORDER BY bucket`),
    },
    {
      name: 'where they come from: status:failure by src_ip',
      indexed: false,
      glacis: async () => (await facets(select('status:failure'), { fields: facetFields('src_ip'), limit: 10 })).facets[0]?.values.length ?? 0,
      byHand: () => count(`SELECT src_ip, count() AS times FROM events WHERE ${within} AND status_id = 2 GROUP BY src_ip ORDER BY times DESC LIMIT 10`),
    },
  ];
}
