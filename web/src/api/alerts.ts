import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { Alert, AlertDetail, AlertsSummary, Severity } from '../../../src/alerts/contract.ts';
import { api, type Query } from './client.ts';
import { pageOf } from './page.ts';

const Alerts = pageOf(Alert);
const REFRESH_MS = 15_000;
const PAGE = 200;

/** How many alerts want somebody, and the worst severity among the open ones. */
export const alertsSummaryQuery = queryOptions({
  queryKey: ['alerts', 'summary'],
  queryFn: ({ signal }) => api.get('/alerts/summary', AlertsSummary, { signal }),
  select: (summary) => ({ ...summary, worst: Severity.options.find((severity) => (summary.bySeverity[severity] ?? 0) > 0) }),
  refetchInterval: REFRESH_MS,
});

/** The first of them. */
export const alertsQuery = (query: Query) =>
  queryOptions({ queryKey: ['alerts', 'first', query], queryFn: ({ signal }) => api.get('/alerts', Alerts, { query, signal }), refetchInterval: REFRESH_MS });

/** All of them, page by page. */
export const alertsPages = (query: Query) =>
  infiniteQueryOptions({
    queryKey: ['alerts', 'pages', query],
    queryFn: ({ signal, pageParam }) => api.get('/alerts', Alerts, { query: { ...query, limit: PAGE, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: REFRESH_MS,
  });

export const alertQuery = (id: string) =>
  queryOptions({ queryKey: ['alerts', 'one', id], queryFn: ({ signal }) => api.get(`/alerts/${encodeURIComponent(id)}`, AlertDetail, { signal }) });
