/** A stretch of text: shown as it is, or a name for a character that must not act on the page. */
export type Piece = { kind: 'text'; text: string } | { kind: 'control'; text: string; name: string };

/**
 * Code points that can hide text, reorder it, or pass for something else, as closed ranges in order: C0 and C1 controls but
 * tab and line feed, soft hyphen, joiners and fillers, bidirectional marks, embeddings, overrides and isolates (Unicode TR9),
 * zero-width characters, line separators, surrogates (lone, where one is met as a code point), variation selectors, tags.
 */
const unseen: readonly (readonly [number, number])[] = [
  [0x00, 0x08], [0x0b, 0x1f], [0x7f, 0x9f], [0xad, 0xad], [0x34f, 0x34f], [0x61c, 0x61c], [0x115f, 0x1160], [0x17b4, 0x17b5],
  [0x180b, 0x180f], [0x200b, 0x200f], [0x2028, 0x202e], [0x2060, 0x206f], [0x3164, 0x3164], [0xd800, 0xdfff], [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff], [0xffa0, 0xffa0], [0xfff9, 0xfffb], [0xe0000, 0xe01ef],
];

const isUnseen = (code: number): boolean => unseen.some(([from, to]) => code >= from && code <= to);

/** What nearly every line is made of. */
const ordinary = /^[ -~\t\n]*$/;

/** Text in which nothing is invisible and nothing reorders its neighbours: hostile characters become named pieces. */
export function visible(text: string): Piece[] {
  if (ordinary.test(text)) return text === '' ? [] : [{ kind: 'text', text }];
  const pieces: Piece[] = [];
  let start = 0;
  for (let at = 0; at < text.length;) {
    const code = text.codePointAt(at) ?? 0;
    const next = at + (code > 0xffff ? 2 : 1);
    if (isUnseen(code)) {
      if (at > start) pieces.push({ kind: 'text', text: text.slice(start, at) });
      pieces.push(named(code));
      start = next;
    }
    at = next;
  }
  if (start < text.length) pieces.push({ kind: 'text', text: text.slice(start) });
  return pieces;
}

/** Control characters have pictures (U+2400 on); the others are called by their number. */
function named(code: number): Piece {
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return { kind: 'control', text: code < 0x20 ? String.fromCodePoint(0x2400 + code) : code === 0x7f ? '␡' : name, name };
}
