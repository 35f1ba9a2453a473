import { isIndicator, nothingBehind, quoted, right, UnreadYaml } from './scalar.ts';
import type { Yaml } from './scalar.ts';

/** Flow collections nested deeper are no lock file's. */
const DEEPEST = 32;

/** `{node: '>=6', os: [linux, darwin]}`, over as many lines as it takes; `nextLine` gives the next one, undefined at the end. */
export function readFlow(first: string, nextLine: () => string | undefined): Yaml {
  let text = first;
  let at = 0;

  /** The next character that means something. */
  function peek(): string {
    for (;;) {
      while (text[at] === ' ' || text[at] === '\t') at += 1;
      const char = text[at];
      const comment = char === '#' && (at === 0 || text[at - 1] === ' ' || text[at - 1] === '\t');
      if (char !== undefined && !comment) return char;
      const next = nextLine();
      if (next === undefined) throw new UnreadYaml('a collection without an end');
      text = next;
      at = 0;
    }
  }

  function scalar(): string {
    const char = peek();
    if (char === '"' || char === "'") {
      const found = quoted(text, at);
      if (!found) throw new UnreadYaml('a text over several lines inside a collection');
      at = found.end;
      return found.value;
    }
    if (isIndicator(char) || char === ':') throw new UnreadYaml('an indicator inside a collection');
    let end = at;
    for (let next = text[end]; next !== undefined && !endsPlain(next, end); next = text[end]) end += 1;
    const value = right(text.slice(at, end));
    at = end;
    return value;
  }

  function endsPlain(char: string, end: number): boolean {
    if (char === ',' || char === '}' || char === ']' || char === '{' || char === '[') return true;
    const behind = text[end + 1];
    if (char === ':') return behind === undefined || ' ,}]{['.includes(behind);
    return char === '#' && text[end - 1] === ' ';
  }

  function value(depth: number): Yaml {
    if (depth > DEEPEST) throw new UnreadYaml('too deep a collection');
    const char = peek();
    if (char === '[') return sequence(depth);
    return char === '{' ? map(depth) : scalar();
  }

  function sequence(depth: number): Yaml[] {
    const found: Yaml[] = [];
    at += 1;
    while (peek() !== ']') {
      found.push(value(depth + 1));
      separator(']');
    }
    at += 1;
    return found;
  }

  function map(depth: number): Yaml {
    const found: { [key: string]: Yaml } = Object.create(null);
    at += 1;
    while (peek() !== '}') {
      const key = scalar();
      found[key] = '';
      if (peek() === ':') {
        at += 1;
        const char = peek();
        if (char !== ',' && char !== '}') found[key] = value(depth + 1);
      }
      separator('}');
    }
    at += 1;
    return found;
  }

  function separator(close: string): void {
    const char = peek();
    if (char === ',') at += 1;
    else if (char !== close) throw new UnreadYaml('a collection without commas');
  }

  const found = value(0);
  nothingBehind(text.slice(at));
  return found;
}
