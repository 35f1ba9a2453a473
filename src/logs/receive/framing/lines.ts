import { FrameBuffer } from './buffer.ts';
import { finder } from './finder.ts';
import type { Framer, FramerOptions } from './framer.ts';

const LF = 0x0a;
const CR = 0x0d;

/** Lines that end in LF or CRLF; the last one may end with the stream. Empty lines are none, but are counted in the numbers. */
export function lineFramer({ limit, onFault, expected }: FramerOptions): Framer {
  const buffer = new FrameBuffer(expected);
  let number = 1;
  const lf = finder(LF);
  let skipping = false;

  function finish(end: number, next: number): void {
    const stop = end > buffer.start && buffer.bytes[end - 1] === CR ? end - 1 : end;
    const isLong = stop - buffer.start > limit;
    if (isLong && !skipping) onFault('line_too_long', number);
    if (isLong || skipping) buffer.start = next;
    else buffer.cut(stop, next);
    skipping = false;
    number += 1;
  }

  return {
    push(chunk) {
      buffer.append(chunk);
      for (let end; (end = lf.next(buffer.bytes, buffer.start)) !== -1;) finish(end, end + 1);
      // One more than the limit may be the CR of a CRLF.
      if (!skipping && buffer.unfinished > limit + 1) {
        onFault('line_too_long', number);
        skipping = true;
      }
      if (skipping) buffer.start = buffer.bytes.length;
    },
    end() {
      finish(buffer.bytes.length, buffer.bytes.length);
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
