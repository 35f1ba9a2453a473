/** Memory is taken in steps of so many bytes, so that a batch fits where one like it was. */
const STEP = 4 * 1024 ** 2;

/**
 * Bytes for a block that two threads see: in `spare` where they fit, else in new memory. Blocks are tens of megabytes: handed over
 * as memory of one thread, each would make V8 look through the other's whole heap for something to throw away.
 */
export function sharedBytes(bytes: number, spare: SharedArrayBuffer | undefined): Uint8Array<SharedArrayBuffer> {
  const memory = spare && spare.byteLength >= bytes ? spare : new SharedArrayBuffer(Math.ceil(bytes / STEP) * STEP);
  return new Uint8Array(memory, 0, bytes);
}

export type SpareMemory = ReturnType<typeof spareMemory>;

/** Keeps the memory of blocks that were written, for those that follow. */
export function spareMemory(most: number) {
  const kept: SharedArrayBuffer[] = [];
  return {
    take: (): SharedArrayBuffer | undefined => kept.pop(),
    /** Whoever gives memory back must not read it any more. */
    give({ buffer }: Uint8Array): void {
      if (kept.length < most && buffer instanceof SharedArrayBuffer) kept.push(buffer);
    },
    clear(): void {
      kept.length = 0;
    },
  };
}
