import { isAscii } from 'node:buffer';
import type { Normalized, Normalizer } from '../normalize/index.ts';
import { kindBit } from '../normalize/kind.ts';
import type { ShapeReader } from '../shapes/reader.ts';
import type { EncodedBlock, EventBlock } from '../store/block.ts';
import type { SignInCollector, SignInColumns } from '../store/sign-ins.ts';
import { ID_BYTES, PREFIX_BYTES } from './identity.ts';
import type { Parcel, ParcelHead } from './parcel.ts';
import { parcelsIn, type Batch } from './window.ts';

/** What a batch says of one source and hour of receipt, for the ledger. */
export type Sum = {
  source: string;
  /** Ms since the epoch, at a full hour. */
  hour: number;
  lines: number;
  unparsed: number;
  /** Bits of the kinds of logs that its lines are of. */
  kinds: number;
  lastReceivedAt: number;
  /** Receipt minus event time of the newest line, in ms. */
  lagMs: number;
  peer: string | undefined;
};

export type EncodedBatch = {
  /** Undefined where nothing of the batch can be read any more. */
  encoded: EncodedBlock | undefined;
  sums: Sum[];
  /** Undefined where there are too many different ones. */
  signIns: SignInColumns | undefined;
  /** Of the events, ms since the epoch. */
  time: { from: number; to: number };
};

const HOUR_MS = 3_600_000;

export type EncodeTools = {
  directory: string;
  normalizer: Normalizer;
  /** The short way of the lines that come most. */
  shapes: ShapeReader | undefined;
  block: EventBlock;
  signIns: SignInCollector;
  finish(batch: number, block: EventBlock): EncodedBlock;
};

/** Reads a batch's lines from the spool, normalizes and encodes them: the same rows, in the same order, whenever it is done. */
export function encodeBatch(tools: EncodeTools, batch: Batch): EncodedBatch {
  const { block } = tools;
  const sums = new Map<string, Sum>();
  const time = { from: Infinity, to: -Infinity };
  for (const parcel of parcelsIn(tools.directory, batch)) addParcel(tools, batch, parcel, sumOf(sums, parcel.head), time);
  return { encoded: block.rows() === 0 ? undefined : tools.finish(batch.batch, block), sums: [...sums.values()], signIns: tools.signIns.take(), time };
}

function addParcel({ normalizer, shapes, block, signIns }: EncodeTools, { batch, partition }: Batch, { head, bytes, offsets }: Parcel, sum: Sum, time: EncodedBatch['time']): void {
  const context = { format: head.format, receivedAt: head.receivedAt, zone: head.zone };
  const setting = { batch, ingestedAt: head.receivedAt, retention: partition.retention, source: head.source, normalizer: normalizer.version };
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const encoding = isAscii(text) ? 'latin1' : 'utf8';
  const id = Buffer.alloc(ID_BYTES);
  id.write(head.prefix, 'hex');

  const note = (event: Pick<Normalized, 'parsed' | 'classUid' | 'format'>, happened: number): void => {
    if (event.parsed) sum.kinds |= kindBit(event);
    else sum.unparsed += 1;
    if (happened < time.from) time.from = happened;
    if (happened > time.to) time.to = happened;
    sum.lagMs = head.receivedAt - happened;
  };

  for (let line = 0; line < head.lines; line += 1) {
    const start = offsets[2 * line] ?? 0;
    const end = offsets[2 * line + 1] ?? start;
    const place = { prefix: head.prefix, line };
    id.writeUInt32BE(line, PREFIX_BYTES);
    const shaped = shapes?.read(text, start, end, context);
    if (shaped) {
      block.addShaped(setting, id, shaped, text, start, end);
      signIns.addShaped(setting, place, shaped, text);
      note(shaped.template, shaped.time);
    } else {
      const event = normalizer.normalize(text.toString(encoding, start, end), context);
      block.add(setting, id, event, text, start, end);
      signIns.add(setting, place, event);
      note(event, event.time);
    }
  }
  // The next parcel may come in the same memory.
  block.settle();
}

function sumOf(sums: Map<string, Sum>, { source, receivedAt, lines, peer }: ParcelHead): Sum {
  const hour = Math.floor(receivedAt / HOUR_MS) * HOUR_MS;
  const name = `${hour} ${source}`;
  const sum = sums.get(name) ?? { source, hour, lines: 0, unparsed: 0, kinds: 0, lastReceivedAt: 0, lagMs: 0, peer: undefined };
  sums.set(name, sum);
  sum.lines += lines;
  sum.lastReceivedAt = Math.max(sum.lastReceivedAt, receivedAt);
  sum.peer = peer ?? sum.peer;
  return sum;
}
