import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Config } from '../../kernel/config.ts';
import { Page, decodeCursor, encodeCursor, pageQuery, type Api } from '../../kernel/http/index.ts';
import { Invitation, InvitePerson, Person, UpdatePerson } from '../contract.ts';
import type { People } from '../people.ts';

const params = z.object({ id: z.string().max(64) });

/** Who may come in, and as what. */
export function peopleRoutes(app: Api, { people, config: { publicUrl } }: { people: People; config: Pick<Config, 'publicUrl'> }): void {
  const read = { access: 'people.read' } as const;
  const write = { access: 'people.write' } as const;
  const linkOf = (request: FastifyRequest, token: string) => `${publicUrl?.replace(/\/$/, '') ?? `${request.protocol}://${request.host}`}/invitation#token=${token}`;

  app.get('/api/v1/people', { config: read, schema: { summary: 'People', querystring: pageQuery(), response: { 200: Page(Person) } } }, async ({ query: { limit, cursor } }) => {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, z.tuple([z.string()]))[0];
    const items = await people.list({ limit: limit + 1, after });
    return pageOf(items, limit, ({ email }) => [email]);
  });
  app.post('/api/v1/people', { config: write, schema: { summary: 'Invite somebody', body: InvitePerson, response: { 201: Invitation } } }, async (request, reply) => {
    const { person, token } = await people.invite(request.body, request.principal);
    return reply.code(201).send({ person, link: linkOf(request, token) });
  });
  app.post(
    '/api/v1/people/:id/invitation',
    { config: write, schema: { summary: 'A new link for somebody who lost the first or the password', params, response: { 201: Invitation } } },
    async (request, reply) => {
      const { person, token } = await people.inviteAgain(request.params.id, request.principal);
      return reply.code(201).send({ person, link: linkOf(request, token) });
    },
  );
  app.patch(
    '/api/v1/people/:id',
    { config: write, schema: { summary: 'Change somebody', params, body: UpdatePerson, response: { 200: Person } } },
    ({ params: { id }, body, principal }) => people.update(id, body, principal),
  );
  app.delete(
    '/api/v1/people/:id/sessions',
    { config: write, schema: { summary: 'Sign somebody out everywhere', params, response: { 200: z.object({ ended: z.number().int() }) } } },
    async ({ params: { id }, principal }) => ({ ended: await people.endSessions(id, principal) }),
  );
}

/** A page from a list that was read with one row more than asked for. */
export function pageOf<T>(items: readonly T[], limit: number, key: (item: T) => (string | number)[]): { items: T[]; next: string | null } {
  const page = items.slice(0, limit);
  const last = page.at(-1);
  return { items: page, next: items.length > limit && last !== undefined ? encodeCursor(key(last)) : null };
}
