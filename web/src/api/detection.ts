import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { Identity, SignIn } from '../../../src/detection/contract.ts';
import { api, type Query } from './client.ts';
import { pageOf } from './page.ts';

const PAGE = 200;
const SignIns = pageOf(SignIn);
const Identities = pageOf(Identity);

/** Successful sign-ins as they were judged, page by page. */
export const signInsPages = (query: Query) =>
  infiniteQueryOptions({
    queryKey: ['sign-ins', 'pages', query],
    queryFn: ({ signal, pageParam }) => api.get('/sign-ins', SignIns, { query: { ...query, limit: PAGE, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });

/** The first of them. */
export const signInsQuery = (query: Query) => queryOptions({ queryKey: ['sign-ins', 'first', query], queryFn: ({ signal }) => api.get('/sign-ins', SignIns, { query, signal }), refetchInterval: 30_000 });

/** People and service accounts, page by page. */
export const identitiesPages = infiniteQueryOptions({
  queryKey: ['identities'],
  queryFn: ({ signal, pageParam }) => api.get('/identities', Identities, { query: { limit: PAGE, cursor: pageParam }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ next }) => next ?? undefined,
});
