import { queryOptions } from '@tanstack/react-query';
import { Source } from '../../../src/logs/contract.ts';
import { api } from './client.ts';
import { pageOf } from './page.ts';

export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  queryFn: ({ signal }) => api.get('/sources', pageOf(Source), { query: { limit: 500 }, signal }),
  select: ({ items }) => items,
  refetchInterval: 15_000,
});
