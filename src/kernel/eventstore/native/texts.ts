import { appendString, lowerAscii, reserve, type Bytes } from './bytes.ts';

/** The length of a short text as the one byte that stands in front of it; as a character, for it to wait with the text. */
const LENGTHS = Array.from({ length: 128 }, (_, length) => String.fromCharCode(length));
/** Lengths from 65 on read like capital letters. */
const LONGEST_LOWER = 64;
/** So many characters are written at once. */
const ENOUGH = 8_192;

/**
 * Appends texts as ClickHouse's Strings, short ones together: a call into V8's C++ costs as much as forty characters, and it
 * joins strings faster than JavaScript reads them. `flush` before anything else is appended to the same bytes.
 */
export function textWriter(to: Bytes, { lower }: { lower: boolean }) {
  const longest = lower ? LONGEST_LOWER : LENGTHS.length - 1;
  let waiting = '';

  const appendOne = (text: string): void => {
    const start = appendString(to, text);
    if (lower) lowerAscii(to, start);
  };

  const flush = (): void => {
    if (waiting === '') return;
    const texts = waiting;
    waiting = '';
    reserve(to, texts.length * 3);
    // As many bytes as characters: all of them are ASCII, and the lengths are right.
    if (to.buffer.write(texts, to.length) === texts.length) {
      const lowered = lower ? texts.toLowerCase() : texts;
      if (lowered !== texts) to.buffer.write(lowered, to.length, 'latin1');
      to.length += texts.length;
      return;
    }
    for (let at = 0; at < texts.length; ) {
      const end = at + 1 + texts.charCodeAt(at);
      appendOne(texts.slice(at + 1, end));
      at = end;
    }
  };

  return {
    append(text: string): void {
      const { length } = text;
      if (length > longest) {
        flush();
        appendOne(text);
        return;
      }
      waiting += LENGTHS[length];
      waiting += text;
      if (waiting.length > ENOUGH) flush();
    },
    flush,
  };
}
