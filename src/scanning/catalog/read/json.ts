import { textOf } from './text.ts';
import { fieldsIf } from './value.ts';
import type { Fields } from './value.ts';

/**
 * A JSON file that holds an object. V8 reads any depth without recursion, and `__proto__` becomes an ordinary key.
 * @throws {Error} where it is no JSON or no object; the message holds nothing of the file.
 */
export function readJson(bytes: Uint8Array): Fields {
  const found = fieldsIf(parse(textOf(bytes)));
  if (!found) throw new Error('This JSON file does not hold an object.');
  return found;
}

/**
 * Any JSON.
 * @throws {Error} where it is none.
 */
export const readAnyJson = (bytes: Uint8Array): unknown => parse(textOf(bytes));

/**
 * JSON with comments and trailing commas, as Bun writes it.
 * @throws {Error} where it is neither.
 */
export function readJsonWithComments(bytes: Uint8Array): Fields {
  const found = fieldsIf(parse(withoutComments(textOf(bytes))));
  if (!found) throw new Error('This JSON file does not hold an object.');
  return found;
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    // The parser's own message quotes the file, which may hold secrets.
    throw new Error('This is not valid JSON: it was cut off or is damaged.');
  }
}

/** Leaves out comments, and commas that no value follows; a scanner and no pattern, since a pattern would go back over hostile text. */
function withoutComments(text: string): string {
  const kept: string[] = [];
  let from = 0;
  let comma = false;
  for (let at = 0; at < text.length; ) {
    const char = text[at];
    if (char === '/' && (text[at + 1] === '/' || text[at + 1] === '*')) {
      kept.push(text.slice(from, at));
      from = at = endOfComment(text, at);
    } else if (char === ',') {
      kept.push(text.slice(from, at));
      from = at += 1;
      comma = true;
    } else if (char === ' ' || char === '\n' || char === '\r' || char === '\t') {
      at += 1;
    } else {
      if (comma && char !== ']' && char !== '}') kept.push(',');
      comma = false;
      at = char === '"' ? endOfString(text, at) : at + 1;
    }
  }
  kept.push(text.slice(from));
  return kept.join('');
}

function endOfComment(text: string, at: number): number {
  const end = text[at + 1] === '/' ? text.indexOf('\n', at) : text.indexOf('*/', at + 2) + 2;
  return end < at + 2 ? text.length : end;
}

function endOfString(text: string, at: number): number {
  for (let end = at + 1; end < text.length; end += 1) {
    if (text[end] === '\\') end += 1;
    else if (text[end] === '"') return end + 1;
  }
  return text.length;
}
