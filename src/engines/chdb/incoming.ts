import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EngineError } from './statement.ts';

/** The largest body of an INSERT; it passes through the disk's cache, not through memory. */
const MAX_BODY = 1024 ** 3;

/**
 * Where the bodies of INSERTs wait for the engine, as files. The engine's own raw insert takes the bytes as part of the
 * statement's text, which ends at the first empty line: two bytes of value 10 in a binary format would truncate it.
 */
export function incoming(directory: string) {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  let count = 0;
  return {
    /** Writes the body to a file, lets `use` read it, and removes it. */
    async with<T>(body: Readable, use: (file: string) => Promise<T>): Promise<T> {
      const file = join(directory, String((count += 1)));
      try {
        await pipeline(body, bounded, createWriteStream(file, { mode: 0o600, highWaterMark: 1024 ** 2 }));
        return await use(file);
      } catch (error) {
        throw error instanceof Error && 'code' in error && error.code === 'ENOSPC'
          ? new EngineError(243, 'NOT_ENOUGH_SPACE', 'No space left on the device')
          : error;
      } finally {
        await rm(file, { force: true });
      }
    },
  };
}

export type Incoming = ReturnType<typeof incoming>;

async function* bounded(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_BODY) throw new EngineError(307, 'TOO_MANY_BYTES', `The body is larger than ${MAX_BODY} bytes`);
    yield chunk;
  }
}
