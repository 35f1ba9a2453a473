import { visible } from '../kernel/visible.ts';

/**
 * Words of strangers (names of packages, summaries, hosts) as a code span of GitHub's Markdown, the one place in which nothing is
 * a mention, a link, an image, a reference or a keyword (GFM 6.1, 6.3: no backslash or character entity works there, and nothing
 * but a run of as many backticks ends it). On one line, cut, without backticks and without what could begin a mark.
 */
export function code(words: string, most = 300): string {
  const line = oneLine(words).replaceAll('`', "'").replaceAll('<!', '<\u200a!').trim();
  const cut = short(line, most);
  return cut === '' ? '`-`' : `\`${cut}\``;
}

/**
 * Words as text that reads as it was written, on one line, cut, in which nothing is markup, a mention, a reference, a link or a mark.
 * A backslash takes the meaning of Markdown's punctuation (GFM 6.1); but GitHub looks for mentions, references, addresses, emoji and
 * formulas in what comes out, so that a character without width stands within each of these.
 */
export function prose(words: string, most = 300): string {
  return short(oneLine(words).trim(), most)
    .replaceAll(/[@#]|:(?=[\p{L}\p{N}+/-])|\bGH(?=-)|\bwww(?=\.)|(?<=[\da-f])(?=[\da-f]{6})/giu, (found) => `${found}${BREAK}`)
    .replaceAll(PUNCTUATION, '\\$&')
    .replaceAll('$', '<span>$</span>');
}

const BREAK = '\u200b';
/** All of ASCII's that a backslash can precede, but the dollar. */
const PUNCTUATION = /[!-#%-/:-@[-`{-~]/g;

const oneLine = (words: string): string => visible(words.toWellFormed());
const short = (line: string, most: number): string => (line.length > most ? `${line.slice(0, most).toWellFormed()}…` : line);
