import { z } from 'zod';
import { Page, type Api } from '../kernel/http/index.ts';
import type { ChannelDesk } from './channel-desk.ts';
import { Channel, CreateChannel, CreatedChannel, DeliveriesQuery, Delivery, MailSettings, SaveMailSettings, TestAnswer, UpdateChannel } from './contract.ts';
import type { deliveryLog } from './log.ts';
import type { MailSettingsDesk } from './mail-settings.ts';
import type { Sender } from './sender.ts';

const params = z.object({ id: z.string().max(64) });

/** Channels, what was sent by them, and the mail server. */
export function deliveryRoutes(
  app: Api,
  { desk, mail, sending, log }: { desk: ChannelDesk; mail: MailSettingsDesk; sending: Sender; log: ReturnType<typeof deliveryLog> },
): void {
  const read = { access: 'channels.read' } as const;
  const write = { access: 'channels.write' } as const;

  app.get('/api/v1/channels', { config: read, schema: { summary: 'Channels', response: { 200: Page(Channel) } } }, async ({ principal }) => ({
    items: await desk.list(principal),
    next: null,
  }));
  app.post('/api/v1/channels', { config: write, schema: { summary: 'Make a channel', body: CreateChannel, response: { 201: CreatedChannel } } }, async ({ body, principal }, reply) =>
    reply.code(201).send(await desk.create(body, principal)));
  app.patch('/api/v1/channels/:id', { config: write, schema: { summary: 'Change a channel', params, body: UpdateChannel, response: { 200: CreatedChannel } } }, ({ params: { id }, body, principal }) =>
    desk.update(id, body, principal));
  app.delete('/api/v1/channels/:id', { config: write, schema: { summary: 'Remove a channel', params, response: { 204: z.undefined() } } }, async ({ params: { id }, principal }, reply) => {
    await desk.remove(id, principal);
    return reply.code(204).send();
  });
  app.post('/api/v1/channels/:id/test', { config: write, schema: { summary: 'Send a test message now', params, response: { 200: TestAnswer } } }, ({ params: { id }, principal }) =>
    sending.test(id, principal));

  app.get('/api/v1/deliveries', { config: read, schema: { summary: 'What was sent', querystring: DeliveriesQuery, response: { 200: Page(Delivery) } } }, ({ query }) => log.page(query));

  app.get('/api/v1/settings/mail', { config: { access: 'settings.read' }, schema: { summary: 'The mail server', response: { 200: MailSettings.nullable() } } }, () => mail.read());
  app.put('/api/v1/settings/mail', { config: { access: 'settings.write' }, schema: { summary: 'Set the mail server', body: SaveMailSettings, response: { 200: MailSettings } } }, ({ body, principal }) =>
    mail.save(body, principal));
}
