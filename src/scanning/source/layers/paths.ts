import { BadArchive } from '../tar/bad-archive.ts';

/**
 * A path of an archive relative to the root: no leading slash, no `.`, no empty parts; empty for the root itself. An absolute
 * one is meant from the root, as container engines read it.
 * @throws {BadArchive} where it leads out of the root, or has a NUL.
 */
export function pathWithin(text: string): string {
  if (isClean(text)) return text;
  if (text.includes('\0')) throw new BadArchive('it has a path with a NUL');
  const parts: string[] = [];
  for (const part of text.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) throw new BadArchive(`it has a path that leads out of it: ${excerpt(text)}`);
  }
  return parts.join('/');
}

const SLASH = 0x2f;
const DOT = 0x2e;

/** Nothing to tidy: most paths. */
function isClean(text: string): boolean {
  let isAtStart = true;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0 || (isAtStart && (code === SLASH || code === DOT))) return false;
    isAtStart = code === SLASH;
  }
  return !isAtStart;
}

/** The part behind the last slash. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The directory of a path; empty for the root, and for the root itself. */
export const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** A name for an error: hostile, so short and without control characters. */
export const excerpt = (text: string): string => {
  const plain = text.replaceAll(/\p{C}/gu, '?');
  return plain.length > 200 ? `${plain.slice(0, 200)}…` : plain;
};
