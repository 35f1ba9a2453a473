export type JsonValue = string | number | boolean | null | JsonValue[] | Json;
export type Json = { [key: string]: JsonValue };

const LONG = 65_536;
const MAX_NESTING = 1_000;

/** The object that a text is in JSON; null when it is anything else, or long and nested as no log is (a parser chokes on that). Never throws. */
export function jsonObject(text: string): Json | null {
  let start = 0;
  while (text.charCodeAt(start) === 0x20) start++;
  if (text.charCodeAt(start) !== 0x7b || (text.length > LONG && nestsDeeper(text, MAX_NESTING))) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : null;
  } catch {
    return null;
  }
}

/** Whether more brackets are ever open than `limit`; brackets within strings count too, which only errs where a log is odd anyway. */
function nestsDeeper(text: string, limit: number): boolean {
  let open = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i) | 0x20;
    if (code === 0x7b) open++;
    else if (code === 0x7d) open--;
    if (open > limit) return true;
  }
  return false;
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
