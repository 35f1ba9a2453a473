import { z } from 'zod';
import { Page, type Api } from '../../kernel/http/index.ts';
import { SavedSearch, SaveSearch } from '../contract.ts';
import type { SavedSearchDesk } from './desk.ts';

const params = z.object({ id: z.string().max(64) });
const write = { access: 'savedsearches.write' } as const;

/** Searches that were kept. */
export function savedSearchRoutes(app: Api, { desk }: { desk: SavedSearchDesk }): void {
  app.get(
    '/api/v1/saved-searches',
    { config: { access: 'events.search' }, schema: { summary: "One's own and the shared searches, by name", response: { 200: Page(SavedSearch) } } },
    async ({ principal }) => ({ items: await desk.list(principal), next: null }),
  );
  app.post('/api/v1/saved-searches', { config: write, schema: { summary: 'Keep a search', body: SaveSearch, response: { 201: SavedSearch } } }, async ({ body, principal }, reply) =>
    reply.code(201).send(await desk.create(body, principal)));
  app.put('/api/v1/saved-searches/:id', { config: write, schema: { summary: "Change a search of one's own", params, body: SaveSearch, response: { 200: SavedSearch } } }, ({ params, body, principal }) =>
    desk.change(params.id, body, principal));
  app.delete('/api/v1/saved-searches/:id', { config: write, schema: { summary: "Forget a search of one's own", params, response: { 204: z.undefined() } } }, async ({ params, principal }, reply) => {
    await desk.remove(params.id, principal);
    return reply.code(204).send();
  });
}
