import { z } from 'zod';
import { errors } from '../../kernel/errors.ts';
import type { Api } from '../../kernel/http/index.ts';
import { may } from '../../kernel/principal.ts';
import { SCHEMA_PATH, programSchema } from '../file/json-schema.ts';
import { badge } from './badge.ts';
import { PublicStatus } from './contract.ts';
import type { StatusDesk } from './desk.ts';
import { statusPage } from './page.ts';

const CACHED = 'public, max-age=60';
/** A badge that somebody kept would go on saying open. */
const NEVER_KEPT = 'no-cache, no-store, must-revalidate';

/** What strangers may see: the schema of programs, and what this one chooses for them as a page, as JSON, and as badges of gates. */
export function statusRoutes(app: Api, { status }: { status: StatusDesk }): void {
  const schema = JSON.stringify(programSchema());
  app.get(SCHEMA_PATH, { config: { access: 'public' }, schema: { summary: 'The JSON Schema of program.yaml, for editors', security: [] } }, (_request, reply) =>
    reply.type('application/schema+json').header('cache-control', 'public, max-age=3600').header('access-control-allow-origin', '*').send(schema));

  const chosen = async (): Promise<PublicStatus> => {
    const found = await status.status();
    if (found === undefined) throw errors.notFound({ what: 'page' });
    return found;
  };

  app.get('/status', { config: { access: 'public' } }, async (_request, reply) => {
    const { markup, policy } = statusPage(await chosen());
    return reply.type('text/html; charset=utf-8').header('cache-control', CACHED).header('content-security-policy', policy).send(markup);
  });
  app.get('/api/v1/status.json', { config: { access: 'public' }, schema: { summary: 'What the program shows to strangers', security: [], response: { 200: PublicStatus } } }, async (_request, reply) => {
    const found = await chosen();
    return reply.header('cache-control', CACHED).header('access-control-allow-origin', '*').send(found);
  });

  app.get('/api/v1/gates/:id/badge.svg', { config: { access: 'public' }, schema: { summary: 'The state of a gate as a picture; of gates that are not public, to who may read the program', params: z.object({ id: z.string().max(100) }) } }, async ({ params: { id }, caller }, reply) => {
    const found = await status.badge(id);
    if (found?.isPublic !== true) {
      // Whether there is such a gate is nobody's business who may not read the program.
      if (caller === null) throw errors.unauthenticated();
      if (!may(caller, 'program.read')) throw errors.forbidden({ permission: 'program.read' });
      if (found === undefined) throw errors.notFound({ what: 'gate' });
    }
    return reply.type('image/svg+xml; charset=utf-8').header('cache-control', NEVER_KEPT).header('content-security-policy', "default-src 'none'")
      .header('cross-origin-resource-policy', found.isPublic ? 'cross-origin' : 'same-origin').send(badge(found));
  });
}
