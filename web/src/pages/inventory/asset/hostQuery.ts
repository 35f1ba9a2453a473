import { term } from '../../logs/query/terms.ts';

/** Events of a node: machines write their name into lines with their domain or without. */
export function hostQuery(node: string): string {
  const short = /^[^.]*[A-Za-z][^.]*(?=\.)/.exec(node)?.[0];
  return [node, ...(short === undefined ? [] : [short])].map((name) => term('host', name)).join(' OR ');
}
