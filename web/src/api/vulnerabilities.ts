import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import {
  BulkAnswer, Issue, IssueDetail, IssueGroups, IssuesSummary, Place, PolicyAnswer, Trends, VulnerabilityPage, type Action, type Policy,
} from '../../../src/vulnerabilities/contract.ts';
import { api, type Query } from './client.ts';
import { pageOf } from './page.ts';

const REFRESH_MS = 20_000;
const PAGE = 200;
const Issues = pageOf(Issue);
const Places = pageOf(Place);

/** Everything that a decision changes is kept under this key. */
export const issuesKey = ['issues'] as const;

/** How the house stands: what the headline and the counts are made of. */
export const issuesSummaryQuery = queryOptions({ queryKey: [...issuesKey, 'summary'], queryFn: ({ signal }) => api.get('/issues/summary', IssuesSummary, { signal }), refetchInterval: REFRESH_MS });

/** The issues that a filter leaves, page by page; the first page counts all of them. */
export const issuesPages = (query: Query) =>
  infiniteQueryOptions({
    queryKey: [...issuesKey, 'pages', query],
    queryFn: ({ signal, pageParam }) => api.get('/issues', Issues, { query: { ...query, limit: PAGE, cursor: pageParam, count: pageParam === undefined ? true : undefined }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: REFRESH_MS,
  });

/** The first `limit` of them, and how many there are. */
export const issuesQuery = (query: Query, limit: number) =>
  queryOptions({ queryKey: [...issuesKey, 'first', query, limit], queryFn: ({ signal }) => api.get('/issues', Issues, { query: { ...query, limit, count: true }, signal }), refetchInterval: REFRESH_MS });

/** How they fall into groups, the largest first. */
export const issueGroupsQuery = (query: Query, by: string, limit = 200) =>
  queryOptions({ queryKey: [...issuesKey, 'groups', by, query, limit], queryFn: ({ signal }) => api.get('/issues/groups', IssueGroups, { query: { ...query, by, limit }, signal }), select: ({ items }) => items, refetchInterval: REFRESH_MS });

export const issueQuery = (id: string) => queryOptions({ queryKey: [...issuesKey, 'one', id], queryFn: ({ signal }) => api.get(`/issues/${encodeURIComponent(id)}`, IssueDetail, { signal }) });

/** Where an issue occurs, the most urgent first, page by page. */
export const placesPages = (issue: string) =>
  infiniteQueryOptions({
    queryKey: [...issuesKey, 'places', issue],
    queryFn: ({ signal, pageParam }) => api.get('/findings', Places, { query: { issue, limit: PAGE, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });

export const vulnerabilityQuery = (id: string) => queryOptions({ queryKey: [...issuesKey, 'vulnerability', id], queryFn: ({ signal }) => api.get(`/vulnerabilities/${encodeURIComponent(id)}`, VulnerabilityPage, { signal }) });

export const policyQuery = queryOptions({ queryKey: ['policy'], queryFn: ({ signal }) => api.get('/policy', PolicyAnswer, { signal }), staleTime: 60_000 });

export const savePolicy = (policy: Policy) => api.put('/policy', PolicyAnswer, policy);

export const trendsQuery = (query: { from: string; to: string; owner: string | undefined }) =>
  queryOptions({ queryKey: [...issuesKey, 'trends', query], queryFn: ({ signal }) => api.get('/trends', Trends, { query, signal }), staleTime: 60_000 });

/** Which issues are meant: some by id, or all that a filter leaves. */
export type Meant = { ids: readonly string[] } | { filter: Query };

/** Decides for many issues at once; what could not be decided is told one by one. */
export const decide = (action: Action, meant: Meant) => api.post('/issues/actions', BulkAnswer, { action, ...meant });
