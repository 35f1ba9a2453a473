import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { Agent, Asset, AssetDetail, Coverage, OwnerRules } from '../../../src/inventory/contract.ts';
import { AssetPackage, Attention, Cluster, Place, Registry, Scan, TicketSettings } from '../../../src/vulnerabilities/contract.ts';
import { api, type Query } from './client.ts';
import { events } from './events.ts';
import { pageOf } from './page.ts';

const REFRESH_MS = 15_000;
const PAGE = 200;
const MOST = 500;

/** Pages of a list, one after the other, each by the cursor that the one before it gave. */
const paged = <T extends z.ZodType>(key: string, path: string, item: T, query: Query, refresh = REFRESH_MS) =>
  infiniteQueryOptions({
    queryKey: [key, 'pages', path, query],
    queryFn: ({ signal, pageParam }) => api.get(path, pageOf(item), { query: { ...query, limit: PAGE, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: refresh,
  });

const one = (id: string) => `/assets/${encodeURIComponent(id)}`;

/** What there is to attack, page by page; the first page knows how many there are. */
export const assetsPages = (query: Query) => paged('assets', '/assets', Asset, { ...query, count: true });

/** The first few. */
export const assetsQuery = (query: Query) => queryOptions({ queryKey: ['assets', 'first', query], queryFn: ({ signal }) => api.get('/assets', pageOf(Asset), { query, signal }), staleTime: REFRESH_MS });

export const assetQuery = (id: string) => queryOptions({ queryKey: ['assets', 'one', id], queryFn: ({ signal }) => api.get(one(id), AssetDetail, { signal }), refetchInterval: REFRESH_MS });

/** Issues where they occur in one asset. */
export const placesPages = (asset: string, query: Query) => paged('findings', '/findings', Place, { asset, state: 'open', ...query, count: true });

/** The worst of them, for the services that they are behind. */
export const worstPlacesQuery = (asset: string) =>
  queryOptions({ queryKey: ['findings', 'worst', asset], queryFn: ({ signal }) => api.get('/findings', pageOf(Place), { query: { asset, state: 'open', limit: MOST }, signal }), refetchInterval: REFRESH_MS });

export const packagesPages = (asset: string, query: Query) => paged('packages', `${one(asset)}/packages`, AssetPackage, { ...query, count: true }, 60_000);

/** What was stored of an asset lately, the newest first. */
export const scansQuery = (asset: string) => queryOptions({ queryKey: ['scans', asset], queryFn: ({ signal }) => api.get('/scans', pageOf(Scan), { query: { asset, limit: 50 }, signal }), select: ({ items }) => items, refetchInterval: REFRESH_MS });

export const coverageQuery = queryOptions({ queryKey: ['assets', 'coverage'], queryFn: ({ signal }) => api.get('/coverage', Coverage, { signal }), refetchInterval: REFRESH_MS });

export const agentsQuery = queryOptions({ queryKey: ['agents'], queryFn: ({ signal }) => api.get('/agents', pageOf(Agent), { query: { limit: MOST }, signal }), select: ({ items }) => items, refetchInterval: REFRESH_MS });

export const ownerRulesQuery = queryOptions({ queryKey: ['owner-rules'], queryFn: ({ signal }) => api.get('/owner-rules', OwnerRules, { signal }), select: ({ rules }) => rules });

export const registriesQuery = queryOptions({ queryKey: ['registries'], queryFn: ({ signal }) => api.get('/registries', z.object({ items: z.array(Registry) }), { signal }), select: ({ items }) => items, refetchInterval: 5_000 });

/** Null where no repository was named yet. */
export const ticketSettingsQuery = queryOptions({ queryKey: ['settings', 'tickets'], queryFn: ({ signal }) => api.get('/settings/tickets', TicketSettings.nullable(), { signal }) });

/** What needs somebody first, with each reason. */
export const attentionQuery = queryOptions({ queryKey: ['attention'], queryFn: ({ signal }) => api.get('/attention', Attention, { signal }), select: ({ items }) => items, refetchInterval: REFRESH_MS });

/** The newest lines that a query finds, of all time. */
export const latestEventsQuery = (query: string) =>
  queryOptions({ queryKey: ['events', 'latest', query], queryFn: ({ signal }) => events({ query, from: undefined, to: undefined, limit: 20 }, signal), refetchInterval: REFRESH_MS, retry: false });

export const clustersQuery = queryOptions({ queryKey: ['clusters'], queryFn: ({ signal }) => api.get('/clusters', pageOf(Cluster), { signal }), select: ({ items }) => items, refetchInterval: REFRESH_MS });
