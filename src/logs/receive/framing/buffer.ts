import type { LineBlock } from '../../ingest/delivery.ts';

const NOTHING = Buffer.alloc(0);
const SMALLEST = 4_096;

/** How many times what came there is room for at most, whatever was announced. */
const AHEAD = 4;

/**
 * The bytes of a stream since the last `take`: frames that are complete, then the beginning of the next one.
 * Grows by doubling, so that a sender of single bytes costs no more than one of large chunks; where it was announced how much
 * comes, to what is needed, so that a usual body is copied once and leaves nothing behind for the garbage collector.
 */
export class FrameBuffer {
  /** What is filled: search in it, not beyond. */
  bytes: Buffer = NOTHING;
  /** Where the unfinished frame begins. */
  start = 0;
  #space: Buffer = NOTHING;
  #offsets: number[] = [];
  #expected: number;

  /** `expected`: bytes that will come, as far as is known; it is not relied on. */
  constructor(expected = 0) {
    this.#expected = expected;
  }

  get unfinished(): number {
    return this.bytes.length - this.start;
  }

  append(chunk: Uint8Array): void {
    const length = this.bytes.length + chunk.length;
    this.#expected = Math.max(0, this.#expected - chunk.length);
    if (length > this.#space.length) {
      const ahead = this.#expected > 0 ? Math.min(length + this.#expected, AHEAD * length) : Math.min(this.#space.length * 2, length * 2);
      const space = Buffer.allocUnsafeSlow(Math.max(SMALLEST, length, ahead));
      space.set(this.bytes);
      giveBack(this.#space);
      this.#space = space;
    }
    this.#space.set(chunk, length - chunk.length);
    this.bytes = this.#space.subarray(0, length);
  }

  /** The unfinished frame ends at `end`; the next begins at `next`. An empty frame is none. */
  cut(end: number, next: number): void {
    if (end > this.start) this.#offsets.push(this.start, end);
    this.start = next;
  }

  /** Hands out the complete frames; what is unfinished stays. */
  take(): LineBlock | undefined {
    const rest = this.bytes.subarray(this.start);
    const offsets = Uint32Array.from(this.#offsets);
    const end = offsets.at(-1);
    if (end === undefined) {
      if (this.start > 0) this.#begin(rest);
      return undefined;
    }
    // A block may wait in the spool's memory: it must not keep a mostly empty buffer alive.
    const space = this.#space;
    const isFull = end * 2 > space.length;
    const bytes = isFull ? this.bytes.subarray(0, end) : Buffer.from(this.bytes.subarray(0, end));
    this.#offsets = [];
    this.#begin(rest);
    return isFull ? { bytes, offsets, release: () => giveBack(space) } : { bytes, offsets };
  }

  #begin(rest: Buffer): void {
    this.#space = NOTHING;
    this.bytes = NOTHING;
    this.start = 0;
    if (rest.length === 0) return;
    this.#expected += rest.length;
    this.append(rest);
  }
}

/**
 * Frees the memory of bytes that are no longer needed, where nothing else is in it. What bodies leave behind would else count against the
 * heap until the next collection, and bring it about every second where many come.
 */
export function giveBack({ buffer, length }: Buffer): void {
  if (length > 0 && length === buffer.byteLength && buffer instanceof ArrayBuffer) buffer.transfer(0);
}
