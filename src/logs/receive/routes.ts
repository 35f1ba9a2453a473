import { z } from 'zod';
import type { Api } from '../../kernel/http/index.ts';
import { IngestAnswer, IngestQuery } from '../contract.ts';
import type { HttpIngest } from './http/ingest.ts';

/** Where lines come in. */
export function receiveRoutes(app: Api, { ingest }: { ingest: HttpIngest }): void {
  // In a scope of its own: here a body is a stream of whatever type, and nothing reads it before the handler does.
  void app.register(async (scope: Api) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.post(
      '/api/v1/ingest',
      {
        config: { access: 'events.ingest' },
        schema: {
          summary: 'Send log lines',
          description:
            'The body is lines (NDJSON or plain text) or a JSON array, as it is or compressed with gzip or zstd: at most 64 MiB, 256 MiB decompressed, 1 MiB a line. '
            + 'Answered when all is on disk. With an Idempotency-Key a retry within 24 hours stores nothing twice; without one, the same body within ten minutes.',
          querystring: IngestQuery,
          headers: z.looseObject({ 'content-type': z.string().optional(), 'content-encoding': z.string().optional(), 'idempotency-key': z.string().max(200).optional() }),
          response: { 200: IngestAnswer },
        },
      },
      async ({ query, headers, raw, principal }, reply) => {
        try {
          return await ingest({
            source: query.source,
            format: query.format,
            headers: {
              contentType: headers['content-type'], contentEncoding: headers['content-encoding'],
              contentLength: raw.headers['content-length'], idempotencyKey: headers['idempotency-key'],
            },
            body: raw,
            by: principal,
          });
        } catch (error) {
          // What is left of the body would be read as the next request.
          if (!raw.complete) void reply.header('connection', 'close');
          throw error;
        }
      },
    );
  });
}
