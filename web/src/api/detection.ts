import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { GitHubSettings, Identity, SignIn, SignInHealth } from '../../../src/detection/contract.ts';
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

/** People and service accounts, page by page; `search` is part of a name or an account. */
export const identitiesPages = (search: string) =>
  infiniteQueryOptions({
    queryKey: ['identities', search],
    queryFn: ({ signal, pageParam }) => api.get('/identities', Identities, { query: { search, limit: PAGE, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });

/** The GitHub organization whose members are people; null where there is none. */
export const gitHubQuery = queryOptions({ queryKey: ['settings', 'github'], queryFn: ({ signal }) => api.get('/settings/github', GitHubSettings.nullable(), { signal }) });

/** How signing in goes in the last 24 hours. */
export const signInHealthQuery = queryOptions({ queryKey: ['sign-ins', 'health'], queryFn: ({ signal }) => api.get('/sign-ins/health', SignInHealth, { signal }), refetchInterval: 60_000 });
