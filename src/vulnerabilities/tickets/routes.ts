import { z } from 'zod';
import type { Api } from '../../kernel/http/index.ts';
import { SaveTicketSettings, Ticket, TicketSettings } from '../contract.ts';
import type { TicketDesk } from './desk.ts';
import type { TicketSettingsDesk } from './settings.ts';

const params = z.object({ id: z.string().max(64) });

/** Tickets of issues, and the repository that they are made in. */
export function ticketRoutes(app: Api, { desk, settings }: { desk: TicketDesk; settings: TicketSettingsDesk }): void {
  const config = { access: 'settings.write' } as const;
  app.get('/api/v1/settings/tickets', { config: { access: 'settings.read' }, schema: { summary: 'The repository for tickets', response: { 200: TicketSettings.nullable() } } }, () => settings.read());
  app.put('/api/v1/settings/tickets', { config, schema: { summary: 'Set the repository for tickets', body: SaveTicketSettings, response: { 200: TicketSettings } } }, ({ body, principal }) =>
    settings.save(body, principal));
  app.delete('/api/v1/settings/tickets', { config, schema: { summary: 'Make no tickets any longer', response: { 204: z.undefined() } } }, async ({ principal }, reply) => {
    await settings.remove(principal);
    return reply.code(204).send();
  });

  app.get('/api/v1/issues/:id/ticket', { config: { access: 'issues.read' }, schema: { summary: 'The ticket of an issue', params, response: { 200: Ticket } } }, ({ params: { id } }) => desk.get(id));
  app.post('/api/v1/issues/:id/ticket', { config: { access: 'issues.write' }, schema: { summary: 'Have a ticket made of an issue', params, response: { 202: Ticket } } }, async ({ params: { id }, principal }, reply) =>
    reply.code(202).send(await desk.want(id, principal)));
}
