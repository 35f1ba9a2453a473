import { createHash } from 'node:crypto';

const BEGIN = '<!-- glacis:begin -->';
const END = '<!-- glacis:end -->';
/** What a mark names is made by Glacis; anything else would not be a mark. */
const ID = /^[A-Za-z0-9_-]{1,64}$/;

/** What tells an issue that Glacis made from every other, so that it is found again. */
export function markOf(kind: 'issue' | 'program', id: string): string {
  if (!ID.test(id)) throw new Error('not an id that a mark can name');
  return `<!-- glacis ${kind}:${id} -->`;
}

/** What tells a comment that Glacis made, so that it is made once. */
export const commentMark = (what: string): string => `<!-- glacis comment:${what} -->`;

/** The text of an issue with what Glacis writes in its place between the marks; all that people wrote around it stays as it is. */
export function withBlock(text: string, { mark, block }: { mark: string; block: string }): string {
  const whole = `${BEGIN}\n${block}\n${END}`;
  const span = spanOf(text);
  const filled = span === undefined ? `${whole}${text.trim() === '' ? '' : `\n\n${text}`}` : `${text.slice(0, span.from)}${whole}${text.slice(span.to)}`;
  return filled.includes(mark) ? filled : `${mark}\n${filled}`;
}

/** What stands between the marks, with line ends as they were written; undefined where a mark is missing. */
export function blockOf(text: string): string | undefined {
  const span = spanOf(text);
  return span && text.slice(span.from + BEGIN.length, span.to - END.length).replaceAll('\r\n', '\n').replace(/^\n/, '').replace(/\n$/, '');
}

/** Short for a block, so that a change of it is seen. */
export const digestOf = (block: string): string => createHash('sha256').update(block).digest('base64url');

function spanOf(text: string): { from: number; to: number } | undefined {
  const from = text.indexOf(BEGIN);
  const end = from < 0 ? -1 : text.indexOf(END, from);
  return end < 0 ? undefined : { from, to: end + END.length };
}
