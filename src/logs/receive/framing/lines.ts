import { FrameBuffer } from './buffer.ts';
import { finder } from './finder.ts';
import type { Framer, FramerOptions } from './framer.ts';

const LF = 0x0a;
const CR = 0x0d;

/** Lines that end in LF or CRLF; the last one may end with the stream. Empty lines are none, but are counted in the numbers. */
export function lineFramer({ limit, onFault }: FramerOptions): Framer {
  const buffer = new FrameBuffer();
  let number = 1;
  const lf = finder(LF);
  let skipping = false;

  function finish(end: number, next: number): void {
    const stop = end > buffer.start && buffer.bytes[end - 1] === CR ? end - 1 : end;
    if (stop - buffer.start > limit) {
      onFault('line_too_long', number);
      buffer.start = next;
    } else {
      buffer.cut(stop, next);
    }
    number += 1;
  }

  return {
    push(chunk) {
      let rest = chunk;
      if (skipping) {
        const end = chunk.indexOf(LF);
        if (end === -1) return;
        rest = chunk.subarray(end + 1);
        skipping = false;
        number += 1;
      }
      buffer.append(rest);
      for (let end; (end = lf.next(buffer.bytes, buffer.start)) !== -1;) finish(end, end + 1);
      // One more than the limit may be the CR of a CRLF.
      if (buffer.unfinished <= limit + 1) return;
      onFault('line_too_long', number);
      buffer.start = buffer.bytes.length;
      skipping = true;
    },
    end() {
      if (!skipping) finish(buffer.bytes.length, buffer.bytes.length);
    },
    take() {
      const before = buffer.start;
      const block = buffer.take();
      lf.shift(before);
      return block;
    },
    held: () => buffer.bytes.length,
    midFrame: () => skipping || buffer.unfinished > 0,
  };
}
