import { z } from 'zod';
import { Severity } from '../contract.ts';
import type { Bucket } from './estate.ts';
import type { Episode } from './episode.ts';
import type { Account } from './remembered.ts';
import { emptyTotals, type Totals } from './totals.ts';

/**
 * How what the spike detections remember is written as JSON. Changing a shape here makes rows of an older release unreadable: the
 * runner then begins again without them (see STATE_VERSION).
 */
export const STATE_VERSION = 1;

const Counts = z.array(z.tuple([z.string(), z.number()]));
const StoredTotals = z.object({
  count: z.number(),
  first: z.number(),
  last: z.number(),
  accounts: z.object({ counts: Counts, rest: z.number() }),
  addresses: z.object({ counts: Counts, rest: z.number() }),
  histogram: z.object({ width: z.number(), counts: z.array(z.tuple([z.number(), z.number()])) }),
  events: z.array(z.object({ at: z.number(), id: z.string() })),
});
type StoredTotals = z.infer<typeof StoredTotals>;

const StoredEpisode = z.object({
  id: z.string(),
  firstOver: z.number(),
  lastOver: z.number(),
  received: z.number(),
  peak: z.number(),
  baseline: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('cold'), watchedDays: z.number() }),
    z.object({ kind: z.enum(['day', 'week']), median: z.number(), mad: z.number(), days: z.number() }),
  ]),
  settled: StoredTotals.nullable(),
  success: z.object({ id: z.string(), at: z.number(), account: z.string(), address: z.string() }).nullable(),
  told: z.object({ at: z.number(), count: z.number(), severity: Severity }).nullable(),
});

const StoredAccount = z.object({
  cells: z.array(z.tuple([z.number(), z.string(), z.number(), z.number(), z.string()])),
  episodes: z.array(StoredEpisode),
  touched: z.number(),
});
export type StoredAccount = z.infer<typeof StoredAccount>;

const StoredBucket = z.object({ start: z.number(), count: z.number(), received: z.number(), detail: StoredTotals.nullable() });
export type StoredBucket = z.infer<typeof StoredBucket>;
const StoredEpisodes = z.array(StoredEpisode);
export type StoredEpisodes = z.infer<typeof StoredEpisodes>;

export const writeAccount = ({ cells, episodes, touched }: Account): StoredAccount => ({
  cells: cells.map(({ at, address, count, received, id }) => [at, address, count, received, id]),
  episodes: writeEpisodes(episodes),
  touched,
});

/** @throws {z.ZodError} when the value was not written by `writeAccount`. */
export function readAccount(value: unknown): Account {
  const { cells, episodes, touched } = StoredAccount.parse(value);
  return { cells: cells.map(([at, address, count, received, id]) => ({ at, address, count, received, id })), episodes: episodes.map(readEpisode), touched };
}

export const writeBucket = ({ start, count, received, detail }: Bucket): StoredBucket => ({ start, count, received, detail: detail && writeTotals(detail) });

/** @throws {z.ZodError} when the value was not written by `writeBucket`. */
export function readBucket(value: unknown): Bucket {
  const { start, count, received, detail } = StoredBucket.parse(value);
  return { start, count, received, detail: detail && readTotals(detail) };
}

export const writeEpisodes = (episodes: readonly Episode[]): StoredEpisodes =>
  episodes.map((episode) => ({ ...episode, settled: episode.settled.count === 0 ? null : writeTotals(episode.settled) }));

/** @throws {z.ZodError} when the value was not written by `writeEpisodes`. */
export const readEpisodes = (value: unknown): Episode[] => StoredEpisodes.parse(value).map(readEpisode);

const readEpisode = (stored: StoredEpisodes[number]): Episode => ({ ...stored, settled: stored.settled === null ? emptyTotals() : readTotals(stored.settled) });

const writeTotals = ({ accounts, addresses, histogram, ...rest }: Totals): StoredTotals => ({
  ...rest,
  accounts: { counts: [...accounts.counts], rest: accounts.rest },
  addresses: { counts: [...addresses.counts], rest: addresses.rest },
  histogram: { width: histogram.width, counts: [...histogram.counts] },
});

const readTotals = ({ accounts, addresses, histogram, ...rest }: StoredTotals): Totals => ({
  ...rest,
  accounts: { counts: new Map(accounts.counts), rest: accounts.rest },
  addresses: { counts: new Map(addresses.counts), rest: addresses.rest },
  histogram: { width: histogram.width, counts: new Map(histogram.counts) },
});
