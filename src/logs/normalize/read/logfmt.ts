import type { Json } from './json.ts';

const MAX_PAIRS = 256;
const MAX_FLAGS = 32;

/**
 * Reads `name=value name="quoted \" value" flag`. Null where fewer than two pairs make up the line, or where words stand between them
 * that are neither pairs nor flags. Source: the format's own description at https://brandur.org/logfmt.
 */
export function parseLogfmt(text: string): Json | null {
  const fields: Json = Object.create(null);
  let pairs = 0;
  let flags = 0;
  let i = 0;
  while (i < text.length && pairs < MAX_PAIRS) {
    while (text.charCodeAt(i) <= 0x20) i++;
    if (i >= text.length) break;
    const nameAt = i;
    while (i < text.length && text.charCodeAt(i) > 0x20 && text.charCodeAt(i) !== 0x3d) i++;
    const name = text.slice(nameAt, i);
    if (text.charCodeAt(i) !== 0x3d) {
      if (++flags > MAX_FLAGS) return null;
      fields[name] = true;
      continue;
    }
    if (name === '' || name.includes('"')) return null;
    i++;
    pairs++;
    if (text.charCodeAt(i) === 0x22) {
      const end = closing(text, i + 1);
      fields[name] = unquoted(text.slice(i + 1, end));
      i = end + 1;
    } else {
      const valueAt = i;
      while (i < text.length && text.charCodeAt(i) > 0x20) i++;
      fields[name] = text.slice(valueAt, i);
    }
  }
  return pairs >= 2 && flags <= pairs ? fields : null;
}

function closing(text: string, at: number): number {
  for (let i = at; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5c) i++;
    else if (code === 0x22) return i;
  }
  return text.length;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

const unquoted = (value: string): string =>
  value.includes('\\') ? value.replaceAll(/\\(.)/g, (_, escaped: string) => ESCAPES[escaped] ?? escaped) : value;
