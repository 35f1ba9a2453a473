import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Api } from '../../kernel/http/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Accounts } from '../account.ts';
import { AcceptInvitation, SetUp, SignIn, SignInAnswer, SignInOptions } from '../contract.ts';
import type { Cookie } from '../cookies.ts';
import type { FirstOwner } from '../first-owner.ts';
import { actorOf } from '../people.ts';
import type { From } from '../sessions.ts';
import type { SignedIn, SignIns } from '../sign-in.ts';

type Parts = Pick<Kernel, 'log' | 'config'> & {
  accounts: Accounts;
  cookie: Cookie;
  owner: FirstOwner;
  signIns: SignIns;
  accept: (invitation: z.infer<typeof AcceptInvitation>, from: From) => Promise<SignedIn>;
  ssoName: () => Promise<string | undefined>;
};

/** Where a request came from. */
export const fromOf = (request: FastifyRequest): From => ({ ip: request.ip, userAgent: request.headers['user-agent'] ?? '' });

/** Coming in and going out: everything here is open to whoever is not signed in. */
export function sessionRoutes(app: Api, { log, config: { trustedProxies }, accounts, cookie, owner, signIns, accept, ssoName }: Parts): void {
  const config = { access: 'public' } as const;
  let warned = trustedProxies.length > 0;

  /** Behind a proxy that is not named everybody is one network, and the failures of one hold up all. */
  function warnOfProxy(request: FastifyRequest): void {
    if (warned || request.headers['x-forwarded-for'] === undefined) return;
    warned = true;
    log.warn({ address: request.ip }, 'a sign-in came with X-Forwarded-For, which is ignored: if the address is your proxy\'s, name it in GLACIS_TRUSTED_PROXIES');
  }

  async function answer(request: FastifyRequest, reply: FastifyReply, signedIn: SignedIn): Promise<z.infer<typeof SignInAnswer>> {
    if (signedIn.result === 'totp') return signedIn;
    // A session that this browser had before ends; its token, which somebody may have planted, is worth nothing from here on.
    const before = cookie.read(request);
    if (before !== undefined) await signIns.signOut(before, request.ip);
    cookie.set(request, reply, signedIn.token);
    return { result: 'signed-in', me: await accounts.me(actorOf(signedIn.person, { id: '', ip: request.ip })) };
  }

  app.get('/api/v1/session', { config, schema: { summary: 'What the sign-in page offers', response: { 200: SignInOptions } } }, async () => {
    const name = await ssoName();
    return { setUpNeeded: await owner.isNeeded(), sso: name === undefined ? null : { name } };
  });
  app.post('/api/v1/session', { config, schema: { summary: 'Sign in', body: SignIn, response: { 200: SignInAnswer } } }, async (request, reply) => {
    cookie.refuseInsecure(request);
    warnOfProxy(request);
    return answer(request, reply, await signIns.signIn(request.body, fromOf(request)));
  });
  app.delete('/api/v1/session', { config: { access: 'signed-in' }, schema: { summary: 'Sign out', response: { 204: z.undefined() } } }, async (request, reply) => {
    const token = cookie.read(request);
    if (token !== undefined) await signIns.signOut(token, request.ip);
    cookie.clear(request, reply);
    return reply.code(204).send();
  });
  app.post('/api/v1/setup', { config, schema: { summary: 'Make the first owner', body: SetUp, response: { 200: SignInAnswer } } }, async (request, reply) => {
    cookie.refuseInsecure(request);
    return answer(request, reply, await owner.setUp(request.body, fromOf(request)));
  });
  app.post(
    '/api/v1/invitations/accept',
    { config, schema: { summary: 'Follow an invitation', body: AcceptInvitation, response: { 200: SignInAnswer } } },
    async (request, reply) => {
      cookie.refuseInsecure(request);
      return answer(request, reply, await accept(request.body, fromOf(request)));
    },
  );
}
