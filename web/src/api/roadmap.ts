import { queryOptions } from '@tanstack/react-query';
import { Arrival, Arrivals, BurnUp, CapacityAnswer, RoadmapAnswer, type ChangeArrival, type MakeArrival } from '../../../src/program/contract.ts';
import type { z } from 'zod';
import { api } from './client.ts';
import { programKey } from './program.ts';

const REFRESH_MS = 30_000;
const MOST_ARRIVALS = 100;

export const roadmapQuery = queryOptions({ queryKey: [...programKey, 'roadmap'], queryFn: ({ signal }) => api.get('/program/roadmap', RoadmapAnswer, { signal }), refetchInterval: REFRESH_MS });
export const burnUpQuery = (days: number) => queryOptions({ queryKey: [...programKey, 'burn-up', days], queryFn: ({ signal }) => api.get('/program/burn-up', BurnUp, { query: { days }, signal }), refetchInterval: REFRESH_MS });
export const capacityQuery = (weeks: number) => queryOptions({ queryKey: [...programKey, 'capacity', weeks], queryFn: ({ signal }) => api.get('/program/capacity', CapacityAnswer, { query: { weeks }, signal }), refetchInterval: REFRESH_MS });
/** What arrived and is not done, the newest first. */
export const arrivalsQuery = queryOptions({ queryKey: [...programKey, 'arrivals'], queryFn: ({ signal }) => api.get('/program/arrivals', Arrivals, { query: { state: 'open', limit: MOST_ARRIVALS }, signal }), refetchInterval: REFRESH_MS });

export const addArrival = (arrival: z.input<typeof MakeArrival>) => api.post('/program/arrivals', Arrival, arrival);
export const changeArrival = (id: string, change: z.input<typeof ChangeArrival>) => api.patch(`/program/arrivals/${encodeURIComponent(id)}`, Arrival, change);
