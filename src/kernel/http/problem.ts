import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { isUnstorable } from '../database/index.ts';
import { GlacisError, errors } from '../errors.ts';

/** An error answer: RFC 9457 problem details with a stable `code`. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    hint: z.string().optional(),
    requestId: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
  })
  .describe('RFC 9457 problem details');
z.globalRegistry.add(Problem, { id: 'Problem' });

/** Turns what a handler threw into a problem document. Unexpected errors are logged whole and told as `internal`. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = asKnown(error);
  if (known.status >= 500) request.log.error({ err: error }, known.message);
  const retryAfter = known.details?.['retryAfter'];
  if (typeof retryAfter === 'number') void reply.header('retry-after', String(Math.ceil(retryAfter)));
  if (known.status === 401) void reply.header('www-authenticate', 'Bearer');
  return reply.code(known.status).type('application/problem+json').serializer(JSON.stringify).send({
    type: `urn:glacis:error:${known.code}`,
    title: known.message,
    status: known.status,
    code: known.code,
    ...(known.hint === undefined ? {} : { hint: known.hint }),
    ...(known.details === undefined ? {} : { details: known.details }),
    requestId: request.id,
  });
}

function asKnown(error: unknown): GlacisError {
  if (error instanceof GlacisError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const first = error.validation[0];
    const where = first?.instancePath ? `${first.instancePath.slice(1).replaceAll('/', '.')}: ` : '';
    return errors.invalid({
      what: `${where}${first?.message ?? 'The request is not valid.'}`,
      issues: error.validation.slice(0, 20).map((issue) => ({ path: issue.instancePath, message: issue.message })),
    });
  }
  if (isUnstorable(error)) return errors.invalid({ what: 'A value holds a character or a time that cannot be stored.' });
  return isClientError(error) ? fromFastify(error) : errors.internal();
}

const isClientError = (error: unknown): error is FastifyError =>
  error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' && error.statusCode >= 400 && error.statusCode < 500;

function fromFastify(error: FastifyError): GlacisError {
  switch (error.statusCode) {
    case 404:
      return errors.notFound({ what: 'page' });
    case 413:
      return new GlacisError({ code: 'too_large', status: 413, exit: 3, message: 'The request is too large.', hint: 'Send it in smaller parts.' });
    case 415:
      return errors.unsupported({ what: 'This content type is not understood here.' });
    default:
      return errors.invalid({ what: error.message });
  }
}
