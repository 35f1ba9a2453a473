import { parseError } from '@clickhouse/client';
import type { Readable } from 'node:stream';

/** The longest message that is looked for after an error mark. */
const MESSAGE = 64 * 1024;

/**
 * Passes an answer through as it comes, and throws where the server broke it off: it then appends a mark that no
 * text format can contain, and the message (ClickHouse ≥ 25.11, `X-ClickHouse-Exception-Tag`).
 */
export async function* checkedBody(stream: Readable, tag: string | undefined): AsyncGenerator<Buffer, void, undefined> {
  const mark = Buffer.from(`\r\n__exception__\r\n${tag ?? ''}`);
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const at = tag === undefined ? -1 : bytes.indexOf(mark);
    if (at >= 0) {
      if (at > 0) yield bytes.subarray(0, at);
      throw parseError(await rest(stream, bytes.subarray(at + mark.length)));
    }
    // The mark may be cut in two.
    const keep = Math.min(bytes.length, mark.length - 1);
    held = Buffer.from(bytes.subarray(bytes.length - keep));
    if (keep < bytes.length) yield bytes.subarray(0, bytes.length - keep);
  }
  if (held.length > 0) yield held;
}

async function rest(stream: Readable, first: Buffer): Promise<string> {
  let message = first;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (message.length < MESSAGE) message = Buffer.concat([message, chunk]);
  }
  return message.toString();
}
