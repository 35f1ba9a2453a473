import { queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { Completions, Facets, Field, Histogram, OcsfEvent, SavedSearch } from '../../../src/logs/contract.ts';
import { api } from './client.ts';
import { pageOf } from './page.ts';

/** Which events: a query and a half-open window, absent ends meaning all time. */
export type Selection = { query: string; from: string | undefined; to: string | undefined };

const Events = pageOf(OcsfEvent);

export const events = (selection: Selection & { limit: number; cursor?: string | undefined; order?: 'asc' | 'desc' }, signal?: AbortSignal) =>
  api.get('/events', Events, { query: selection, signal });

export const histogramQuery = (selection: Selection, buckets: number) =>
  queryOptions({ queryKey: ['events', 'histogram', selection, buckets], queryFn: ({ signal }) => api.get('/events/histogram', Histogram, { query: { ...selection, buckets }, signal }), staleTime: Infinity, retry: false });

export const facetsQuery = (selection: Selection, fields?: string, limit = 6) =>
  queryOptions({ queryKey: ['events', 'facets', selection, fields, limit], queryFn: ({ signal }) => api.get('/events/facets', Facets, { query: { ...selection, fields, limit }, signal }), staleTime: Infinity, retry: false });

export const fieldsQuery = queryOptions({
  queryKey: ['events', 'fields'],
  queryFn: ({ signal }) => api.get('/events/fields', z.object({ items: z.array(Field) }), { signal }),
  select: ({ items }) => items,
  staleTime: Infinity,
});

export const eventQuery = (id: string) =>
  queryOptions({ queryKey: ['events', id], queryFn: ({ signal }) => api.get(`/events/${encodeURIComponent(id)}`, OcsfEvent, { signal }), staleTime: Infinity, retry: false });

export const completionsQuery = (field: string, prefix: string) =>
  queryOptions({ queryKey: ['events', 'complete', field, prefix], queryFn: ({ signal }) => api.get('/events/complete', Completions, { query: { field, prefix }, signal }), select: ({ items }) => items, staleTime: 60_000, retry: false });

export const savedSearchesQuery = queryOptions({
  queryKey: ['saved-searches'],
  queryFn: ({ signal }) => api.get('/saved-searches', pageOf(SavedSearch), { signal }),
  select: ({ items }) => items,
  staleTime: 60_000,
});
