import type { EventStore, Params } from '../../kernel/eventstore/index.ts';
import type { EventRow } from '../ocsf/event.ts';
import { EVENTS } from './schema.ts';

/** A part of a WHERE, its values as parameters. */
export type Condition = { sql: string; params: Params };

/**
 * What to SELECT for an EventRow. No alias is the name of a column: ClickHouse would take the alias in WHERE and ORDER BY,
 * and no longer use the index.
 */
export const ROW_SELECTION = `
  lower(hex(id)) AS row_id, batch, position, toUnixTimestamp64Milli(time) AS row_time, toUnixTimestamp64Milli(ingested_at) AS row_ingested_at,
  source, format, host, service, action, repository, normalizer, class_uid, activity_id, status_id, severity_id,
  user, actor, src_ip, dst_ip, message, attributes, observables,
  toValidUTF8(raw) AS row_raw, if(isValidUTF8(raw), '', base64Encode(raw)) AS row_raw_base64`;

/** What rows read at once may hold: a line may have a mebibyte, and many people read at the same time. */
export const ROWS_BYTES = 32 * 1024 ** 2;

/** A row as ROW_SELECTION answers it. */
export type SelectedRow = {
  row_id: string;
  batch: number;
  position: number;
  row_time: number;
  row_ingested_at: number;
  source: string;
  format: string;
  host: string;
  service: string;
  action: string;
  repository: string;
  normalizer: number;
  class_uid: number;
  activity_id: number;
  status_id: number;
  severity_id: number;
  user: string;
  actor: string;
  src_ip: string;
  dst_ip: string;
  message: string;
  attributes: Record<string, string>;
  observables: string[];
  row_raw: string;
  row_raw_base64: string;
};

export const eventRow = (row: SelectedRow): EventRow => ({
  id: row.row_id,
  batch: row.batch,
  position: row.position,
  time: row.row_time,
  ingestedAt: row.row_ingested_at,
  source: row.source,
  format: row.format,
  host: row.host,
  service: row.service,
  action: row.action,
  repository: row.repository,
  normalizer: row.normalizer,
  classUid: row.class_uid,
  activityId: row.activity_id,
  statusId: row.status_id,
  severityId: row.severity_id,
  user: row.user,
  actor: row.actor,
  srcIp: row.src_ip,
  dstIp: row.dst_ip,
  message: row.message,
  attributes: row.attributes,
  observables: row.observables,
  raw: row.row_raw,
  ...(row.row_raw_base64 !== '' && { rawBase64: row.row_raw_base64 }),
});

/**
 * The events of committed batches, some at a time, in the order of their batch and position; with `where` only some of them.
 * @throws {GlacisError} `unavailable`; the signal's reason when aborted.
 */
export async function* readBatches(
  events: Pick<EventStore, 'stream'>,
  batches: readonly number[],
  { where, signal }: { where?: Condition; signal?: AbortSignal } = {},
): AsyncGenerator<EventRow[], void, undefined> {
  if (batches.length === 0) return;
  const rows = events.stream<SelectedRow>({
    sql: `SELECT ${ROW_SELECTION} FROM ${EVENTS} WHERE batch IN {batches:Array(UInt64)}${where ? ` AND (${where.sql})` : ''} ORDER BY batch, position`,
    params: { ...where?.params, batches },
    signal,
  });
  for await (const some of rows) yield some.map(eventRow);
}
