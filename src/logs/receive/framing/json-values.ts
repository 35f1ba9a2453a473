import { errors } from '../../../kernel/errors.ts';
import { FrameBuffer } from './buffer.ts';
import type { Framer, FramerOptions } from './framer.ts';

const [QUOTE, BACKSLASH, COMMA, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = Buffer.from('"\\,[]{}');
const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const opens = (byte: number): boolean => byte === OPEN_OBJECT || byte === OPEN_LIST;
const closes = (byte: number): boolean => byte === CLOSE_OBJECT || byte === CLOSE_LIST;

/** Where a quote or backslash follows what is plainly inside a string. */
function endOfPlain(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== QUOTE && bytes[at] !== BACKSLASH) at += 1;
  return at;
}

/** How numbers, `true`, `false` and `null` begin. */
const BARE = new Set(Buffer.from('-0123456789tfn'));

/** Where the scanner stands. */
type State =
  | 'start'
  /** In an array: a value or, at its beginning, its end. */
  | 'first'
  | 'value'
  | 'inside'
  | 'string'
  | 'escape'
  | 'bare'
  /** In an array: a comma or its end. */
  | 'after'
  | 'done';

/**
 * The elements of a JSON array, or objects one after another, each with its exact bytes. Nothing is parsed: a value that is
 * not JSON inside is left to who reads it, only what is around the values must hold together (RFC 8259).
 * `push` and `end` throw `invalid` where it does not.
 */
export function jsonValueFramer({ limit, onFault, expected }: FramerOptions): Framer {
  const buffer = new FrameBuffer(expected);
  let state: State = 'start';
  let isArray = false;
  let depth = 0;
  let number = 0;
  /** Bytes of the stream before the buffer, for messages. */
  let gone = 0;
  let scanned = 0;
  let skipping = false;

  const broken = (what: string) => errors.invalid({ what: `The body is not JSON: ${what} at byte ${gone + scanned}.` });
  const between = (): State => (isArray ? 'after' : 'value');

  function begin(byte: number): void {
    const fits = isArray ? opens(byte) || byte === QUOTE || BARE.has(byte) : byte === OPEN_OBJECT;
    if (!fits) throw broken(isArray ? 'no value where one should be' : 'neither an array nor an object');
    number += 1;
    buffer.start = scanned;
    skipping = false;
    if (opens(byte)) depth = 1;
    state = opens(byte) ? 'inside' : byte === QUOTE ? 'string' : 'bare';
  }

  function finish(end: number): void {
    if (!skipping && end - buffer.start > limit) onFault('line_too_long', number);
    else if (!skipping) buffer.cut(end, end);
    buffer.start = end;
    skipping = false;
    state = between();
  }

  function step(byte: number): void {
    switch (state) {
      case 'start':
        if (isSpace(byte)) return;
        isArray = byte === OPEN_LIST;
        if (isArray) state = 'first';
        else begin(byte);
        return;
      case 'first':
      case 'value':
        if (isSpace(byte)) return;
        if (state === 'first' && byte === CLOSE_LIST) state = 'done';
        else begin(byte);
        return;
      case 'inside':
        if (byte === QUOTE) state = 'string';
        else if (opens(byte)) depth += 1;
        else if (closes(byte) && (depth -= 1) === 0) finish(scanned + 1);
        return;
      case 'string':
        if (byte === BACKSLASH) state = 'escape';
        else if (byte === QUOTE && depth > 0) state = 'inside';
        else if (byte === QUOTE) finish(scanned + 1);
        return;
      case 'escape':
        state = 'string';
        return;
      case 'bare':
        if (isSpace(byte) || byte === COMMA || byte === CLOSE_LIST) {
          finish(scanned);
          step(byte);
        }
        return;
      case 'after':
        if (isSpace(byte)) return;
        if (byte === COMMA) state = 'value';
        else if (byte === CLOSE_LIST) state = 'done';
        else throw broken("neither ',' nor ']' after a value");
        return;
      case 'done':
        if (!isSpace(byte)) throw broken('something after the end of the array');
        return;
    }
  }

  /** Outside of a value, and inside one that is too long, nothing needs to be kept. */
  function forget(): void {
    const inValue = state === 'inside' || state === 'string' || state === 'escape' || state === 'bare';
    if (inValue && !skipping && buffer.unfinished > limit) {
      onFault('line_too_long', number);
      skipping = true;
    }
    if (!inValue || skipping) buffer.start = buffer.bytes.length;
  }

  return {
    push(chunk) {
      buffer.append(chunk);
      const bytes = buffer.bytes;
      while (scanned < bytes.length) {
        if (state === 'string') scanned = endOfPlain(bytes, scanned);
        if (scanned === bytes.length) break;
        step(bytes[scanned] ?? 0);
        scanned += 1;
      }
      forget();
    },
    end() {
      const whole = isArray ? state === 'done' : state === 'start' || state === 'value';
      if (!whole) throw broken('it ends too early');
    },
    take() {
      const before = buffer.start;
      const block = buffer.take();
      scanned -= before;
      gone += before;
      return block;
    },
    held: () => buffer.bytes.length,
    midFrame: () => state === 'inside' || state === 'string' || state === 'escape' || state === 'bare',
  };
}
