import { existsSync } from 'node:fs';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { GlacisError, errors, reasonOf } from '../../../kernel/errors.ts';
import type { Api } from '../../../kernel/http/index.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { advisoryFile, openAdvisories } from '../../../scanning/index.ts';
import type { HarborDesk } from './desk.ts';
import { SCANNER } from './report.ts';
import { CONSUMED, MIME, ScanRequest } from './shapes.ts';

const BODY_BYTES = 64 * 1024;
const REFRESH_AFTER_S = 5;
const params = z.object({ id: z.string().max(100) });

/** Harbor's pluggable scanner API: Glacis as the scanner of a Harbor, which shows a token with the scope scans.upload. */
export function harborRoutes(app: Api, { desk, config }: { desk: HarborDesk } & Pick<Kernel, 'config'>): void {
  const access = { access: 'scans.upload' } as const;
  void app.register(async (scope: Api) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(/^application\/(?:[\w.-]+\+)?json/, { parseAs: 'string', bodyLimit: BODY_BYTES }, (_request, body, parsed) => parsed(null, String(body)));
    scope.setErrorHandler((error, request, reply) => {
      const known = asKnown(error);
      if (known.status >= 500) request.log.error({ err: error }, known.message);
      if (known.status === 401) void reply.header('www-authenticate', 'Bearer');
      return answer(reply, known.status, MIME.error, { error: { message: [known.message, known.hint].filter(Boolean).join(' ') } });
    });

    scope.get('/api/v1/harbor/api/v1/metadata', { config: access, schema: { summary: 'What this scanner can (Harbor)' } }, async (_request, reply) =>
      answer(reply, 200, MIME.metadata, {
        scanner: SCANNER,
        capabilities: [{ consumes_mime_types: CONSUMED, produces_mime_types: [MIME.report, MIME.reportBefore] }],
        properties: { 'harbor.scanner-adapter/scanner-type': 'os-package-vulnerability', ...advisoriesUpdated(advisoryFile(config.advisories)) },
      }));

    scope.post<{ Body: string }>('/api/v1/harbor/api/v1/scan', { config: access, bodyLimit: BODY_BYTES, schema: { summary: 'Scan an image (Harbor)' } }, async ({ body }, reply) =>
      answer(reply, 202, MIME.response, { id: await desk.order(requestOf(body)) }));

    scope.get<{ Params: { id: string } }>('/api/v1/harbor/api/v1/scan/:id/report', { config: access, schema: { summary: 'What a scan found (Harbor)', params } }, async ({ params: { id }, headers: { accept } }, reply) => {
      const type = wantedType(accept);
      const scan = await desk.look(id);
      if (scan.is === 'running') return reply.code(302).header('refresh-after', String(REFRESH_AFTER_S)).send();
      if (scan.is === 'failed') return answer(reply, 500, MIME.error, { error: { message: scan.reason } });
      return answer(reply, 200, type, scan.report);
    });
  });
}

/** As text: types with a version are not taken for JSON, and must come without a charset behind. */
const answer = (reply: FastifyReply, status: number, type: string, value: object): FastifyReply => reply.code(status).header('content-type', type).send(Buffer.from(JSON.stringify(value)));

/** @throws {GlacisError} as the specification has it: 400 for what is no JSON, 422 for a field. */
function requestOf(body: string): ScanRequest {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    throw errors.invalid({ what: 'The request is no JSON.' });
  }
  const parsed = ScanRequest.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw unprocessable(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is not right'}`);
}

const unprocessable = (message: string): GlacisError => new GlacisError({ code: 'invalid', status: 422, exit: 2, message });

function asKnown(error: unknown): GlacisError {
  if (error instanceof GlacisError) return error.code === 'invalid' && !/no JSON/.test(error.message) ? unprocessable(error.message) : error;
  const status = error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
  return status < 500 ? new GlacisError({ code: 'invalid', status, exit: 2, message: reasonOf(error) }) : errors.internal();
}

/** @throws {GlacisError} 406 where the report is wanted in another form. */
function wantedType(accept = '*/*'): string {
  const plainly = (type: string): string => type.replaceAll(/[\s"]/g, '').toLowerCase();
  const wanted = accept.slice(0, 1_000).split(',').map(plainly);
  const found = [MIME.report, MIME.reportBefore].find((type) => wanted.includes(plainly(type)));
  if (found !== undefined) return found;
  if (wanted.some((type) => type.startsWith('*/*') || type.startsWith('application/*'))) return MIME.report;
  throw new GlacisError({ code: 'unsupported', status: 406, exit: 2, message: `A report comes as ${MIME.report}.` });
}

/** When the advisories that judge were brought up to date. */
function advisoriesUpdated(file: string): Record<string, string> {
  if (!existsSync(file)) return {};
  try {
    const book = openAdvisories(file);
    const { updated } = book.stamp;
    book.close();
    return { 'harbor.scanner-adapter/vulnerability-database-updated-at': updated };
  } catch {
    // Damaged: the doctor tells of it.
    return {};
  }
}
