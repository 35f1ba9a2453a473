/** YAML values as they are read here: every scalar is the text that stands there (`1.10` is no number), maps have no prototype. */
export type Yaml = string | Yaml[] | { [key: string]: Yaml };

/** What this reader does not read: YAML that no tool writes into a lock file, or none at all. */
export class UnreadYaml extends Error {
  override readonly name = 'UnreadYaml';
}

const isBlank = (char: string | undefined): boolean => char === ' ' || char === '\t';

/** Without spaces and tabs at its start: other white space is content in YAML. */
export function left(text: string): string {
  let at = 0;
  while (isBlank(text[at])) at += 1;
  return text.slice(at);
}

/** Without spaces and tabs at its end. */
export function right(text: string): string {
  let end = text.length;
  while (end > 0 && isBlank(text[end - 1])) end -= 1;
  return text.slice(0, end);
}

/** A quoted scalar that starts at `at`, and where it ends; undefined where the line ends first. */
export function quoted(text: string, at: number): { value: string; end: number } | undefined {
  return text[at] === "'" ? singleQuoted(text, at) : doubleQuoted(text, at);
}

function singleQuoted(text: string, at: number): { value: string; end: number } | undefined {
  for (let end = text.indexOf("'", at + 1); end >= 0; end = text.indexOf("'", end + 2)) {
    if (text[end + 1] !== "'") return { value: text.slice(at + 1, end).replaceAll("''", "'"), end: end + 1 };
  }
  return undefined;
}

function doubleQuoted(text: string, at: number): { value: string; end: number } | undefined {
  for (let end = at + 1; end < text.length; end += 1) {
    if (text[end] === '\\') end += 1;
    else if (text[end] === '"') return { value: unescaped(text.slice(at + 1, end)), end: end + 1 };
  }
  return undefined;
}

const escapes: Readonly<Record<string, string>> = Object.freeze({ n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\', '/': '/', ' ': ' ', 0: '\0', b: '\b', e: '\u001B', f: '\f', v: '\v', a: '\u0007' });

function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replaceAll(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U(0010[0-9a-fA-F]{4}|000[0-9a-fA-F]{5})|([^]))/g, (_all, x?: string, u?: string, long?: string, char?: string) => {
    const code = x ?? u ?? long;
    if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
    const found = escapes[char ?? ''];
    if (found === undefined) throw new UnreadYaml('an unknown escape');
    return found;
  });
}

/** Where a comment begins: at `#` with white space before it (or at the start); the length where there is none. */
export function commentAt(text: string): number {
  for (let at = text.indexOf('#'); at >= 0; at = text.indexOf('#', at + 1)) {
    if (at === 0 || isBlank(text[at - 1])) return at;
  }
  return text.length;
}

/** Characters that begin something else than a plain scalar. */
export const isIndicator = (char: string): boolean => '&*!|>%@`{}[]"\',#'.includes(char);

/** A plain scalar that takes the rest of a line, without its comment. */
export function plain(text: string): string {
  const value = right(text.slice(0, commentAt(text)));
  if (isIndicator(value[0] ?? ' ') || /^[-?:](?: |$)/.test(value) || value.includes(': ') || value.endsWith(':')) throw new UnreadYaml('a scalar that is none');
  return value;
}

/** Refuses anything behind a value but a comment. */
export function nothingBehind(text: string): void {
  if (right(text.slice(0, commentAt(text))) !== '') throw new UnreadYaml('text behind a value');
}
