import { z } from 'zod';
import { Page, type Api } from '../../../kernel/http/index.ts';
import { NotifyToken, Registry, SaveRegistry } from '../../contract.ts';
import type { RegistryDesk } from './desk.ts';
import type { RegistryPoller } from './poller.ts';

const params = z.object({ id: z.string().max(64) });

/** Registries that are followed. */
export function registryRoutes(app: Api, { desk, poller }: { desk: RegistryDesk; poller: Pick<RegistryPoller, 'soon'> }): void {
  const read = { access: 'registries.read' } as const;
  const write = { access: 'registries.write' } as const;
  const polled = async (registry: Registry): Promise<Registry> => {
    await poller.soon(registry.id);
    return registry;
  };

  app.get('/api/v1/registries', { config: read, schema: { summary: 'Registries whose tags are followed', response: { 200: Page(Registry) } } }, async () => ({ items: await desk.list(), next: null }));
  app.post('/api/v1/registries', { config: write, schema: { summary: 'Follow a registry', body: SaveRegistry, response: { 201: Registry } } }, async ({ body, principal }, reply) =>
    reply.code(201).send(await polled(await desk.create(body, principal))));
  app.put('/api/v1/registries/:id', { config: write, schema: { summary: 'Change a registry; without a password the known one is kept for the same address and user', params, body: SaveRegistry, response: { 200: Registry } } }, async ({ params: { id }, body, principal }) =>
    polled(await desk.update(id, body, principal)));
  app.delete('/api/v1/registries/:id', { config: write, schema: { summary: 'Follow a registry no longer', params, response: { 204: z.undefined() } } }, async ({ params: { id }, principal }, reply) => {
    await desk.remove(id, principal);
    return reply.code(204).send();
  });
  app.post('/api/v1/registries/:id/poll', { config: write, schema: { summary: 'Poll a registry now', params, response: { 202: Registry } } }, async ({ params: { id }, principal }, reply) =>
    reply.code(202).send(await polled(await desk.due(id, principal))));
  app.post('/api/v1/registries/:id/notify-token', { config: write, schema: { summary: 'Make the token with which a registry tells of pushes; told once, and the one before ends', params, response: { 201: NotifyToken } } }, async ({ params: { id }, principal }, reply) =>
    reply.code(201).send(await desk.renewNotifyToken(id, principal)));
}
