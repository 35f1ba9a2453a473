import { z } from 'zod';
import { clientSignal, Page, type Api } from '../../kernel/http/index.ts';
import { errors, reasonOf } from '../../kernel/errors.ts';
import {
  GitHubSettings, IdentitiesQuery, Identity, ImportAnswer, ImportFrom, ReviewSignIn, SaveGitHubSettings, SaveIdentity, SignIn, SignInHealth, SignInHealthQuery, SignInsQuery,
} from '../contract.ts';
import type { GitHub } from './github.ts';
import type { Health } from './health.ts';
import type { Identities } from './identities.ts';
import { readIdentityRows } from './identity-rows.ts';
import type { Importers } from './importers.ts';
import type { SignInDesk } from './reviews.ts';

const params = z.object({ id: z.string().max(64) });
const read = { access: 'signins.read' } as const;
const write = { access: 'signins.write' } as const;
const none = { 204: z.undefined() };

/** Sign-ins, judged, and how signing in goes. */
export function signInRoutes(app: Api, { desk, health }: { desk: SignInDesk; health: Health }): void {
  app.get(
    '/api/v1/sign-ins',
    { config: read, schema: { summary: 'Successful sign-ins, expected or not, the newest first', querystring: SignInsQuery, response: { 200: Page(SignIn) } } },
    ({ query, principal }) => desk.page(query, principal),
  );
  app.get(
    '/api/v1/sign-ins/health',
    { config: read, schema: { summary: 'Sign-ins by hour, and who fails most', querystring: SignInHealthQuery, response: { 200: SignInHealth } } },
    (request) => health(request.query, request.principal, clientSignal(request)),
  );
  app.post(
    '/api/v1/sign-ins/:id/review',
    { config: write, schema: { summary: 'Confirm a sign-in, or make an alert of it', params, body: ReviewSignIn, response: { 200: SignIn } } },
    ({ params: { id }, body, principal }) => desk.review(id, body, principal),
  );
}

/** The people and service accounts that sign-ins are judged by. */
export function identityRoutes(app: Api, { desk, importers }: { desk: Identities; importers: Importers }): void {
  app.get(
    '/api/v1/identities',
    { config: read, schema: { summary: 'People and service accounts', querystring: IdentitiesQuery, response: { 200: Page(Identity) } } },
    ({ query }) => desk.page(query),
  );
  app.post('/api/v1/identities', { config: write, schema: { summary: 'Add one', body: SaveIdentity, response: { 201: Identity } } }, async ({ body, principal }, reply) =>
    reply.code(201).send(await desk.create(body, principal)));
  app.put('/api/v1/identities/:id', { config: write, schema: { summary: 'Change one', params, body: SaveIdentity, response: { 200: Identity } } }, ({ params: { id }, body, principal }) =>
    desk.update(id, body, principal));
  app.delete('/api/v1/identities/:id', { config: write, schema: { summary: 'Forget one', params, response: none } }, async ({ params: { id }, principal }, reply) => {
    await desk.delete(id, principal);
    return reply.code(204).send();
  });
  app.post(
    '/api/v1/identities/import/:from',
    { config: write, schema: { summary: 'Take the people of single sign-on or of a GitHub organization', params: z.object({ from: ImportFrom }), response: { 200: ImportAnswer } } },
    (request) => importers.from(request.params.from, request.principal, clientSignal(request)),
  );
  void app.register((scope, _options, done) => {
    scope.addContentTypeParser('text/csv', { parseAs: 'string' }, (_request, body, parsed) => parsed(null, body));
    scope.post<{ Body: string }>(
      '/api/v1/identities/import',
      { config: write, schema: { summary: 'Take a CSV file', consumes: ['text/csv'], body: z.string(), response: { 200: ImportAnswer } } },
      ({ body, principal }) => importers.csv(rowsOf(body), principal),
    );
    done();
  });
}

/** The GitHub organization that people are taken from. */
export function gitHubRoutes(app: Api, { gitHub }: { gitHub: GitHub }): void {
  const config = { access: 'settings.write' } as const;
  app.get(
    '/api/v1/settings/github',
    { config: { access: 'settings.read' }, schema: { summary: 'The GitHub organization', response: { 200: GitHubSettings.nullable() } } },
    () => gitHub.read(),
  );
  app.put('/api/v1/settings/github', { config, schema: { summary: 'Set the GitHub organization', body: SaveGitHubSettings, response: { 200: GitHubSettings } } }, ({ body, principal }) =>
    gitHub.save(body, principal));
  app.delete('/api/v1/settings/github', { config, schema: { summary: 'Take nobody from GitHub any longer', response: none } }, async ({ principal }, reply) => {
    await gitHub.remove(principal);
    return reply.code(204).send();
  });
}

function rowsOf(text: string): ReturnType<typeof readIdentityRows> {
  try {
    return readIdentityRows(text);
  } catch (error) {
    throw errors.invalid({ what: `The file cannot be taken: ${reasonOf(error)}.` });
  }
}
