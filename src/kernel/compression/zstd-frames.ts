import { errors } from '../errors.ts';
import { gathered } from './gathered.ts';

const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
const RLE_BLOCK = 1;
const RESERVED_BLOCK = 3;

/** A tiny frame costs much more than its bytes: beyond `freely` of them, they have to have `usualBytes` on average, as they come. */
export type FrameLimits = { freely: number; usualBytes: number };
export const USUAL_FRAMES: FrameLimits = { freely: 1_000, usualBytes: 4_096 };

type Bytes = AsyncGenerator<Buffer, void, void>;

/**
 * A zstd stream (RFC 8878, section 3.1) in pieces of about `chunkBytes`, none of which reaches from one frame into the next;
 * skippable frames are left out. Senders that append or compress in parallel write many frames, and Node's decoder, given
 * more behind the end of a frame in the same piece, stops there without a word.
 * @throws {GlacisError} `invalid` where the stream is none, ends within a frame, or is cut into very many tiny ones.
 */
export async function* zstdPieces(source: AsyncIterable<Buffer>, { chunkBytes, frames: limits }: { chunkBytes: number; frames: FrameLimits }): Bytes {
  const input = reader(source);
  try {
    for (let frames = 0; !(await input.atEnd()); frames += 1) {
      if (frames >= limits.freely && frames * limits.usualBytes > input.taken()) throw errors.invalid({ what: 'The zstd body is cut into too many tiny frames.' });
      const magic = await input.exactly(4);
      if ((magic.readUInt32LE() & 0xfffffff0) >>> 0 === SKIPPABLE) {
        const length = (await input.exactly(4)).readUInt32LE();
        for await (const _ of input.upTo(length));
      } else if (magic.readUInt32LE() === MAGIC) {
        yield* gathered(frame(magic, input), chunkBytes);
      } else {
        throw errors.invalid({ what: 'The body is not zstd.' });
      }
    }
  } finally {
    await input.leave();
  }
}

async function* frame(magic: Buffer, input: Reader): Bytes {
  yield magic;
  const descriptor = await input.exactly(1);
  yield descriptor;
  const flags = descriptor.readUInt8();
  const isSingleSegment = (flags & 0x20) !== 0;
  const hasChecksum = (flags & 0x04) !== 0;
  const windowBytes = isSingleSegment ? 0 : 1;
  const dictionaryBytes = [0, 1, 2, 4][flags & 0x03] ?? 0;
  const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][flags >> 6] ?? 0;
  yield await input.exactly(windowBytes + dictionaryBytes + sizeBytes);
  for (let isLast = false; !isLast;) {
    const header = await input.exactly(3);
    yield header;
    const fields = header.readUIntLE(0, 3);
    isLast = (fields & 1) === 1;
    const type = (fields >> 1) & 3;
    if (type === RESERVED_BLOCK) throw errors.invalid({ what: 'The body is not zstd: it has a block of an unknown type.' });
    yield* input.upTo(type === RLE_BLOCK ? 1 : fields >> 3);
  }
  if (hasChecksum) yield await input.exactly(4);
}

type Reader = {
  atEnd(): Promise<boolean>;
  /** Bytes read so far. */
  taken(): number;
  /** For a few bytes. */
  exactly(length: number): Promise<Buffer>;
  /** The next `length` bytes in whatever pieces they come. */
  upTo(length: number): Bytes;
  /** Lets go of the source, read to its end or not. */
  leave(): Promise<void>;
};

function reader(source: AsyncIterable<Buffer>): Reader {
  const chunks = source[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  let taken = 0;

  async function fill(): Promise<boolean> {
    while (rest.length === 0) {
      const next = await chunks.next();
      if (next.done === true) return false;
      rest = next.value;
    }
    return true;
  }

  async function* upTo(length: number): Bytes {
    for (let left = length; left > 0;) {
      if (!(await fill())) throw errors.invalid({ what: 'The zstd body ends too early.' });
      const piece = rest.subarray(0, left);
      rest = rest.subarray(piece.length);
      left -= piece.length;
      taken += piece.length;
      yield piece;
    }
  }

  return {
    atEnd: async () => !(await fill()),
    taken: () => taken,
    async exactly(length) {
      const pieces: Buffer[] = [];
      for await (const piece of upTo(length)) pieces.push(piece);
      return Buffer.concat(pieces);
    },
    upTo,
    async leave() {
      await chunks.return?.();
    },
  };
}
