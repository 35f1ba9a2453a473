import { FrameBuffer } from './buffer.ts';
import { finder } from './finder.ts';
import type { FrameFault, Framer, FramerOptions } from './framer.ts';

const [NUL, LF, CR, SPACE, ZERO, LESS] = [0x00, 0x0a, 0x0d, 0x20, 0x30, 0x3c];
const isEnd = (byte: number | undefined): boolean => byte === LF || byte === NUL || byte === CR;
const isDigit = (byte: number | undefined): byte is number => byte !== undefined && byte >= 0x30 && byte <= 0x39;

/** An announced length beyond this is no length but the beginning of a line. */
const MOST_COUNTED = 64 * 1024 * 1024;
/** Some Cisco devices put spaces before the message; more than these are part of it. */
const MOST_SPACES = 8;

/** What stands at the beginning of a frame; `wait` where the bytes so far do not tell. */
type Opening = { is: 'wait' } | { is: 'line' } | { is: 'counted'; header: number; length: number };

type State = { is: 'between' } | { is: 'line' } | { is: 'counted'; length: number } | { is: 'skip-line' } | { is: 'skip'; left: number };

/**
 * Syslog on a stream: octet counting (RFC 6587 section 3.4.1, RFC 5425 section 4.3) or messages that end in LF, CRLF or NUL
 * (RFC 6587 section 3.4.2), told apart message by message, since relays mix them. A digit opens a counted message where `<` follows the
 * count, or where the connection has counted before; a line without priority may begin with a digit too.
 */
export function syslogFramer({ limit, onFault }: FramerOptions): Framer {
  const buffer = new FrameBuffer();
  let state: State = { is: 'between' };
  let number = 1;
  let hasCounted = false;
  const lf = finder(LF);
  const nul = finder(NUL);

  function fault(reason: FrameFault, next: number): void {
    onFault(reason, number);
    number += 1;
    buffer.start = next;
  }

  function cut(end: number, next: number): void {
    if (end - buffer.start > limit) return fault('line_too_long', next);
    if (end > buffer.start) number += 1;
    buffer.cut(end, next);
  }

  /** Does one thing; false when more bytes are needed. */
  function step(): boolean {
    if (state.is === 'between') return open();
    if (state.is === 'line') return endLine();
    if (state.is === 'counted') return endCounted(state.length);
    if (state.is === 'skip-line') return skipLine();
    return skip(state.left);
  }

  function open(): boolean {
    while (isEnd(buffer.bytes[buffer.start])) buffer.start += 1;
    const opening = read();
    if (opening.is === 'wait') return false;
    if (opening.is === 'line') {
      state = { is: 'line' };
      return true;
    }
    hasCounted = true;
    buffer.start += opening.header;
    if (opening.length > limit) {
      fault('line_too_long', buffer.start);
      state = { is: 'skip', left: opening.length };
    } else {
      state = { is: 'counted', length: opening.length };
    }
    return true;
  }

  function read(): Opening {
    const { bytes } = buffer;
    let at = buffer.start;
    while (bytes[at] === SPACE && at - buffer.start < MOST_SPACES) at += 1;
    if (at === bytes.length) return { is: 'wait' };
    if (at > buffer.start) {
      if (bytes[at] === LESS) buffer.start = at;
      return { is: 'line' };
    }
    let length = 0;
    for (; isDigit(bytes[at]) && length <= MOST_COUNTED; at += 1) length = length * 10 + (bytes[at] ?? 0) - 0x30;
    if (length === 0 || length > MOST_COUNTED || bytes[buffer.start] === ZERO) return { is: 'line' };
    if (at === bytes.length) return { is: 'wait' };
    if (bytes[at] !== SPACE) return { is: 'line' };
    const header = at + 1 - buffer.start;
    if (hasCounted) return { is: 'counted', header, length };
    if (at + 1 === bytes.length) return { is: 'wait' };
    return bytes[at + 1] === LESS ? { is: 'counted', header, length } : { is: 'line' };
  }

  function endLine(): boolean {
    const at = endOf();
    if (at !== -1) {
      cut(bytesBeforeCr(at), at + 1);
      state = { is: 'between' };
      return true;
    }
    // One more than the limit may be the CR of a CRLF.
    if (buffer.unfinished <= limit + 1) return false;
    fault('line_too_long', buffer.bytes.length);
    state = { is: 'skip-line' };
    return false;
  }

  const bytesBeforeCr = (end: number): number => (end > buffer.start && buffer.bytes[end - 1] === CR ? end - 1 : end);

  /** Some senders count a line end in; it is no part of the message. */
  function endCounted(length: number): boolean {
    if (buffer.unfinished < length) return false;
    const next = buffer.start + length;
    let end = next;
    while (end > buffer.start && isEnd(buffer.bytes[end - 1])) end -= 1;
    cut(end, next);
    state = { is: 'between' };
    return true;
  }

  function skipLine(): boolean {
    const at = endOf();
    buffer.start = at === -1 ? buffer.bytes.length : at + 1;
    if (at !== -1) state = { is: 'between' };
    return at !== -1;
  }

  function skip(left: number): boolean {
    const now = Math.min(left, buffer.unfinished);
    buffer.start += now;
    state = now === left ? { is: 'between' } : { is: 'skip', left: left - now };
    return now === left;
  }

  /** Where the unfinished line ends, or -1. */
  function endOf(): number {
    const atLf = lf.next(buffer.bytes, buffer.start);
    const atNul = nul.next(buffer.bytes, buffer.start);
    return atLf === -1 || atNul === -1 ? Math.max(atLf, atNul) : Math.min(atLf, atNul);
  }

  return {
    push(chunk) {
      buffer.append(chunk);
      while (step());
    },
    end() {
      const all = buffer.bytes.length;
      if (state.is === 'counted') fault('truncated', all);
      else if (state.is === 'line' || state.is === 'between') cut(bytesBeforeCr(all), all);
    },
    take() {
      const before = buffer.start;
      const block = buffer.take();
      lf.shift(before);
      nul.shift(before);
      return block;
    },
    held: () => buffer.bytes.length,
    midFrame: () => state.is !== 'between' || buffer.unfinished > 0,
  };
}
