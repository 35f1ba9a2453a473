import { LIMITS } from '../../../../../src/logs/contract.ts';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { events, type Selection } from '../../../api/events.ts';
import { eventPages } from './pages.ts';

/** The first page is small, to be there at once; whoever scrolls on gets as much as a page may be. */
const FIRST = 200;
const FURTHER = LIMITS.pageRows;

/** The list of a selection, page by page; a new selection begins a new one and stops the old one's requests. */
export function useEventPages({ query, from, to }: Selection, oldestFirst: boolean) {
  const pages = useMemo(
    () => eventPages((cursor, signal) => events({ query, from, to, cursor, limit: cursor === undefined ? FIRST : FURTHER, order: oldestFirst ? 'asc' : 'desc' }, signal)),
    [query, from, to, oldestFirst],
  );
  useEffect(() => {
    pages.open();
    return () => pages.close();
  }, [pages]);
  return { ...useSyncExternalStore(pages.subscribe, pages.snapshot), need: pages.need, retry: pages.retry };
}
