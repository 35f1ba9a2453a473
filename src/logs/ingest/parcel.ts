import type { Random } from '../../kernel/ids.ts';
import { lineCount, type Delivery, type LineBlock } from './delivery.ts';
import { covered, identify, relativeOffsets, type Identity } from './identity.ts';

/** A delivery, or a part of a large one: what a claim takes or leaves as a whole. */
export type Parcel = { head: ParcelHead; offsets: Uint32Array; bytes: Uint8Array };

/** What the spool says of a parcel beside its lines. */
export type ParcelHead = Identity & {
  source: string;
  format: string | null;
  zone: string;
  retention: number;
  receivedAt: number;
  /** How many lines it has, and how many bytes from the begin of the first to the end of the last. */
  lines: number;
  bytes: number;
  peer?: string;
};

/**
 * Bounds of a parcel, unless a single line is larger. A retry is known part by part, so a change of these bounds makes
 * retries that straddle the upgrade unknown.
 */
export const PARCEL_LINES = 8_000;
export const PARCEL_BYTES = 4 * 1024 ** 2;

/** Cuts a delivery into parcels, so that batches are of even size however large a body was. */
export function parcelsOf(delivery: Delivery, random: Random): Parcel[] {
  const { source, receivedAt, place, peer, format = source.format } = delivery;
  return [...parts(delivery.lines)].map((lines, part) => {
    const bytes = covered(lines);
    const head: ParcelHead = {
      ...identify({ source: source.name, place, part, lines, receivedAt }, random),
      source: source.name,
      format,
      zone: source.timeZone,
      retention: source.retentionDays,
      receivedAt,
      lines: lineCount(lines),
      bytes: bytes.length,
      ...(peer !== undefined && { peer }),
    };
    return { head, offsets: relativeOffsets(lines), bytes };
  });
}

function* parts({ bytes, offsets }: LineBlock): Generator<LineBlock> {
  let from = 0;
  for (let at = 0; at < offsets.length; at += 2) {
    const full = at - from >= 2 * PARCEL_LINES || (offsets[at + 1] ?? 0) - (offsets[from] ?? 0) > PARCEL_BYTES;
    if (!full || at === from) continue;
    yield { bytes, offsets: offsets.subarray(from, at) };
    from = at;
  }
  if (from < offsets.length) yield { bytes, offsets: offsets.subarray(from) };
}
