import { useQuery } from '@tanstack/react-query';
import { Nothing, api } from '../../../api/client.ts';
import { asProblem } from '../../../api/problem.ts';
import type { Wrong } from './Highlight.tsx';
import { useSettled } from '../../../ui/useSettled.ts';

const PAUSE_MS = 300;

/** What is wrong with a query, where, and how it can be mended. */
export type QueryError = Wrong & { message: string; fix: string | undefined };

export function queryErrorOf(error: unknown): QueryError | null {
  const { code, message, details } = asProblem(error);
  if (code !== 'bad_query') return null;
  const { at, end, fix } = details;
  return { message, at: typeof at === 'number' ? at : 0, end: typeof end === 'number' ? end : 0, fix: typeof fix === 'string' ? fix : undefined };
}

/** Lets the server read the query whenever the writer pauses. Null while it is fine or not known to be wrong. */
export function useCheck(query: string): QueryError | null {
  const settled = useSettled(query, PAUSE_MS);
  const { error } = useQuery({
    queryKey: ['events', 'parse', settled],
    queryFn: async ({ signal }) => {
      await api.post('/events/parse', Nothing, { query: settled }, { signal });
      return true;
    },
    enabled: settled.trim() !== '',
    staleTime: Infinity,
    retry: false,
  });
  return settled === query && error !== null ? queryErrorOf(error) : null;
}
