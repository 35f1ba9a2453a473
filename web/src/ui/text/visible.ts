/** A stretch of text: shown as it is, or a name for a character that must not act on the page. */
export type Piece = { kind: 'text'; text: string } | { kind: 'control'; text: string; name: string };

/**
 * C0 and C1 controls, bidirectional marks, embeddings, overrides and isolates (Unicode TR9), zero-width and other invisible
 * characters, line separators, and lone surrogates: what can hide text, reorder it, or pass for something else.
 */
const unseen = new RegExp(
  '[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff9-\\ufffb]|[\\u{e0000}-\\u{e007f}]|\\p{Surrogate}',
  'gu',
);

const picture = 0x2400;

/** Text in which nothing is invisible and nothing reorders its neighbours: hostile characters become named pieces. */
export function visible(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(unseen)) {
    if (match.index > at) pieces.push({ kind: 'text', text: text.slice(at, match.index) });
    pieces.push(named(match[0]));
    at = match.index + match[0].length;
  }
  if (at < text.length) pieces.push({ kind: 'text', text: text.slice(at) });
  return pieces;
}

function named(character: string): Piece {
  const code = character.codePointAt(0) ?? 0;
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  if (code < 0x20) return { kind: 'control', text: String.fromCodePoint(picture + code), name };
  if (code === 0x7f) return { kind: 'control', text: '␡', name };
  return { kind: 'control', text: name, name };
}
