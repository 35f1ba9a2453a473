import { queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { Alert, Severity } from '../../../src/alerts/contract.ts';
import { api, type Query } from './client.ts';
import { pageOf } from './page.ts';

const Summary = z.object({ open: z.number(), acknowledged: z.number(), bySeverity: z.partialRecord(Severity, z.number()) });
const order = ['critical', 'high', 'medium', 'low'] as const;

const REFRESH_MS = 15_000;

/** How many alerts want somebody, and the worst severity among the open ones. */
export const alertsSummaryQuery = queryOptions({
  queryKey: ['alerts', 'summary'],
  queryFn: ({ signal }) => api.get('/alerts/summary', Summary, { signal }),
  select: (summary) => ({ ...summary, worst: order.find((severity) => (summary.bySeverity[severity] ?? 0) > 0) }),
  refetchInterval: REFRESH_MS,
});

export const alertsQuery = (query: Query) =>
  queryOptions({ queryKey: ['alerts', 'list', query], queryFn: ({ signal }) => api.get('/alerts', pageOf(Alert), { query, signal }), refetchInterval: REFRESH_MS });
