import { readFlow } from './flow.ts';
import { commentAt, isIndicator, left, nothingBehind, plain, quoted, right, UnreadYaml } from './scalar.ts';
import type { Yaml } from './scalar.ts';

/** Blocks nested deeper are no lock file's. */
const DEEPEST = 64;

type Line = { indent: number; text: string };

/**
 * The YAML that package managers write: block maps and sequences, flow collections, quoted, plain and block scalars, comments;
 * no anchors, tags or directives. Linear in the length of the text, unlike general readers, whose time a stranger can drive up.
 * @throws {UnreadYaml}
 */
export function readBlockYaml(source: readonly string[]): Yaml {
  const lines: Line[] = source.map((raw) => {
    const text = left(raw);
    return { indent: raw.length - text.length, text: right(text) };
  });
  let at = 0;

  /** The next line with content; undefined at the end. */
  function peek(): Line | undefined {
    for (let line = lines[at]; line !== undefined; line = lines[at]) {
      if (line.text !== '' && !line.text.startsWith('#')) {
        if (source[at]?.slice(0, line.indent).includes('\t')) throw new UnreadYaml('a tab that indents');
        return line;
      }
      at += 1;
    }
    return undefined;
  }

  function node(parent: number, depth: number): Yaml {
    const line = peek();
    if (depth > DEEPEST) throw new UnreadYaml('too deep a block');
    if (!line || line.indent <= parent) return '';
    if (isItem(line.text)) return sequence(line.indent, depth);
    if (line.text.startsWith('? ') || keyOf(line.text)) return map(line.indent, depth);
    at += 1;
    return value(line.text, parent);
  }

  function sequence(indent: number, depth: number): Yaml[] {
    const found: Yaml[] = [];
    for (let line = peek(); line && line.indent === indent && isItem(line.text); line = peek()) {
      const content = left(line.text.slice(1));
      if (content === '' || content.startsWith('#')) at += 1;
      // What stands behind the dash is a line of its own, further to the right.
      else lines[at] = { indent: indent + line.text.length - content.length, text: content };
      found.push(node(indent, depth + 1));
    }
    return found;
  }

  function map(indent: number, depth: number): Yaml {
    const found: { [key: string]: Yaml } = Object.create(null);
    for (let line = peek(); line && line.indent === indent && !isItem(line.text); line = peek()) {
      at += 1;
      const { key, rest } = line.text.startsWith('? ') ? explicit(left(line.text.slice(2)), indent) : keyed(line.text);
      found[key] = rest === '' || rest.startsWith('#') ? nested(indent, depth) : value(rest, indent);
    }
    const behind = peek();
    if (behind && behind.indent > indent) throw new UnreadYaml('a line that belongs nowhere');
    return found;
  }

  /** The value of a key that has none on its line; a sequence may stand as far left as its key. */
  function nested(indent: number, depth: number): Yaml {
    const line = peek();
    return line && line.indent === indent && isItem(line.text) ? sequence(indent, depth + 1) : node(indent, depth + 1);
  }

  /** `? a key too long for a line` and `: its value` on the next, as js-yaml writes keys of more than 1,024 characters. */
  function explicit(text: string, indent: number): { key: string; rest: string } {
    const found = text.startsWith('"') || text.startsWith("'") ? quoted(text, 0) : { value: plain(text), end: text.length };
    if (!found) throw new UnreadYaml('a key over several lines');
    nothingBehind(text.slice(found.end));
    const line = peek();
    if (line?.indent !== indent || !(line.text === ':' || line.text.startsWith(': '))) return { key: found.value, rest: '' };
    at += 1;
    const rest = left(line.text.slice(1));
    if (rest !== '' && keyOf(rest)) {
      at -= 1;
      lines[at] = { indent: indent + line.text.length - rest.length, text: rest };
      return { key: found.value, rest: '' };
    }
    return { key: found.value, rest };
  }

  function value(text: string, parent: number): Yaml {
    const char = text[0] ?? '';
    if (char === '|' || char === '>') return blockScalar(text, parent);
    if (char === '"' || char === "'") return quotedLines(text, parent);
    if (char === '{' || char === '[') return readFlow(text, () => continuation(-1));
    let found = plain(text);
    for (let more = found.length < text.length ? undefined : continuation(parent); more !== undefined; more = continuation(parent)) {
      found += ` ${plain(more)}`;
    }
    return found;
  }

  /** The next line if it is further right than the parent, taken. */
  function continuation(parent: number): string | undefined {
    const line = peek();
    if (!line || line.indent <= parent) return undefined;
    at += 1;
    return line.text;
  }

  function quotedLines(first: string, parent: number): string {
    const one = quoted(first, 0);
    if (one) {
      nothingBehind(first.slice(one.end));
      return one.value;
    }
    const parts = [first];
    for (let line = lines[at]; line && (line.text === '' || line.indent > parent); line = lines[at]) {
      at += 1;
      if (line.text === '' || parts.at(-1)?.endsWith('\\')) throw new UnreadYaml('a folded text with empty or escaped ends of lines');
      parts.push(line.text);
      if (!line.text.includes(first[0] ?? '')) continue;
      const found = quoted(parts.join(' '), 0);
      // One line that has the quote and does not end the text is rare enough to leave to others: trying again each time is not linear.
      if (!found) throw new UnreadYaml('a folded text with quotes in it');
      nothingBehind(parts.join(' ').slice(found.end));
      return found.value;
    }
    throw new UnreadYaml('a text without an end');
  }

  /** White space at its ends is left out: what is read here are descriptions. */
  function blockScalar(header: string, parent: number): string {
    const style = right(header.slice(0, commentAt(header)));
    if (!/^[|>][+-]?$/.test(style)) throw new UnreadYaml('a block scalar with its own indentation');
    const parts: string[] = [];
    for (let line = lines[at]; line && (line.text === '' || line.indent > parent); line = lines[at]) {
      parts.push(line.text);
      at += 1;
    }
    const joined = parts.join(style.startsWith('|') ? '\n' : ' ').trim();
    return style.endsWith('-') ? joined : `${joined}\n`;
  }

  const found = node(-1, 0);
  if (peek()) throw new UnreadYaml('a line that belongs nowhere');
  return found;
}

const isItem = (text: string): boolean => text === '-' || text.startsWith('- ');

/** The key that a line begins with and what stands behind its colon; undefined where the line is no entry of a map. */
function keyOf(text: string): { key: string; rest: string } | undefined {
  if (text.startsWith('"') || text.startsWith("'")) {
    const found = quoted(text, 0);
    if (!found) return undefined;
    const behind = left(text.slice(found.end));
    return behind === ':' || behind.startsWith(': ') ? { key: found.value, rest: left(behind.slice(1)) } : undefined;
  }
  if (isIndicator(text[0] ?? '')) return undefined;
  const inside = text.indexOf(': ');
  const colon = inside >= 0 ? inside : text.length - 1;
  if (text[colon] !== ':' || commentAt(text) < colon) return undefined;
  return { key: right(text.slice(0, colon)), rest: left(text.slice(colon + 1)) };
}

function keyed(text: string): { key: string; rest: string } {
  const found = keyOf(text);
  if (!found) throw new UnreadYaml('a line that is no entry');
  return found;
}
