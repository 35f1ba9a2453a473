import { stored, texts } from '../../../ui/stored.ts';

const MOST = 30;

/** Queries that were run in this browser, the last one first. */
export const history = stored<string[]>('glacis.queries', texts, JSON.stringify);

export function remember(query: string): void {
  const text = query.trim();
  if (text !== '') history.set([text, ...history.get().filter((other) => other !== text)].slice(0, MOST));
}
