import { queryOptions } from '@tanstack/react-query';
import { Me, SignInOptions } from '../../../src/identity/contract.ts';
import { api } from './client.ts';

export const meQuery = queryOptions({ queryKey: ['me'], queryFn: ({ signal }) => api.get('/me', Me, { signal }), staleTime: 60_000, retry: false });

export const signInOptionsQuery = queryOptions({ queryKey: ['sign-in-options'], queryFn: ({ signal }) => api.get('/session', SignInOptions, { signal }), staleTime: 0, retry: false });
