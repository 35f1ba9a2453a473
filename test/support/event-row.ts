import type { EventRow } from '../../src/logs/ocsf/event.ts';
import type { NormalizeContext, Normalizer } from '../../src/logs/normalize/index.ts';

/** When the lines of tests were received, unless they say otherwise. */
export const RECEIVED_AT = Date.UTC(2026, 10, 23, 8, 0, 0);

/** A line as it would be stored: normalized, in a row with made-up receipt. */
export function rowOf(normalizer: Normalizer, raw: string, context: Partial<NormalizeContext> = {}): EventRow {
  const receivedAt = context.receivedAt ?? RECEIVED_AT;
  const { attributes: flat, parsed: _, ...event } = normalizer.normalize(raw, { format: null, zone: 'UTC', receivedAt, ...context });
  const attributes: Record<string, string> = Object.create(null);
  for (let i = 0; i < flat.length; i += 2) attributes[flat[i] ?? ''] = flat[i + 1] ?? '';
  return { ...event, attributes, id: '0'.repeat(32), batch: 1, position: 0, ingestedAt: receivedAt, source: 'test', normalizer: normalizer.version, raw };
}
