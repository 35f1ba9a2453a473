import { queryOptions } from '@tanstack/react-query';
import { Receivers, Source } from '../../../src/logs/contract.ts';
import { api } from './client.ts';
import { pageOf } from './page.ts';

export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  queryFn: ({ signal }) => api.get('/sources', pageOf(Source), { query: { limit: 500 }, signal }),
  select: ({ items }) => items,
  refetchInterval: 5_000,
});

/** Where syslog is taken; it does not change while the server runs. */
export const receiversQuery = queryOptions({ queryKey: ['receivers'], queryFn: ({ signal }) => api.get('/receivers', Receivers, { signal }), staleTime: Infinity });
