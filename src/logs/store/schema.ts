import type { EventStore } from '../../kernel/eventstore/index.ts';

export const EVENTS = 'events';

/*
 * One row an event.
 *
 * Partitions are a retention class and a day of receipt: what was received together under one promise leaves together,
 * as whole parts (ttl_only_drop_parts). Retention counts full days: a line of day D kept for n days is dropped when day
 * D + n + 1 begins, never before its time.
 *
 * Sorted by five minutes of event time, since every search has a time range, then by source, which compresses best and is
 * what a principal's scope names. The text indexes answer words and observables; they are built on insert, because
 * searching parts that have none yet takes seconds under load.
 *
 * Granules are a quarter of the usual size, and compressed in blocks of 16 to 128 KiB: the hundred newest rows of an address lie in a hundred
 * granules, each read whole, with the blocks that it begins and ends in (measured: 0.6 of the time, and 0.7 of that, for 1 % more on disk).
 * A table that was made before keeps its own.
 *
 * docs/scale.md has the same for a cluster of replicas.
 */
const columns = `
    id FixedString(16),
    batch UInt64 CODEC(Delta, ZSTD(1)),
    position UInt32 CODEC(Delta, ZSTD(1)),
    time DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
    ingested_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
    retention UInt16,
    source LowCardinality(String),
    format LowCardinality(String),
    host LowCardinality(String),
    service LowCardinality(String),
    action LowCardinality(String),
    repository LowCardinality(String),
    normalizer UInt16,
    class_uid UInt32,
    activity_id UInt8,
    status_id UInt8,
    severity_id UInt8,
    user String CODEC(ZSTD(1)),
    actor String CODEC(ZSTD(1)),
    src_ip String CODEC(ZSTD(1)),
    dst_ip String CODEC(ZSTD(1)),
    message String CODEC(ZSTD(1)),
    attributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    observables Array(String) CODEC(ZSTD(1)),
    raw String CODEC(ZSTD(1)),
    INDEX by_time time TYPE minmax,
    INDEX by_batch batch TYPE minmax,
    INDEX by_id id TYPE bloom_filter(0.001),
    INDEX by_word lower(raw) TYPE text(tokenizer = 'splitByNonAlpha'),
    INDEX by_observable observables TYPE text(tokenizer = 'array')`;

/** How many of the newest insert tokens the table remembers: far more than are ever in flight. */
const TOKENS = 1_000;

/** Creates what is missing. Run under the migration lock. */
export async function eventTables(events: Pick<EventStore, 'command'>): Promise<void> {
  await events.command(createEvents(EVENTS));
}

/** The statement that creates a table of events; benchmarks make a second one to compare with. */
export const createEvents = (name: string): string => `
  CREATE TABLE IF NOT EXISTS ${name} (${columns}
  )
  ENGINE = MergeTree
  PARTITION BY (retention, toDate(ingested_at))
  ORDER BY (toStartOfFiveMinutes(time), source, time)
  TTL toDate(ingested_at) + toIntervalDay(retention + 1)
  SETTINGS
    index_granularity = 2048,
    min_compress_block_size = 16384,
    max_compress_block_size = 131072,
    ttl_only_drop_parts = 1,
    merge_with_ttl_timeout = 3600,
    min_bytes_for_wide_part = 134217728,
    fsync_after_insert = 1,
    fsync_part_directory = 1,
    non_replicated_deduplication_window = ${TOKENS}`;
