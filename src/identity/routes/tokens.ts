import { z } from 'zod';
import { Page, decodeCursor, pageQuery, type Api } from '../../kernel/http/index.ts';
import { CreateToken, CreatedToken, Token } from '../contract.ts';
import type { Tokens } from '../tokens.ts';
import { pageOf } from './people.ts';

/** Tokens of machines. */
export function tokenRoutes(app: Api, { tokens }: { tokens: Tokens }): void {
  app.get(
    '/api/v1/tokens',
    { config: { access: 'tokens.read' }, schema: { summary: 'API tokens', querystring: pageQuery(), response: { 200: Page(Token) } } },
    async ({ query: { limit, cursor } }) => {
      const before = cursor === undefined ? undefined : decodeCursor(cursor, z.tuple([z.string()]))[0];
      return pageOf(await tokens.list({ limit: limit + 1, before }), limit, ({ id }) => [id]);
    },
  );
  app.post(
    '/api/v1/tokens',
    { config: { access: 'tokens.write' }, schema: { summary: 'Make an API token', body: CreateToken, response: { 201: CreatedToken } } },
    async ({ body, principal }, reply) => reply.code(201).send(await tokens.create({ ...body, by: principal })),
  );
  app.delete(
    '/api/v1/tokens/:id',
    { config: { access: 'tokens.write' }, schema: { summary: 'Revoke an API token', params: z.object({ id: z.string().max(64) }), response: { 204: z.undefined() } } },
    async ({ params, principal }, reply) => {
      await tokens.revoke(params.id, principal);
      return reply.code(204).send();
    },
  );
}
