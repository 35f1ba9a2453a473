import { visible } from '../../kernel/visible.ts';

/**
 * Words of strangers (names of packages, summaries, hosts) as a code span of GitHub's Markdown, the one place in which nothing is
 * a mention, a link, an image, a reference or a keyword (GFM 6.1, 6.3: no backslash or character entity works there, and nothing
 * but a run of as many backticks ends it). On one line, cut, without backticks and without what could begin a mark of a ticket.
 */
export function code(words: string, most = 300): string {
  const line = visible(words.toWellFormed()).replaceAll('`', "'").replaceAll('<!', '<\u200a!').trim();
  const cut = line.length > most ? `${line.slice(0, most).toWellFormed()}…` : line;
  return cut === '' ? '`-`' : `\`${cut}\``;
}
