import { Readable } from 'node:stream';
import { z } from 'zod';
import { Page, decodeCursor, type Api } from '../../kernel/http/index.ts';
import type { auditReading } from '../audit-reading.ts';
import { AuditEntry, AuditQuery } from '../contract.ts';
import { pageOf } from './people.ts';

/** Glacis's own log: read and exported, never changed. */
export function auditRoutes(app: Api, { auditLog }: { auditLog: ReturnType<typeof auditReading> }): void {
  app.get(
    '/api/v1/audit',
    { config: { access: 'audit.read' }, schema: { summary: 'The audit log, the newest first', querystring: AuditQuery, response: { 200: Page(AuditEntry) } } },
    async ({ query: { limit, cursor, ...filter } }) => {
      const before = cursor === undefined ? undefined : decodeCursor(cursor, z.tuple([z.number().int()]))[0];
      return pageOf(await auditLog.page(filter, { limit: limit + 1, before }), limit, ({ seq }) => [seq]);
    },
  );
  app.get(
    '/api/v1/audit/export',
    { config: { access: 'audit.export' }, schema: { summary: 'The audit log as NDJSON', querystring: AuditQuery.omit({ limit: true, cursor: true }) } },
    async ({ query, principal }, reply) =>
      reply
        .type('application/x-ndjson; charset=utf-8')
        .header('content-disposition', 'attachment; filename="glacis-audit.ndjson"')
        .send(Readable.from(await auditLog.export(query, principal))),
  );
}
