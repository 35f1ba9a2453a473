import type { FastifyRequest } from 'fastify';

/** Aborts when the client goes away before its answer is complete. */
export function clientSignal(request: FastifyRequest): AbortSignal {
  const gone = new AbortController();
  request.raw.socket.once('close', () => gone.abort());
  return gone.signal;
}
