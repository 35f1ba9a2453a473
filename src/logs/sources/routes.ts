import { z } from 'zod';
import type { Config } from '../../kernel/config.ts';
import { Page, decodeCursor, encodeCursor, pageQuery, type Api } from '../../kernel/http/index.ts';
import { CreateSource, CreateSourceToken, Receivers, Source, SourceCertificate, SourceName, SourceToken, UpdateSource } from '../contract.ts';
import type { SourceDesk } from './desk.ts';

const params = z.object({ name: SourceName });

/** The registered sources: their settings, their ledgers, and what proves who may write them. */
export function sourceRoutes(app: Api, { desk, config: { syslogPort, syslogTlsPort } }: { desk: SourceDesk; config: Pick<Config, 'syslogPort' | 'syslogTlsPort'> }): void {
  app.get(
    '/api/v1/receivers',
    { config: { access: 'sources.read' }, schema: { summary: 'Where syslog is taken', response: { 200: Receivers } } },
    () => ({ syslogPort, syslogTlsPort }),
  );
  app.get(
    '/api/v1/sources',
    { config: { access: 'sources.read' }, schema: { summary: 'Sources with their ledgers', querystring: pageQuery(), response: { 200: Page(Source) } } },
    async ({ query: { limit, cursor }, principal }) => {
      const after = cursor === undefined ? undefined : decodeCursor(cursor, z.tuple([z.string()]))[0];
      const found = await desk.list({ limit: limit + 1, after }, principal);
      const items = found.slice(0, limit);
      const last = items.at(-1);
      return { items, next: found.length > limit && last ? encodeCursor([last.name]) : null };
    },
  );
  app.post(
    '/api/v1/sources',
    { config: { access: 'sources.create' }, schema: { summary: 'Register a source', body: CreateSource, response: { 201: Source } } },
    async ({ body, principal }, reply) => reply.code(201).send(await desk.create(body, principal)),
  );
  app.get(
    '/api/v1/sources/:name',
    { config: { access: 'sources.read' }, schema: { summary: 'A source with its ledger', params, response: { 200: Source } } },
    ({ params: { name }, principal }) => desk.read(name, principal),
  );
  app.patch(
    '/api/v1/sources/:name',
    { config: { access: 'sources.write' }, schema: { summary: 'Change a source', params, body: UpdateSource, response: { 200: Source } } },
    ({ params: { name }, body, principal }) => desk.change(name, body, principal),
  );
  app.delete(
    '/api/v1/sources/:name',
    {
      config: { access: 'sources.write' },
      schema: { summary: 'Delete a source', params, querystring: z.object({ force: z.stringbool().default(false) }), response: { 204: z.undefined() } },
    },
    async ({ params: { name }, query: { force }, principal }, reply) => {
      await desk.remove(name, { force, by: principal });
      return reply.code(204).send();
    },
  );
  app.post(
    '/api/v1/sources/:name/tokens',
    {
      config: { access: 'sources.write' },
      schema: { summary: 'Make a token that writes this source', params, body: CreateSourceToken.optional(), response: { 201: SourceToken } },
    },
    async ({ params: { name }, body, principal }, reply) => reply.code(201).send(await desk.token(name, body ?? {}, principal)),
  );
  app.post(
    '/api/v1/sources/:name/certificates',
    {
      config: { access: 'sources.write' },
      schema: { summary: 'Make a client certificate by which syslog over TLS is known to be of this source', params, response: { 201: SourceCertificate } },
    },
    async ({ params: { name }, principal }, reply) => {
      const { cert, key, ca, fingerprint, notAfter } = await desk.certificate(name, principal);
      return reply.code(201).send({ certificate: cert, key, ca, fingerprint, notAfter: new Date(notAfter).toISOString() });
    },
  );
}
