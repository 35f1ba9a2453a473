import { BadArchive } from '../tar/bad-archive.ts';
import { excerpt } from './paths.ts';

/** As many as Linux follows. */
const MOST_HOPS = 40;

/**
 * Where a path leads when the links among its directories are followed within the root; its last part is not followed.
 * @throws {BadArchive} where links lead in a circle.
 */
export function throughLinks(path: string, links: ReadonlyMap<string, string>): string {
  if (links.size === 0) return path;
  let rest = path.split('/');
  let resolved: string[] = [];
  let hops = 0;
  while (rest.length > 1) {
    const [part = '', ...others] = rest;
    rest = others;
    if (part === '' || part === '.') continue;
    if (part === '..') {
      resolved.pop();
      continue;
    }
    resolved.push(part);
    const target = links.get(resolved.join('/'));
    if (target === undefined) continue;
    hops += 1;
    if (hops > MOST_HOPS) throw new BadArchive(`links lead in a circle at ${excerpt(path)}`);
    if (target.startsWith('/')) resolved = [];
    else resolved.pop();
    rest = [...target.split('/'), ...rest];
  }
  return [...resolved, ...rest].join('/');
}
