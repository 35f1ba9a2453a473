import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { frameBytes, HEADER_BYTES, isWhole, readHeader, type FrameHeader } from './frame.ts';
import { segmentPath, segmentsAmong, type Position } from './spool.ts';

/** What the spool holds, in order. The reader is synchronous: it works in the encoder's thread. `content` is good until the next frame is asked for. */
export type Found =
  | { is: 'frame'; at: Position; next: Position; header: FrameHeader; content: Buffer }
  /** Not what was written: a disk's fault, or a power cut in the middle of writing. `lines` where the header is right. */
  | { is: 'damage'; next: Position; bytes: number; lines: number | undefined };

/**
 * Reads frames from a position up to another, over segments. What a killed process was writing at the end of its segment
 * is left out; it was never acknowledged.
 */
export function* readSpool(directory: string, from: Position, end: Position): Generator<Found, void, undefined> {
  const memory: Memory = { bytes: Buffer.alloc(0) };
  for (const segment of segmentsAmong(readdirSync(directory))) {
    if (segment < from.segment || segment > end.segment) continue;
    const fd = openSync(segmentPath(directory, segment), 'r');
    try {
      const size = segment === end.segment ? end.offset : fstatSync(fd).size;
      yield* readSegment({ fd, memory }, segment, segment === from.segment ? from.offset : 0, size);
    } finally {
      closeSync(fd);
    }
  }
}

/** What frames are read into, one after the other: memory of its own for each would be ten megabytes a second to collect. */
type Memory = { bytes: Buffer };

function* readSegment(file: { fd: number; memory: Memory }, segment: number, from: number, size: number): Generator<Found, void, undefined> {
  for (let at = from; size - at >= HEADER_BYTES; ) {
    const header = readHeader(readBytes(file, at, HEADER_BYTES));
    if (!header) {
      yield { is: 'damage', next: { segment, offset: size }, bytes: size - at, lines: undefined };
      return;
    }
    const next = at + frameBytes(header);
    if (next > size) return;
    const content = readBytes(file, at + HEADER_BYTES, next - at - HEADER_BYTES);
    if (isWhole(header, content)) yield { is: 'frame', at: { segment, offset: at }, next: { segment, offset: next }, header, content };
    else yield { is: 'damage', next: { segment, offset: next }, bytes: next - at, lines: header.lines };
    at = next;
  }
}

/** Reads to the begin of the memory, so that offsets in it are aligned. */
function readBytes({ fd, memory }: { fd: number; memory: Memory }, at: number, length: number): Buffer {
  if (memory.bytes.length < length) memory.bytes = Buffer.allocUnsafeSlow(Math.max(length, 2 * memory.bytes.length));
  const { bytes } = memory;
  let filled = 0;
  while (filled < length) {
    const read = readSync(fd, bytes, filled, length - filled, at + filled);
    if (read === 0) break;
    filled += read;
  }
  return bytes.subarray(0, filled);
}
