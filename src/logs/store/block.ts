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
    attributes: stringMap(), observables: stringArray(), raw: string(),
  });
  /** What the last rows have in common is written for all of them at once. */
  let common: RowSetting | undefined;
  let written = 0;

  const writeCommon = (): void => {
    const count = columns.id.rows - written;
    if (common === undefined || count === 0) return;
    for (let position = written; position < columns.id.rows; position += 1) columns.position.push(position);
    columns.batch.fill(common.batch, count);
    columns.ingested_at.fill(common.ingestedAt, count);
    columns.retention.fill(common.retention, count);
    columns.source.fill(common.source, count);
    columns.normalizer.fill(common.normalizer, count);
    written += count;
  };

  return {
    /** The column list of the INSERT. */
    names,

    /** Adds a row; rows of one parcel come with the same object. `raw` are the bytes of the line, from `start` to `end`. */
    add(setting: RowSetting, id: Uint8Array, event: NormalizedEvent, raw: Uint8Array, start: number, end: number): void {
      if (setting !== common) writeCommon();
      common = setting;
      columns.id.push(id);
      columns.time.push(storedTime(event.time, setting.ingestedAt));
      columns.format.push(event.format);
      columns.host.push(event.host);
      columns.service.push(event.service);
      columns.action.push(event.action);
      columns.repository.push(event.repository);
      columns.class_uid.push(event.classUid);
      columns.activity_id.push(event.activityId);
      columns.status_id.push(event.statusId);
      columns.severity_id.push(event.severityId);
      columns.user.push(event.user);
      columns.actor.push(event.actor);
      columns.src_ip.push(event.srcIp);
      columns.dst_ip.push(event.dstIp);
      columns.message.push(event.message);
      const { attributes, observables } = event;
      for (let at = 0; at + 1 < attributes.length; at += 2) columns.attributes.add(attributes[at] ?? '', attributes[at + 1] ?? '');
      columns.attributes.endRow();
      for (const observable of observables) columns.observables.addLower(observable);
      columns.observables.endRow();
      columns.raw.pushBytes(raw, start, end);
    },

    rows: () => columns.id.rows,

    /** The block of the rows that were added, and an empty one to go on with. @throws {Error} without rows. */
    finish(): EncodedBlock {
      writeCommon();
      written = 0;
      const rows = columns.id.rows;
      const hash = createHash('sha256');
      for (const column of [columns.id, columns.raw]) {
        const buffer = Buffer.allocUnsafe(column.size());
        column.write({ buffer, at: 0 });
        hash.update(buffer);
      }
      return { block: finish(), rows, digest: hash.digest('hex') };
    },
  };
}
