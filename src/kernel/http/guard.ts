import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GlacisError, errors } from '../errors.ts';
import { may, type Permission, type Principal } from '../principal.ts';

/**
 * Who may call a route: one permission; `signed-in` for what concerns only the caller; `public` for anybody.
 * A route under /api without it stops the server from starting.
 */
export type Access = Permission | 'signed-in' | 'public';

/** Says who is asking, from the session cookie or bearer token; null when nobody known. */
export type Authenticate = (request: FastifyRequest) => Promise<Principal | null>;

/** Told of every refusal, by the guard or by what a route called, so that it can be audited; must not throw. */
export type OnRefused = (request: FastifyRequest, refusal: { access: Access; caller: Principal | null; error: GlacisError }) => void;

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    /** Who is asking. Reading it on a public route without a signed-in caller throws `unauthenticated`. */
    readonly principal: Principal;
    /** The same, or null where nobody is signed in. */
    readonly caller: Principal | null;
    /**
     * Whether the same caller would be let in again now: an answer that goes on for long asks this now and then. False too
     * when nobody can tell.
     */
    stillMay(): Promise<boolean>;
  }
}

const callers = new WeakMap<FastifyRequest, Principal>();
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
const REFUSALS = new Set(['unauthenticated', 'forbidden', 'cross_site']);

/** Makes deny the default for all routes of `app`. */
export function guardRoutes(app: FastifyInstance, { authenticate, onRefused }: { authenticate: Authenticate; onRefused: OnRefused }): void {
  app.decorateRequest('caller', { getter(this: FastifyRequest) { return callers.get(this) ?? null; } });
  app.decorateRequest('principal', {
    getter(this: FastifyRequest) {
      const caller = callers.get(this);
      if (!caller) throw errors.unauthenticated();
      return caller;
    },
  });
  app.decorateRequest('stillMay', async function stillMay(this: FastifyRequest) {
    const access = this.routeOptions.config.access;
    const before = callers.get(this);
    if (access === 'public') return true;
    const now = await authenticate(this).catch(() => null);
    return now !== null && access !== undefined && now.id === before?.id && (access === 'signed-in' || may(now, access));
  });
  app.addHook('onRoute', (route) => {
    if (route.url.startsWith('/api/') && route.config?.access === undefined) {
      throw new Error(`${String(route.method)} ${route.url} names no access`);
    }
  });
  app.addHook('onRequest', async (request) => {
    const access = request.routeOptions.config.access;
    if (access === undefined) return;
    refuseOtherSites(request);
    const caller = await authenticate(request);
    if (caller) callers.set(request, caller);
    if (access === 'public') return;
    if (caller && (access === 'signed-in' || may(caller, access))) return;
    throw caller && access !== 'signed-in' ? errors.forbidden({ permission: access }) : errors.unauthenticated();
  });
  app.addHook('onError', async (request, _reply, error) => {
    const access = request.routeOptions.config.access;
    if (access === undefined || !(error instanceof GlacisError) || !REFUSALS.has(error.code)) return;
    onRefused(request, { access, caller: callers.get(request) ?? null, error });
  });
}

/** Cookies travel with requests of other sites; Sec-Fetch-Site or Origin tells those apart (OWASP CSRF cheat sheet). */
function refuseOtherSites(request: FastifyRequest): void {
  if (SAFE.has(request.method) || request.headers.cookie === undefined) return;
  const site = request.headers['sec-fetch-site'];
  if (site === 'same-origin' || site === 'none') return;
  const origin = request.headers.origin;
  if (site === undefined && (origin === undefined || URL.parse(origin)?.host === request.host)) return;
  throw errors.crossSite();
}
