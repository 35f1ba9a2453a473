import { reasonOf } from '../../../kernel/errors.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Principal } from '../../../kernel/principal.ts';
import type { Ingest, JournalEntry } from '../../ingest/index.ts';
import type { EventRow } from '../../ocsf/event.ts';
import type { Query } from '../../query/ast.ts';
import { compileQuery, type Condition } from '../../query/compile.ts';
import { matcher } from '../../query/matcher.ts';
import { eventRow, ROW_SELECTION, ROWS_BYTES, type SelectedRow } from '../../store/rows.ts';
import { EVENTS } from '../../store/schema.ts';
import { boundedBuffer } from './buffer.ts';

/** Events that wait for one slow reader, and the bytes of their lines. */
const BUFFERED = { items: 1_000, bytes: 8 * 1024 ** 2 };
/** Events that are looked at of the batches that came together: more than anybody can read. */
const MOST_A_ROUND = 5_000;
/** After the event store failed. */
const PAUSE_MS = 1_000;

export type Following = {
  /** New events as they come, and how many were passed over; nothing at the end. */
  take(signal: AbortSignal): Promise<{ items: EventRow[]; skipped: number }>;
  end(): void;
};

type Follower = { query: Query; by: Principal; accepts: (row: EventRow) => boolean; buffer: ReturnType<typeof boundedBuffer<EventRow>> };

/**
 * Follows the journal for everybody who tails: the rows of new batches that anybody asked for are fetched once and matched
 * in memory for each. While nobody tails, nothing is done.
 */
export function tailHub({ events, clock, log }: Pick<Kernel, 'events' | 'clock' | 'log'>, { journal }: { journal: Ingest['journal'] }) {
  const followers = new Set<Follower>();
  let stop: AbortController | undefined;
  /** Where the journal stood when the first of the followers came. */
  let start: Promise<number> = Promise.resolve(0);
  let running: Promise<void> = Promise.resolve();

  async function round(entries: readonly JournalEntry[], signal: AbortSignal): Promise<void> {
    const asked = [...followers];
    const wanted = entries.filter(({ sources }) => asked.some(({ by }) => by.sources === 'all' || sources.some((source) => by.sources.includes(source))));
    if (wanted.length === 0) return;
    const where = anyOf(asked);
    const params = { ...where.params, batches: wanted.map(({ batch }) => batch) };
    const from = `FROM ${EVENTS} WHERE batch IN {batches:Array(UInt64)} AND (${where.sql})`;
    const found = await events.rows<SelectedRow>({ sql: `SELECT ${ROW_SELECTION} ${from} ORDER BY batch, position LIMIT ${MOST_A_ROUND}`, params, signal, limits: { resultBytes: ROWS_BYTES } });
    for (const row of found.map(eventRow)) {
      for (const { accepts, buffer } of asked) if (accepts(row)) buffer.push(row);
    }
    if (found.length < MOST_A_ROUND) return;
    const [all] = await events.rows<{ found: number }>({ sql: `SELECT count() AS found ${from}`, params, signal });
    const skipped = (all?.found ?? 0) - found.length;
    if (skipped > 0) for (const { buffer } of asked) buffer.skip(skipped);
  }

  async function attempt(entries: readonly JournalEntry[], signal: AbortSignal): Promise<void> {
    try {
      await round(entries, signal);
    } catch (error) {
      if (signal.aborted) return;
      log.warn({ reason: reasonOf(error) }, 'new events could not be read for the live tail');
      const lines = entries.reduce((sum, entry) => sum + entry.lines, 0);
      for (const { buffer } of followers) buffer.skip(lines);
      await clock.sleep(PAUSE_MS, signal);
    }
  }

  async function position(signal: AbortSignal): Promise<number> {
    for (;;) {
      try {
        return await journal.position();
      } catch (error) {
        if (signal.aborted) return 0;
        log.warn({ reason: reasonOf(error) }, 'the live tail waits for the journal');
        await clock.sleep(PAUSE_MS, signal);
      }
    }
  }

  async function follow(from: Promise<number>, signal: AbortSignal): Promise<void> {
    for await (const entries of journal.follow(await from, signal)) await attempt(entries, signal);
  }

  return {
    count: (by: Principal): number => [...followers].filter((follower) => follower.by.id === by.id).length,

    /** Gives the events that come from now on and that a query asks for, within what its asker may see, until it ends. */
    async join(query: Query, by: Principal): Promise<Following> {
      const asks = matcher(query);
      const sees = ({ source }: EventRow) => by.sources === 'all' || by.sources.includes(source);
      const buffer = boundedBuffer<EventRow>(BUFFERED, ({ raw }) => raw.length);
      const follower: Follower = { query, by, buffer, accepts: (row) => sees(row) && asks(row) };
      followers.add(follower);
      if (!stop) {
        stop = new AbortController();
        start = position(stop.signal);
        running = follow(start, stop.signal);
      }
      await start;
      return {
        take: buffer.take,
        end() {
          followers.delete(follower);
          if (followers.size > 0) return;
          stop?.abort();
          stop = undefined;
        },
      };
    },

    async close(): Promise<void> {
      followers.clear();
      stop?.abort();
      await running;
    },
  };
}

export type TailHub = ReturnType<typeof tailHub>;

/** Beyond this many characters of queries all rows are fetched: parameters travel in a URL. */
const MOST_COMPILED = 40_000;

/** The condition that at least one of the followers asks for a row. */
function anyOf(followers: readonly Follower[]): Condition {
  if (followers.reduce((sum, { query }) => sum + query.end, 0) > MOST_COMPILED) return { sql: '1', params: {} };
  const conditions = followers.map(({ query, by }, index) => compileQuery(query, { sources: by.sources }, `f${index}_`));
  return { sql: conditions.map(({ sql }) => `(${sql})`).join(' OR '), params: Object.assign({}, ...conditions.map(({ params }) => params)) };
}
