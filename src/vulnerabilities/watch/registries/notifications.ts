import { z } from 'zod';
import { hashToken, sameSecret } from '../../../kernel/crypto.ts';
import { errors } from '../../../kernel/errors.ts';
import type { Api } from '../../../kernel/http/index.ts';
import { isRepository, isTag } from '../../../scanning/index.ts';
import type { RegistryDesk } from './desk.ts';
import { fitsAny } from './glob.ts';
import type { RegistryPoller } from './poller.ts';

const params = z.object({ id: z.string().max(64) });
/** Docker Registry notifications: an envelope of events (CNCF Distribution, "Working with notifications"). */
const Envelope = z.object({ events: z.array(z.unknown()).max(1_000) });
const Event = z.object({ action: z.string(), target: z.object({ repository: z.string().refine(isRepository), tag: z.string().refine(isTag).optional() }) });
const Answer = z.object({ tags: z.number().int() }).describe('How many tags will be looked at');

const BODY_BYTES = 1024 * 1024;
/** More at once are a reason to look at everything. */
const MOST_TAGS = 50;

/** Where registries tell of pushes. What they say is believed as far as it names a tag: that one is looked at. */
export function notificationRoutes(app: Api, { desk, poller }: { desk: Pick<RegistryDesk, 'find' | 'findIf'>; poller: Pick<RegistryPoller, 'lookAt' | 'makeDue'> }): void {
  void app.register(async (scope: Api) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(/^application\/(?:[\w.-]+\+)?json/, { parseAs: 'string', bodyLimit: BODY_BYTES }, (_request, body, parsed) => {
      try {
        parsed(null, JSON.parse(String(body)));
      } catch {
        parsed(errors.invalid({ what: 'The body is no JSON.' }));
      }
    });
    scope.post<{ Params: { id: string } }>('/api/v1/registries/:id/notifications', {
      config: { access: 'public' },
      bodyLimit: BODY_BYTES,
      schema: { summary: 'Events of a registry (Docker Registry notifications), with the token that was made for it', params, body: Envelope, response: { 202: Answer } },
      // Before anything of the body is read.
      onRequest: async ({ params: { id }, headers: { authorization } }) => {
        const token = /^bearer +(\S{1,200})$/i.exec(authorization ?? '')?.[1];
        const row = await desk.findIf(id);
        if (token === undefined || !row?.notifyToken || !sameSecret(hashToken(token), row.notifyToken)) throw errors.unauthenticated();
      },
    }, async ({ params: { id }, body }, reply) => {
      const { repositories, tags } = await desk.find(id);
      const events = Envelope.parse(body).events.flatMap((event) => Event.safeParse(event).data ?? []).filter(({ target }) => fitsAny(repositories, target.repository));
      const pushed = new Map(events.flatMap(({ action, target: { repository, tag } }) => (action === 'push' && tag !== undefined && fitsAny(tags, tag) ? [[`${repository}:${tag}`, { repository, tag }]] : [])));
      if (pushed.size > MOST_TAGS || events.some(({ action }) => action === 'delete')) await poller.makeDue(id);
      else for (const { repository, tag } of pushed.values()) await poller.lookAt(id, repository, tag);
      return reply.code(202).send({ tags: pushed.size });
    });
  });
}
