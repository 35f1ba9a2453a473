import {
  dateTime64, fixedString, lowCardinality, nativeBlock, string, stringArray, stringMap, uint16, uint32, uint64, uint8,
} from '../../kernel/eventstore/native.ts';

/** What the rows of a parcel have in common. */
export type RowSetting = { batch: number; ingestedAt: number; retention: number; source: string; normalizer: number };

export type EventColumns = ReturnType<typeof eventColumns>['columns'];

/** The columns of the events table, as an insert brings them. */
export const eventColumns = () => nativeBlock({
  id: fixedString(16), batch: uint64(), position: uint32(), time: dateTime64(), ingested_at: dateTime64(), retention: uint16(),
  source: lowCardinality(), format: lowCardinality(), host: lowCardinality(), service: lowCardinality(),
  action: lowCardinality(), repository: lowCardinality(), normalizer: uint16(), class_uid: uint32(),
  activity_id: uint8(), status_id: uint8(), severity_id: uint8(),
  user: string(), actor: string(), src_ip: string(), dst_ip: string(), message: string(),
  attributes: stringMap(), observables: stringArray({ lower: true }), raw: string(),
});

/** The event store's time reaches from 1970 to 2106 where it is cut to five minutes; what claims to be elsewhere happened on receipt. */
const LATEST = 2 ** 32 * 1000 - 1;

/** The time that an event's row has. */
export const storedTime = (time: number, ingestedAt: number): number => (time >= 0 && time <= LATEST ? Math.floor(time) : ingestedAt);
