import { once } from 'node:events';
import type { FastifyReply } from 'fastify';

/** Server-sent events (WHATWG HTML, section 9.2). */
export type EventStream = {
  /** Resolves when the client can take more; a slow one holds up its own stream, never memory. */
  send(event: string, data: unknown, id?: string): Promise<void>;
  signal: AbortSignal;
  close(): void;
};

const HEARTBEAT_MS = 15_000;

/** Takes the reply over for a stream that ends when the client leaves or `close` is called. */
export function openStream(reply: FastifyReply): EventStream {
  reply.hijack();
  const out = reply.raw;
  const gone = new AbortController();
  const headers = reply.getHeaders();
  out.writeHead(200, {
    ...Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  out.write(': open\n\n');
  const heartbeat = setInterval(() => out.write(': still here\n\n'), HEARTBEAT_MS);
  out.once('close', () => {
    clearInterval(heartbeat);
    gone.abort();
  });
  return {
    signal: gone.signal,
    async send(event, data, id) {
      if (gone.signal.aborted) return;
      const text = `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
      if (!out.write(text)) await once(out, 'drain', { signal: gone.signal }).catch(() => {});
    },
    close: () => out.end(),
  };
}
