import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { open, rename, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../kernel/clock.ts';
import { reasonOf } from '../../kernel/errors.ts';
import type { Log } from '../../kernel/log.ts';

/** A place in the spool, between frames. */
export type Position = { segment: number; offset: number };

/** The half-open range of frames [from, to). */
export type Range = { from: Position; to: Position };

export const isBefore = (a: Position, b: Position): boolean => a.segment < b.segment || (a.segment === b.segment && a.offset < b.offset);

export const SEGMENT_BYTES = 64 * 1024 ** 2;

export const segmentPath = (directory: string, segment: number): string => join(directory, `${String(segment).padStart(12, '0')}.spool`);

/** What is asked of the file system when writing; replaced in tests that make it fail. */
export type SegmentFile = Pick<FileHandle, 'writev' | 'datasync' | 'truncate' | 'close'>;
export type OpenSegment = (path: string) => Promise<SegmentFile>;

export type Spool = ReturnType<typeof openSpool>;

/**
 * Opens the directory that this server alone writes accepted lines to. Every process begins a segment of its own: what
 * the last one was writing when it was killed stays at the end of its segment, where the reader does not mind it. Numbers
 * of segments begin with the time, so that a directory that was emptied does not use them again.
 */
export function openSpool(
  { directory, clock, log }: { directory: string; clock: Clock; log: Log },
  { segmentBytes = SEGMENT_BYTES, openSegment = create }: { segmentBytes?: number; openSegment?: OpenSegment } = {},
) {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  /** Bytes of whole frames by segment, in order. */
  const sizes = new Map<number, number>();
  for (const segment of segmentsAmong(readdirSync(directory))) sizes.set(segment, statSync(segmentPath(directory, segment)).size);
  let last = Math.max([...sizes.keys()].at(-1) ?? 0, Math.floor(clock.now() / 1_000) - 1);
  let released: Position = { segment: 0, offset: 0 };
  let file: SegmentFile | undefined;

  const sizeOfLast = () => sizes.get(last) ?? 0;

  const roll = async (): Promise<SegmentFile> => {
    await file?.close();
    file = undefined;
    const opened = await openSegment(segmentPath(directory, last + 1));
    last += 1;
    sizes.set(last, 0);
    file = opened;
    await syncDirectory(directory);
    return opened;
  };

  /** After a failure nothing is known of the file's end on disk: what was synced stays, a new segment follows. */
  const abandon = async (): Promise<void> => {
    if (!file) return;
    const broken = file;
    file = undefined;
    try {
      await broken.truncate(sizeOfLast());
    } catch (error) {
      log.warn({ segment: last, reason: reasonOf(error) }, 'the end of a spool segment could not be cut off');
    }
    await broken.close().catch(() => {});
    if (sizeOfLast() > 0) return;
    sizes.delete(last);
    await unlink(segmentPath(directory, last)).catch(() => {});
  };

  return {
    directory,

    /**
     * Writes whole frames and resolves when they are on disk (fdatasync). One call at a time. `synced` is called in the
     * moment in which `end` moves.
     * @throws the file system's error; then none of it is read later in this process.
     */
    async append(pieces: readonly Uint8Array[], synced: () => void = () => {}): Promise<void> {
      const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
      try {
        const to = file !== undefined && sizeOfLast() < segmentBytes ? file : await roll();
        await writeAll(to, pieces);
        await to.datasync();
      } catch (error) {
        await abandon();
        throw error;
      }
      sizes.set(last, sizeOfLast() + bytes);
      synced();
    },

    /** Where the synced frames end. */
    end: (): Position => ({ segment: last, offset: sizeOfLast() }),

    /** Bytes that were not given back yet. */
    bytes: (): number => [...sizes.values()].reduce((sum, size) => sum + size, 0) - (sizes.has(released.segment) ? released.offset : 0),

    /** Gives back what lies before the position: whole segments are removed; damaged ones are set aside for a person to look at. */
    async release(position: Position, damaged: ReadonlySet<number>): Promise<void> {
      released = position;
      for (const segment of sizes.keys()) {
        if (segment >= position.segment) return;
        const path = segmentPath(directory, segment);
        sizes.delete(segment);
        await (damaged.has(segment) ? rename(path, `${path}.damaged`) : unlink(path));
      }
    },

    async close(): Promise<void> {
      await file?.close();
      file = undefined;
    },
  };
}

/** The numbers of the segments among the names of files, in order. */
export const segmentsAmong = (names: readonly string[]): number[] =>
  names.flatMap((name) => /^(\d{12})\.spool$/.exec(name)?.[1] ?? []).map(Number).sort((a, b) => a - b);

const create: OpenSegment = (path) => open(path, 'wx', 0o600);

/** The most pieces that one writev takes (IOV_MAX). */
const MOST_PIECES = 1_024;

async function writeAll(file: SegmentFile, pieces: readonly Uint8Array[]): Promise<void> {
  let rest = pieces.filter((piece) => piece.length > 0);
  while (rest.length > 0) {
    let { bytesWritten } = await file.writev(rest.slice(0, MOST_PIECES));
    // Fewer bytes may be taken than were given.
    const next = rest.findIndex((piece) => (bytesWritten -= piece.length) < 0);
    const cut = rest[next];
    if (cut === undefined) return;
    rest = [cut.subarray(cut.length + bytesWritten), ...rest.slice(next + 1)];
  }
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
