import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../kernel/config.ts';
import { errors } from '../kernel/errors.ts';

/** A cookie that only the server reads and only this site sends. */
export type Cookie = {
  read(request: FastifyRequest): string | undefined;
  /** @throws {GlacisError} `insecure_transport` where a network between could read what comes and goes. */
  refuseInsecure(request: FastifyRequest): void;
  set(request: FastifyRequest, reply: FastifyReply, value: string): void;
  clear(request: FastifyRequest, reply: FastifyReply): void;
};

/**
 * The cookie `__Host-<name>` (RFC 6265bis, section 4.1.3.2: Secure, for this host only), or plain `<name>` where Glacis is
 * opened as http on the machine itself, since browsers keep no Secure cookie there.
 */
export function hostCookie({ publicUrl }: Pick<Config, 'publicUrl'>, name: string, maxAgeMs: number): Cookie {
  const secure = (request: FastifyRequest) => publicUrl?.startsWith('https:') === true || request.protocol === 'https';
  const nameFor = (request: FastifyRequest) => (secure(request) ? `__Host-${name}` : name);
  const options = (request: FastifyRequest) => ({ path: '/', httpOnly: true, sameSite: 'lax', secure: secure(request) }) as const;
  return {
    read: (request) => request.cookies[nameFor(request)],
    refuseInsecure(request) {
      if (!secure(request) && !isLoopback(request.hostname)) throw errors.insecureTransport();
    },
    set(request, reply, value) {
      void reply.setCookie(nameFor(request), value, { ...options(request), maxAge: maxAgeMs / 1000 });
    },
    clear(request, reply) {
      void reply.clearCookie(nameFor(request), options(request));
    },
  };
}

/** Whether a host name means the machine itself, as browsers see it (W3C Secure Contexts, section 3.1). */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
