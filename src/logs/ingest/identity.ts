import { createHash } from 'node:crypto';
import type { Random } from '../../kernel/ids.ts';
import type { LineBlock, Place } from './delivery.ts';

/** How long a delivery is known, so that it is not stored again: ms around its first receipt. */
export const KEY_WINDOW_MS = 24 * 3_600_000;
export const BODY_WINDOW_MS = 10 * 60_000;

/** Bytes of an event's id that its parcel gives; the other four are its index in it. */
export const PREFIX_BYTES = 12;
export const ID_BYTES = 16;

/** Who a parcel is. */
export type Identity = {
  /** First twelve bytes of the ids of its events, in hexadecimal. */
  prefix: string;
  /** By which a second one is known (a UUID as PostgreSQL writes it); absent where the sender cannot retry. */
  receipt?: { id: string; windowMs: number };
};

/**
 * Names a part of a delivery by its source, place and lines: a retry has the same name, and two equal lines in it stay
 * two. The same key with other lines is another delivery: nothing that was acknowledged is ever taken for a duplicate
 * because a sender reuses its keys. A body without a key also carries the time of its first receipt, since it may come
 * again, meaning it, after the window.
 */
export function identify(
  { source, place, part, lines, receivedAt }: { source: string; place: Place; part: number; lines: LineBlock; receivedAt: number },
  random: Random,
): Identity {
  if (place.kind === 'stream') return { prefix: random(PREFIX_BYTES).toString('hex') };
  const name = createHash('sha256')
    .update(JSON.stringify([place, source, part]))
    .update(relativeOffsets(lines))
    .update(covered(lines))
    .digest();
  const receipt = { id: asUuid(name), windowMs: place.kind === 'key' ? KEY_WINDOW_MS : BODY_WINDOW_MS };
  const prefix = place.kind === 'key' ? name : createHash('sha256').update(name).update(String(receivedAt)).digest();
  return { prefix: prefix.toString('hex', 0, PREFIX_BYTES), receipt };
}

const asUuid = (hash: Buffer): string => hash.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

/** The bytes from the first line's begin to the last one's end. */
export const covered = ({ bytes, offsets }: LineBlock): Uint8Array => bytes.subarray(offsets[0] ?? 0, offsets.at(-1) ?? 0);

/** The offsets, counted from the begin of the first line. */
export function relativeOffsets({ offsets }: LineBlock): Uint32Array {
  const begin = offsets[0] ?? 0;
  return begin === 0 ? offsets : offsets.map((at) => at - begin);
}
