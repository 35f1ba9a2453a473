import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { errors } from '../../kernel/errors.ts';
import { clientSignal, type Api } from '../../kernel/http/index.ts';
import { ExportQuery } from './contract.ts';
import type { ExportDesk } from './desk.ts';

/** Each holds some megabytes for a client that may read slowly: one for each caller, and so many in all. */
const AT_ONCE = 4;

/** `GET /api/v1/program/export`. */
export function exportRoutes(app: Api, { exports }: { exports: ExportDesk }): void {
  const running = new Set<string>();
  app.get('/api/v1/program/export', { config: { access: 'program.read' }, schema: { summary: 'All that auditors need, as one signed archive (tar, gzip): programs, evidence, decisions, exceptions, reports', querystring: ExportQuery } }, async (request, reply) => {
    const { id } = request.principal;
    if (running.has(id) || running.size >= AT_ONCE) throw errors.tooMany({ what: running.has(id) ? 'You have an export under way.' : 'Other exports are under way.', retryAfter: 30 });
    running.add(id);
    try {
      const gone = clientSignal(request);
      const pieces = await exports.archive(request.query, request.principal);
      const bytes = createGzip();
      const made = pipeline(Readable.from(whilePermitted(pieces, () => request.stillMay())), bytes, { signal: gone }).catch((error: unknown) => {
        if (!gone.aborted) request.log.error({ err: error }, 'an export was broken off');
        bytes.destroy();
      });
      void reply.type('application/gzip').header('content-disposition', 'attachment; filename="glacis-export.tar.gz"').header('cache-control', 'no-store').send(bytes);
      await finished(bytes).catch(() => {});
      await made;
      return reply;
    } finally {
      running.delete(id);
    }
  });
}

const ASK_EVERY_BYTES = 4 * 1024 ** 2;

/** Asks now and then whether whoever reads may still have it; where not, the archive ends without its manifest. */
async function* whilePermitted(pieces: AsyncIterable<Buffer>, stillMay: () => Promise<boolean>): AsyncGenerator<Buffer, void, undefined> {
  let unasked = 0;
  for await (const piece of pieces) {
    unasked += piece.length;
    if (unasked >= ASK_EVERY_BYTES) {
      if (!(await stillMay())) throw new Error('the caller may not read it any more');
      unasked = 0;
    }
    yield piece;
  }
}
