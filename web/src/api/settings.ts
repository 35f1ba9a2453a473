import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { Channel, Delivery, MailSettings } from '../../../src/delivery/contract.ts';
import { AuditEntry, Person, Session, SsoSettings, Token } from '../../../src/identity/contract.ts';
import { api, type Query } from './client.ts';
import { pageOf } from './page.ts';
import { asProblem } from './problem.ts';

const MOST = 500;
const PAGE = 200;

export const peopleQuery = queryOptions({ queryKey: ['people'], queryFn: ({ signal }) => api.get('/people', pageOf(Person), { query: { limit: MOST }, signal }), select: ({ items }) => items });
export const tokensQuery = queryOptions({ queryKey: ['tokens'], queryFn: ({ signal }) => api.get('/tokens', pageOf(Token), { query: { limit: MOST }, signal }), select: ({ items }) => items });
export const sessionsQuery = queryOptions({ queryKey: ['me', 'sessions'], queryFn: ({ signal }) => api.get('/me/sessions', pageOf(Session), { signal }), select: ({ items }) => items });
export const channelsQuery = queryOptions({ queryKey: ['channels'], queryFn: ({ signal }) => api.get('/channels', pageOf(Channel), { signal }), select: ({ items }) => items });
export const deliveriesQuery = queryOptions({ queryKey: ['deliveries'], queryFn: ({ signal }) => api.get('/deliveries', pageOf(Delivery), { query: { limit: 50 }, signal }), select: ({ items }) => items, refetchInterval: 15_000 });
export const mailQuery = queryOptions({ queryKey: ['settings', 'mail'], queryFn: ({ signal }) => api.get('/settings/mail', MailSettings.nullable(), { signal }) });

/** Null where single sign-on is not set up. */
export const ssoQuery = queryOptions({
  queryKey: ['settings', 'sso'],
  queryFn: async ({ signal }) => {
    try {
      return await api.get('/settings/sso', SsoSettings, { signal });
    } catch (error) {
      if (asProblem(error).code === 'not_found') return null;
      throw error;
    }
  },
});

const Audit = pageOf(AuditEntry);

/** The first entries of the audit log, the newest first. */
export const auditQuery = (query: Query) => queryOptions({ queryKey: ['audit', 'first', query], queryFn: ({ signal }) => api.get('/audit', Audit, { query, signal }) });

export const auditPages = (query: Query) =>
  infiniteQueryOptions({
    queryKey: ['audit', 'pages', query],
    queryFn: ({ signal, pageParam }) => api.get('/audit', Audit, { query: { ...query, limit: PAGE, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
