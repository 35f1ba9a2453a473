import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Config } from '../../kernel/config.ts';
import { errors } from '../../kernel/errors.ts';
import type { Api } from '../../kernel/http/index.ts';
import { SaveSsoSettings, SsoSettings, SsoStart } from '../contract.ts';
import type { Cookie } from '../cookies.ts';
import type { SsoFlow } from '../sso/flow.ts';
import type { SsoDesk } from '../sso/settings.ts';
import { fromOf } from './session.ts';

type Parts = { config: Pick<Config, 'publicUrl'>; desk: SsoDesk; flow: SsoFlow; session: Cookie; carried: Cookie };

/** Single sign-on: to the provider, back, and its settings. */
export function ssoRoutes(app: Api, { config: { publicUrl }, desk, flow, session, carried }: Parts): void {
  const open = { access: 'public' } as const;
  const baseOf = (request: FastifyRequest) => publicUrl?.replace(/\/$/, '') ?? `${request.protocol}://${request.host}`;

  app.get('/api/v1/sso/start', { config: open, schema: { summary: 'Go to the provider', querystring: SsoStart } }, async (request, reply) => {
    session.refuseInsecure(request);
    const { location, carried: value } = await flow.start(baseOf(request), request.query.to);
    carried.set(request, reply, value);
    return reply.redirect(location, 303);
  });
  // What the provider sends back is read by openid-client from the address itself, so that nothing is missed or added.
  app.get('/api/v1/sso/callback', { config: open, schema: { summary: 'Back from the provider' } }, async (request, reply) => {
    session.refuseInsecure(request);
    const done = await flow.finish(baseOf(request), request.url, carried.read(request), fromOf(request));
    carried.clear(request, reply);
    if ('refused' in done) return reply.redirect(`/sign-in?sso=${done.refused}`, 303);
    session.set(request, reply, done.token);
    return reply.redirect(done.to, 303);
  });

  app.get('/api/v1/settings/sso', { config: { access: 'settings.read' }, schema: { summary: 'Single sign-on', response: { 200: SsoSettings } } }, async () => {
    const settings = await desk.read();
    if (!settings) throw errors.notFound({ what: 'single sign-on' });
    return settings;
  });
  app.put(
    '/api/v1/settings/sso',
    { config: { access: 'settings.write' }, schema: { summary: 'Set single sign-on up', body: SaveSsoSettings, response: { 200: SsoSettings } } },
    ({ body, principal }) => desk.save(body, principal),
  );
  app.delete(
    '/api/v1/settings/sso',
    { config: { access: 'settings.write' }, schema: { summary: 'Switch single sign-on off', response: { 204: z.undefined() } } },
    async ({ principal }, reply) => {
      await desk.remove(principal);
      return reply.code(204).send();
    },
  );
}
