/**
 * Text of strangers made safe for a terminal: control characters, escape sequences, what takes no room and what turns the direction of
 * writing are shown, not obeyed (CWE-150). A tab becomes a space.
 */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069]/gu, (character) =>
    character === '\t' ? ' ' : `\\u${character.codePointAt(0)?.toString(16).padStart(4, '0') ?? ''}`,
  );
}
