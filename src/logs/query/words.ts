import { exactly, exactText, globBuilder, type Glob } from './glob.ts';
import { quote, Trouble } from './trouble.ts';

/** A word or phrase as it stands in a query. */
export type Word = {
  readonly glob: Glob;
  /** The text, where there are no wildcards. */
  readonly exact: string | undefined;
  /** As it was written, without quotes. */
  readonly written: string;
  readonly quoted: boolean;
  readonly at: number;
  readonly end: number;
};

const isQuote = (text: string, at: number): boolean => text[at] === '"';

/** Reads the word or phrase at `at`, which is not the end, a space or a parenthesis. */
export const readWord = (text: string, at: number): Word => (isQuote(text, at) ? readPhrase(text, at) : readBare(text, at));

/** `"…"`, where `\"` and `\\` stand for a quote and a backslash, and everything else for itself. */
function readPhrase(text: string, at: number): Word {
  let phrase = '';
  for (let i = at + 1; i < text.length; i += 1) {
    const next = text[i + 1];
    if (isQuote(text, i)) {
      return { glob: exactly(phrase), exact: phrase, written: phrase, quoted: true, at, end: i + 1 };
    }
    if (text[i] === '\\' && (next === '"' || next === '\\')) {
      phrase += next;
      i += 1;
    } else phrase += text[i];
  }
  throw unclosed(text, at);
}

/** The quote closed at the end of the text, or taken as an ordinary character where nothing follows it. */
function unclosed(text: string, at: number): Trouble {
  const message = 'This quotation mark is not closed.';
  if (text.slice(at + 1).trim() === '') return new Trouble(message, at, at + 1, quote('"'));
  const slashes = /\\*$/.exec(text)?.[0].length ?? 0;
  return new Trouble(message, at, at + 1, slashes % 2 === 0 ? '"' : '\\"', text.length, text.length);
}

const BARE = /(?:\\[\s\S]|[^\s()"\\]|\\$)+/y;
const PART = /\\[^0-9A-Za-z]|[*?]|(?:[^*?\\]|\\(?=[0-9A-Za-z]|$))+/g;

/**
 * A word up to a space, parenthesis or quote. `*` and `?` are wildcards; a backslash makes the character after it an
 * ordinary one, except before a letter or digit, where it is one itself: `CORP\alice` needs no second thought.
 */
function readBare(text: string, at: number): Word {
  BARE.lastIndex = at;
  const written = BARE.exec(text)?.[0] ?? '';
  const glob = globBuilder();
  for (const [part] of written.matchAll(PART)) {
    if (part === '*') glob.many();
    else if (part === '?') glob.one();
    else if (/^\\[^0-9A-Za-z]$/s.test(part)) glob.text(part.slice(1));
    else glob.text(part);
  }
  const built = glob.build();
  return { glob: built, exact: exactText(built), written, quoted: false, at, end: at + written.length };
}
