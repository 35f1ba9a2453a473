import type { LineBlock } from '../../ingest/index.ts';
import { errors } from '../../../kernel/errors.ts';
import { giveBack } from '../framing/buffer.ts';
import type { Framer, FramerOptions } from '../framing/framer.ts';
import { jsonValueFramer } from '../framing/json-values.ts';
import { lineFramer } from '../framing/lines.ts';
import type { Memory } from '../memory.ts';
import { beginsArray, type BodyKind } from './media.ts';

/** Lines of one part of a body. Its bounds depend on the body's bytes only, so that a retry has the same slices. */
export type Slice = { index: number; lines: LineBlock };

/** A body is handed on whenever so many of its bytes have come. */
export const SLICE_BYTES = 4 * 1024 ** 2;

/**
 * Cuts a decompressed body into slices of lines while it comes. Holds one slice. The chunks' memory is freed, where they are all that is in it.
 * @throws {GlacisError} `invalid` where it is not what it says, `too_many` where all bodies together hold too much.
 */
export async function* slicesOf(
  chunks: AsyncIterable<Buffer>,
  { kind, memory, ...framing }: FramerOptions & { kind: BodyKind; memory: Memory },
): AsyncGenerator<Slice, void, void> {
  let framer: Framer | undefined;
  let opening: Buffer = Buffer.alloc(0);
  let index = 0;
  let inSlice = 0;
  let held = 0;

  const hold = (bytes: number) => {
    memory.held += bytes - held;
    held = bytes;
    if (memory.held > memory.most) throw errors.tooMany({ what: 'Too many bodies are being read at once.', retryAfter: 1 });
  };
  /** The bytes that can be cut now: none while it is not clear what the body is. */
  const ready = (chunk: Buffer, isLast: boolean): Buffer => {
    if (framer) return chunk;
    opening = opening.length === 0 ? chunk : Buffer.concat([opening, chunk]);
    const isArray = kind === 'unsaid' ? beginsArray(opening) : kind === 'json';
    if (isArray === undefined && !isLast) return Buffer.alloc(0);
    framer = isArray === true ? jsonValueFramer(framing) : lineFramer(framing);
    return opening;
  };
  function* cut(bytes: Buffer): Generator<Slice, void, void> {
    if (!framer) return;
    for (let rest = bytes; rest.length > 0;) {
      const piece = rest.subarray(0, SLICE_BYTES - inSlice);
      rest = rest.subarray(piece.length);
      framer.push(piece);
      inSlice += piece.length;
      hold(framer.held());
      if (inSlice === SLICE_BYTES) yield* slice();
    }
  }
  function* slice(): Generator<Slice, void, void> {
    const lines = framer?.take();
    if (lines) yield { index, lines };
    index += 1;
    inSlice = 0;
  }

  try {
    for await (const chunk of chunks) {
      yield* cut(ready(chunk, false));
      if (framer) giveBack(chunk);
    }
    yield* cut(ready(Buffer.alloc(0), true));
    framer?.end();
    yield* slice();
  } finally {
    memory.held -= held;
  }
}
