import { errors, type GlacisError } from '../../../kernel/errors.ts';

/*
 * Checks by hand instead of a schema library: a sync reads hundreds of thousands of records, and each check here also says
 * what was wrong in words that fit behind "GHSA-…: ".
 */
type Fields = Readonly<Record<string, unknown>>;

/** What is said of a record that is not as it should be. */
export const wrong = (what: string): GlacisError => errors.invalid({ what });

export const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object, or one without fields where there is none. @throws {GlacisError} `invalid` where it is something else. */
export function fieldsOf(value: unknown, what: string): Fields {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw wrong(`${what} is no object`);
  return value;
}

/** A list, or an empty one where there is none. @throws {GlacisError} `invalid` where it is something else or too long. */
export function listOf(value: unknown, what: string, most: number): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw wrong(`${what} is no list`);
  if (value.length > most) throw wrong(`${what} has more than ${most} entries`);
  return value;
}

/** A text of 1 to `most` characters. @throws {GlacisError} `invalid`. */
export function textOf(value: unknown, what: string, most: number): string {
  if (typeof value !== 'string' || value === '') throw wrong(`${what} is no text`);
  if (value.length > most) throw wrong(`${what} is longer than ${most} characters`);
  return value.toWellFormed();
}

/** Prose, cut where it is too long; absent or of another type is empty: nothing is decided by it. */
export const proseOf = (value: unknown, most: number): string => (typeof value === 'string' ? value.slice(0, most).toWellFormed() : '');

/** A word of a vendor (`not yet assigned`), if it is one. */
export const wordOf = (value: unknown): string | undefined => (typeof value === 'string' && /^[\w][\w .,/()-]{0,63}$/.test(value) ? value.trim() : undefined);

const VISIBLE = /^[\x21-\x7e]{1,128}$/;

/** An id of a vulnerability: visible ASCII without spaces. @throws {GlacisError} `invalid`. */
export function idOf(value: unknown, what: string): string {
  if (typeof value !== 'string' || !VISIBLE.test(value)) throw wrong(`${what} is no id`);
  return value;
}

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/** Milliseconds since the epoch of an RFC 3339 time. @throws {GlacisError} `invalid`. */
export function timeOf(value: unknown, what: string): number {
  const at = typeof value === 'string' && RFC3339.test(value) ? Date.parse(value) : Number.NaN;
  if (!Number.isFinite(at)) throw wrong(`${what} is no time`);
  return at;
}

/** RFC 3339 in UTC, without parts of a second where there are none. */
export const timeText = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');

/** @throws {GlacisError} `invalid` where it is no JSON. */
export function parseJson(bytes: Uint8Array, what: string): unknown {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
    return value;
  } catch {
    throw wrong(`${what} is no JSON`);
  }
}
