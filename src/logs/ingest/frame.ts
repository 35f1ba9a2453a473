import { crc32 } from 'node:zlib';
import type { Parcel, ParcelHead } from './parcel.ts';

/*
 * A frame of the spool, little-endian, padded to eight bytes:
 *
 *   magic 'GLF1' · bytes of heads · bytes of body · lines · CRC-32 of heads and body · CRC-32 of these five words
 *   heads: JSON array of ParcelHead, padded with spaces
 *   body: of each parcel its offsets (u32 pairs), then of each parcel its bytes, padded with zeros
 */
const MAGIC = 0x31464c47;
export const HEADER_BYTES = 24;

/** What a frame's header says of it. */
export type FrameHeader = { headBytes: number; bodyBytes: number; lines: number; crc: number };

export const frameBytes = (header: FrameHeader): number => HEADER_BYTES + header.headBytes + header.bodyBytes;

/** A frame's bytes in pieces, for one gathered write; the parcels' bytes are not copied. */
export function writeFrame(parcels: readonly Parcel[]): { pieces: Uint8Array[]; bytes: number; lines: number } {
  const heads = padded(Buffer.from(JSON.stringify(parcels.map((parcel) => parcel.head))), ' ');
  const body = [...parcels.map(({ offsets }) => new Uint8Array(offsets.buffer, offsets.byteOffset, offsets.byteLength)), ...parcels.map(({ bytes }) => bytes)];
  const content = body.reduce((sum, piece) => sum + piece.length, 0);
  body.push(Buffer.alloc(-content & 7));
  const lines = parcels.reduce((sum, { head }) => sum + head.lines, 0);

  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(MAGIC, 0);
  header.writeUInt32LE(heads.length, 4);
  header.writeUInt32LE((content + 7) & ~7, 8);
  header.writeUInt32LE(lines, 12);
  header.writeUInt32LE(body.reduce((crc, piece) => crc32(piece, crc), crc32(heads)), 16);
  header.writeUInt32LE(crc32(header.subarray(0, 20)), 20);
  const pieces = [header, heads, ...body];
  return { pieces, bytes: pieces.reduce((sum, piece) => sum + piece.length, 0), lines };
}

/** Reads the header at the begin of `bytes`; undefined where there is no whole and right one. */
export function readHeader(bytes: Buffer): FrameHeader | undefined {
  if (bytes.length < HEADER_BYTES || bytes.readUInt32LE(0) !== MAGIC) return undefined;
  if (crc32(bytes.subarray(0, 20)) !== bytes.readUInt32LE(20)) return undefined;
  return { headBytes: bytes.readUInt32LE(4), bodyBytes: bytes.readUInt32LE(8), lines: bytes.readUInt32LE(12), crc: bytes.readUInt32LE(16) };
}

/** Whether what follows the header is what was written. */
export const isWhole = ({ crc }: FrameHeader, headsAndBody: Uint8Array): boolean => crc32(headsAndBody) === crc;

/** What the frame says of its parcels; the spool is our own, and its checksum was right. */
export function readHeads(heads: Buffer): ParcelHead[] {
  const parsed: ParcelHead[] = JSON.parse(heads.toString());
  return parsed;
}

/** The parcels of a frame, as views into it. `headsAndBody` begins at a multiple of four in its memory. */
export function readParcels({ headBytes }: FrameHeader, headsAndBody: Buffer): Parcel[] {
  const heads = readHeads(headsAndBody.subarray(0, headBytes));
  let offsetsAt = headBytes;
  let bytesAt = headBytes + heads.reduce((sum, head) => sum + 8 * head.lines, 0);
  return heads.map((head) => {
    const offsets = new Uint32Array(headsAndBody.buffer, headsAndBody.byteOffset + offsetsAt, 2 * head.lines);
    const bytes = headsAndBody.subarray(bytesAt, bytesAt + head.bytes);
    offsetsAt += 8 * head.lines;
    bytesAt += head.bytes;
    return { head, offsets, bytes };
  });
}

const padded = (bytes: Buffer, fill: string): Buffer => (bytes.length % 8 === 0 ? bytes : Buffer.concat([bytes], bytes.length + (-bytes.length & 7)).fill(fill, bytes.length));
