import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { errors, reasonOf } from '../../kernel/errors.ts';
import { decompress, type Encoding } from '../../kernel/compression/index.ts';

/** What an own file holds is the owner's affair; only the window of zstd is bounded, as its own tool does. */
const NO_LIMITS = { compressed: Infinity, decompressed: Infinity, freely: Infinity, ratio: Infinity, windowLog: 27 };

export type Input = {
  name: string;
  /** Bytes on disk; undefined for standard input. */
  size: number | undefined;
  /** What it holds, decompressed. `onRead` is told of bytes read from the disk. */
  read(onRead: (bytes: number) => void): AsyncIterable<Buffer>;
};

/** A file, or standard input for `-`. @throws {GlacisError} `invalid` when it is no file that can be read. */
export async function openInput(name: string): Promise<Input> {
  const size = name === '-' ? undefined : await sizeOf(name);
  return {
    name,
    size,
    read: (onRead) => contents(name === '-' ? process.stdin : createReadStream(name, { highWaterMark: 1024 ** 2 }), onRead),
  };
}

async function sizeOf(name: string): Promise<number> {
  try {
    const found = await stat(name);
    if (found.isDirectory()) throw new Error('it is a directory');
    return found.size;
  } catch (error) {
    throw errors.invalid({ what: `${name} cannot be read: ${reasonOf(error)}` });
  }
}

/** Compression is told by the first bytes, whatever the name says. */
async function* contents(stream: AsyncIterable<Buffer>, onRead: (bytes: number) => void): AsyncGenerator<Buffer, void, void> {
  const chunks = stream[Symbol.asyncIterator]();
  const first: Buffer[] = [];
  while (Buffer.concat(first).length < 4) {
    const next = await chunks.next();
    if (next.done === true) break;
    first.push(next.value);
  }
  async function* whole(): AsyncGenerator<Buffer, void, void> {
    for (const chunk of first) {
      onRead(chunk.length);
      yield chunk;
    }
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
      onRead(next.value.length);
      yield next.value;
    }
  }
  yield* decompress(whole(), encodingOf(Buffer.concat(first)), NO_LIMITS);
}

function encodingOf(head: Buffer): Encoding {
  if (head.length < 4) return 'identity';
  if (head.readUInt16BE() === 0x1f8b) return 'gzip';
  const magic = head.readUInt32LE();
  return magic === 0xfd2fb528 || (magic & 0xfffffff0) >>> 0 === 0x184d2a50 ? 'zstd' : 'identity';
}
