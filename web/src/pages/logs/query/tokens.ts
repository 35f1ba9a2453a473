/** A stretch of a query by what it is, for colouring, completing and editing. The server alone decides what is right. */
export type Token = { kind: 'field' | 'value' | 'word' | 'phrase' | 'operator' | 'not' | 'paren' | 'space'; start: number; end: number };

const space = /\s+/y;
const phrase = /"(?:[^"\\]|\\.)*"?/y;
const field = /[A-Za-z_@][\w.@/-]*:(?=\S|$)/y;
const word = /(?:[^\s()"\\]|\\.)+/y;
const list = /[[{][^\]}]*[\]}]?/y;

function match(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

/** Cuts a query into tokens that cover all of it, whatever is wrong with it. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const push = (kind: Token['kind'], length: number) => {
    tokens.push({ kind, start: at, end: at + length });
    at += length;
  };
  while (at < text.length) {
    const after = tokens.at(-1)?.kind;
    const character = text[at] ?? '';
    const blank = match(space, text, at);
    if (blank > 0) push('space', blank);
    else if (character === '(' || character === ')') push('paren', 1);
    else if (character === '"') push(after === 'field' ? 'value' : 'phrase', match(phrase, text, at));
    else if ((character === '-' || character === '!') && after !== 'field' && /\S/.test(text[at + 1] ?? '')) push('not', 1);
    else if (after === 'field') push('value', match(list, text, at) || valueLength(text, at));
    else {
      const name = match(field, text, at);
      if (name > 0) push('field', name);
      else pushWord(push, text, at);
    }
  }
  return tokens;
}

/** A comparison and a phrase may follow it at once: `>="2026"`. */
function valueLength(text: string, at: number): number {
  const sign = /[<>=!]*/y;
  const comparison = match(sign, text, at);
  return comparison + (match(phrase, text, at + comparison) || match(word, text, at + comparison)) || 1;
}

function pushWord(push: (kind: Token['kind'], length: number) => void, text: string, at: number): void {
  const length = match(word, text, at) || 1;
  const said = text.slice(at, at + length);
  push(/^(and|or|&&|\|\|)$/i.test(said) ? 'operator' : /^not$/i.test(said) ? 'not' : 'word', length);
}
