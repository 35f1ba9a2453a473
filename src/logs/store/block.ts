import { createHash } from 'node:crypto';
import {
  dateTime64, fixedString, lowCardinality, nativeBlock, string, stringArray, stringMap, uint16, uint32, uint64, uint8,
} from '../../kernel/eventstore/native.ts';
import type { NormalizedEvent } from '../ocsf/event.ts';

/** What the rows of a parcel have in common. */
export type RowSetting = { batch: number; ingestedAt: number; retention: number; source: string; normalizer: number };

/** A finished batch. */
export type EncodedBlock = {
  /** One Native block, alone in its memory. */
  block: Uint8Array<ArrayBuffer>;
  rows: number;
  /** SHA-256, in hexadecimal, of all ids and then of every raw line with its length before it (LEB128), in order of position. */
  digest: string;
};

/** Rows that are written at once: their events stay in the processor's cache. */
const WAITING = 128;

export type EventBlock = ReturnType<typeof eventBlock>;

/** The event store's time reaches from 1970 to 2106 where it is cut to five minutes; what claims to be elsewhere happened on receipt. */
const LATEST = 2 ** 32 * 1000 - 1;

/** The time that an event's row has. */
export const storedTime = (time: number, ingestedAt: number): number => (time >= 0 && time <= LATEST ? Math.floor(time) : ingestedAt);

/** Builds blocks of the events table; made once, used for every batch. */
export function eventBlock() {
  const { columns, names, finish } = nativeBlock({
    id: fixedString(16), batch: uint64(), position: uint32(), time: dateTime64(), ingested_at: dateTime64(), retention: uint16(),
    source: lowCardinality(), format: lowCardinality(), host: lowCardinality(), service: lowCardinality(),
    action: lowCardinality(), repository: lowCardinality(), normalizer: uint16(), class_uid: uint32(),
    activity_id: uint8(), status_id: uint8(), severity_id: uint8(),
    user: string(), actor: string(), src_ip: string(), dst_ip: string(), message: string(),
    attributes: stringMap(), observables: stringArray({ lower: true }), raw: string(),
  });
  /** Rows that were added and wait for others: columns are written one after the other, each by a short loop that stays warm. */
  const events: NormalizedEvent[] = [];
  /** Where their lines begin and end, in turn, in the same bytes. */
  const offsets = new Uint32Array(2 * WAITING);
  let common: RowSetting | undefined;
  let lines: Uint8Array = new Uint8Array();

  const write = (): void => {
    const count = events.length;
    if (common === undefined || count === 0) return;
    const before = columns.position.rows;
    for (let position = before; position < before + count; position += 1) columns.position.push(position);
    columns.batch.fill(common.batch, count);
    columns.ingested_at.fill(common.ingestedAt, count);
    columns.retention.fill(common.retention, count);
    columns.source.fill(common.source, count);
    columns.normalizer.fill(common.normalizer, count);
    const { ingestedAt } = common;
    for (const { time } of events) columns.time.push(storedTime(time, ingestedAt));
    for (const { format } of events) columns.format.push(format);
    for (const { host } of events) columns.host.push(host);
    for (const { service } of events) columns.service.push(service);
    for (const { action } of events) columns.action.push(action);
    for (const { repository } of events) columns.repository.push(repository);
    for (const { classUid } of events) columns.class_uid.push(classUid);
    for (const { activityId } of events) columns.activity_id.push(activityId);
    for (const { statusId } of events) columns.status_id.push(statusId);
    for (const { severityId } of events) columns.severity_id.push(severityId);
    for (const { user } of events) columns.user.push(user);
    for (const { actor } of events) columns.actor.push(actor);
    for (const { srcIp } of events) columns.src_ip.push(srcIp);
    for (const { dstIp } of events) columns.dst_ip.push(dstIp);
    for (const { message } of events) columns.message.push(message);
    for (const { attributes } of events) {
      for (let at = 0; at + 1 < attributes.length; at += 2) columns.attributes.add(attributes[at] ?? '', attributes[at + 1] ?? '');
      columns.attributes.endRow();
    }
    for (const { observables } of events) {
      for (const observable of observables) columns.observables.add(observable);
      columns.observables.endRow();
    }
    columns.raw.pushSlices(lines, offsets.subarray(0, 2 * count));
    events.length = 0;
  };

  return {
    /** The column list of the INSERT. */
    names,

    /**
     * Adds a row; rows of one parcel come with the same setting. `raw` are the bytes of the line, from `start` to `end`. Event and bytes
     * stay as they are until the block is finished.
     */
    add(setting: RowSetting, id: Uint8Array, event: NormalizedEvent, raw: Uint8Array, start: number, end: number): void {
      if (events.length === WAITING || setting !== common || raw !== lines) {
        write();
        common = setting;
        lines = raw;
      }
      columns.id.push(id);
      offsets[2 * events.length] = start;
      offsets[2 * events.length + 1] = end;
      events.push(event);
    },

    rows: () => columns.id.rows,

    /** The block of the rows that were added, and an empty one to go on with. @throws {Error} without rows. */
    finish(): EncodedBlock {
      write();
      const rows = columns.id.rows;
      const hash = createHash('sha256');
      for (const column of [columns.id, columns.raw]) hash.update(column.bytes());
      return { block: finish(), rows, digest: hash.digest('hex') };
    },
  };
}
