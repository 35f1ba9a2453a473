import type { NormalizedEvent } from '../../ocsf/event.ts';
import { put } from '../draft.ts';
import { isJson } from './json.ts';
import type { Json, JsonValue } from './json.ts';
import { observeWord } from './scan.ts';

const MAX_DEPTH = 6;
const MAX_FIELDS = 256;
const MAX_VALUE = 16_384;

/**
 * Puts the members of an object below `unmapped.`, one attribute a value: objects level by level with dots between, lists as JSON text.
 * Depth, number and length are bounded; what is beyond stays in the raw line, and `metadata.is_truncated` says so.
 * Addresses, URLs, e-mail addresses and hashes become observables.
 */
export function keepUnmapped(event: NormalizedEvent, json: Json, taken: ReadonlySet<string>): void {
  let fields = 0;
  let truncated = false;

  function keep(path: string, value: JsonValue, depth: number): void {
    if (fields >= MAX_FIELDS || (depth > MAX_DEPTH && isJson(value))) {
      truncated = true;
      return;
    }
    if (isJson(value)) {
      for (const key of Object.keys(value)) {
        const child = value[key];
        if (child !== undefined) keep(`${path}.${key}`, child, depth + 1);
        if (truncated) return;
      }
      return;
    }
    fields++;
    const text = scalar(value);
    if (text === null || text.length > MAX_VALUE) truncated = true;
    else {
      put(event, `unmapped.${path}`, text);
      if (typeof value === 'string') observeWord(event, value);
    }
  }

  for (const key of Object.keys(json)) {
    const value = json[key];
    if (value !== undefined && !taken.has(key)) keep(key, value, 1);
  }
  if (truncated) put(event, 'metadata.is_truncated', true);
}

/** The text of a value that is no object; null where it nests deeper than the stack. */
function scalar(value: Exclude<JsonValue, Json>): string | null {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return value === null ? '' : String(value);
  try {
    return JSON.stringify(value);
  } catch {
    return null;
  }
}
