import type { Delivery, LineBlock, Place } from '../../src/logs/ingest/delivery.ts';

/** Lines as a receiver makes them of a body: one a line, LF between. */
export function linesOf(texts: readonly (string | Uint8Array)[]): LineBlock {
  const lf = Buffer.from('\n');
  const parts = texts.map((text) => (typeof text === 'string' ? Buffer.from(text) : Buffer.from(text)));
  let at = 0;
  const offsets = parts.flatMap((part) => {
    const begin = at;
    at += part.length + lf.length;
    return [begin, at - lf.length];
  });
  return { bytes: Buffer.concat(parts.flatMap((part) => [part, lf])), offsets: new Uint32Array(offsets) };
}

/** A delivery of the lines to a source; of now, by key when there is one. */
export function deliveryOf(
  texts: readonly (string | Uint8Array)[],
  { key, place, source = 'web', retentionDays = 90, receivedAt = Date.now(), format = null }: {
    key?: string; place?: Place; source?: string; retentionDays?: number; receivedAt?: number; format?: string | null;
  } = {},
): Delivery {
  return {
    source: { name: source, format, timeZone: 'UTC', retentionDays },
    receivedAt,
    place: place ?? (key === undefined ? { kind: 'stream' } : { kind: 'key', key }),
    lines: linesOf(texts),
  };
}
