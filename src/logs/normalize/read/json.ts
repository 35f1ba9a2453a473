export type JsonValue = string | number | boolean | null | JsonValue[] | Json;
export type Json = { [key: string]: JsonValue };

/** The object that a text is in JSON; null when it is anything else. Never throws, however deep it nests. */
export function jsonObject(text: string): Json | null {
  let start = 0;
  while (text.charCodeAt(start) === 0x20) start++;
  if (text.charCodeAt(start) !== 0x7b) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : null;
  } catch {
    return null;
  }
}

/** True for an object of `JSON.parse`; its members are JSON values by construction. */
export const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** An own member; inherited names such as `constructor` are not members. */
export const member = (json: Json, key: string): JsonValue | undefined => (Object.hasOwn(json, key) ? json[key] : undefined);

/** A string or number as text; '' for anything else. */
export function textOf(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : '';
}

/** The first of these members that is a string or number, as text. A dot in a name goes one level down, unless a member has the name whole. */
export function firstText(json: Json, names: readonly string[]): string {
  for (const name of names) {
    const text = textOf(at(json, name));
    if (text !== '') return text;
  }
  return '';
}

/** The member of a dotted name: whole as it stands, else level by level. */
export function at(json: Json, name: string): JsonValue | undefined {
  const whole = member(json, name);
  if (whole !== undefined) return whole;
  const dot = name.indexOf('.');
  if (dot < 0) return undefined;
  const child = member(json, name.slice(0, dot));
  return isJson(child) ? at(child, name.slice(dot + 1)) : undefined;
}
