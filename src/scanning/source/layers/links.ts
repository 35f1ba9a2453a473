import { BadArchive } from '../tar/bad-archive.ts';
import { excerpt, nameOf, parentOf } from './paths.ts';

/** As many as Linux follows. */
const MOST_HOPS = 40;

/** `throughLinks` for many paths of the same links: what is known of a directory is not found out again. */
export function resolver(links: ReadonlyMap<string, string>): (path: string) => string {
  const known = new Map<string, string>();
  return (path) => {
    const directory = parentOf(path);
    if (links.size === 0 || directory === '') return path;
    let found = known.get(directory);
    if (found === undefined) {
      found = parentOf(throughLinks(`${directory}/x`, links));
      known.set(directory, found);
    }
    return found === directory ? path : found === '' ? nameOf(path) : `${found}/${nameOf(path)}`;
  };
}

/**
 * Where a path leads when the links among its directories are followed within the root; its last part is not followed.
 * @throws {BadArchive} where links lead in a circle.
 */
function throughLinks(path: string, links: ReadonlyMap<string, string>): string {
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
