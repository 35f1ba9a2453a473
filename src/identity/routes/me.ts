import { z } from 'zod';
import { Page, type Api } from '../../kernel/http/index.ts';
import type { Accounts } from '../account.ts';
import { ChangePassword, ConfirmPassword, Me, RecoveryCodes, Session, TotpConfirm, TotpStart } from '../contract.ts';
import type { Cookie } from '../cookies.ts';

/** What people do to their own account. */
export function meRoutes(app: Api, { accounts, cookie }: { accounts: Accounts; cookie: Cookie }): void {
  const config = { access: 'signed-in' } as const;
  const none = { 204: z.undefined() };

  app.get('/api/v1/me', { config, schema: { summary: 'Who is asking', response: { 200: Me } } }, ({ principal }) => accounts.me(principal));
  app.get('/api/v1/me/sessions', { config, schema: { summary: 'Own sessions', response: { 200: Page(Session) } } }, async ({ principal }) => ({
    items: await accounts.listSessions(principal),
    next: null,
  }));
  app.delete(
    '/api/v1/me/sessions/:id',
    { config, schema: { summary: 'End an own session', params: z.object({ id: z.string().max(64) }), response: none } },
    async ({ params, principal }, reply) => {
      await accounts.endSession(params.id, principal);
      return reply.code(204).send();
    },
  );
  app.post('/api/v1/me/password', { config, schema: { summary: 'Change the own password', body: ChangePassword, response: none } }, async (request, reply) => {
    cookie.set(request, reply, await accounts.changePassword(request.body, request.principal));
    return reply.code(204).send();
  });
  app.post('/api/v1/me/totp', { config, schema: { summary: 'Start a second factor', body: ConfirmPassword, response: { 200: TotpStart } } }, ({ body, principal }) =>
    accounts.startTotp(body.password, principal));
  app.post(
    '/api/v1/me/totp/confirm',
    { config, schema: { summary: 'Turn the second factor on', body: TotpConfirm, response: { 200: RecoveryCodes } } },
    async (request, reply) => {
      const { codes, token } = await accounts.confirmTotp(request.body.code, request.principal);
      cookie.set(request, reply, token);
      return { codes };
    },
  );
  app.delete('/api/v1/me/totp', { config, schema: { summary: 'Remove the second factor', body: ConfirmPassword, response: none } }, async (request, reply) => {
    cookie.set(request, reply, await accounts.removeTotp(request.body.password, request.principal));
    return reply.code(204).send();
  });
  app.post(
    '/api/v1/me/recovery-codes',
    { config, schema: { summary: 'New recovery codes', body: ConfirmPassword, response: { 200: RecoveryCodes } } },
    async ({ body, principal }) => ({ codes: await accounts.renewRecoveryCodes(body.password, principal) }),
  );
}
