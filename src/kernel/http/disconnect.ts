import type { FastifyRequest } from 'fastify';

/** Aborts when the client goes away before its answer is complete. */
export function clientSignal(request: FastifyRequest): AbortSignal {
  const gone = new AbortController();
  const { raw } = request;
  const { socket } = raw;
  const leave = () => gone.abort();
  socket.once('close', leave);
  // One connection carries many requests: each takes its own listener along.
  raw.once('close', () => {
    socket.off('close', leave);
    if (socket.destroyed) leave();
  });
  return gone.signal;
}
