import { Agent as PlainAgent, request as plainRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { errors, reasonOf } from '../../../kernel/errors.ts';

/** An answer of a server, whole. */
export type Answer = { status: number; headers: IncomingMessage['headers']; body: Uint8Array };

export type Patience = {
  /** Without a byte for so long, an attempt has failed. */
  idleMs: number;
  /** An attempt may last so long in all. */
  totalMs: number;
};

export type Requesting = {
  send(url: URL, options: { method: 'GET' | 'HEAD'; headers: Readonly<Record<string, string>>; maxBytes: number; onBytes?: (done: number, total: number | undefined) => void }): Promise<Answer>;
  close(): void;
};

/**
 * Sends requests with connections that are kept, through the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name.
 * @returns whose `send` rejects with plain errors: who calls decides whether to try again.
 */
export function requester({ env, patience }: { env: NodeJS.ProcessEnv; patience: Patience }): Requesting {
  const options = { keepAlive: true, maxSockets: 8, proxyEnv: env };
  const plain = new PlainAgent(options);
  const tls = new TlsAgent(options);
  return {
    send(url, { method, headers, maxBytes, onBytes }) {
      const isTls = url.protocol === 'https:';
      const given: RequestOptions = {
        method,
        headers: { 'user-agent': 'Glacis', 'accept-encoding': 'identity', ...headers },
        agent: isTls ? tls : plain,
        signal: AbortSignal.timeout(patience.totalMs),
      };
      return new Promise((resolve, reject) => {
        const request = (isTls ? tlsRequest : plainRequest)(url, given);
        request.setTimeout(patience.idleMs, () => request.destroy(new Error(`nothing came for ${patience.idleMs / 1_000} s`)));
        request.once('error', (error) => reject(error.name === 'AbortError' || error.name === 'TimeoutError' ? new Error(`it took longer than ${patience.totalMs / 1_000} s`) : error));
        request.once('response', (response) => {
          bodyOf(response, method === 'HEAD' ? 0 : maxBytes, onBytes).then(
            (body) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
            (error: unknown) => {
              request.destroy();
              reject(error instanceof Error ? error : new Error(reasonOf(error)));
            },
          );
        });
        request.end();
      });
    },
    close() {
      plain.destroy();
      tls.destroy();
    },
  };
}

/** The body, held to the length that the server stated. @throws {GlacisError} `too_large`, or a plain error where it is cut short. */
async function bodyOf(response: IncomingMessage, maxBytes: number, onBytes?: (done: number, total: number | undefined) => void): Promise<Uint8Array> {
  const stated = response.headers['content-length'] === undefined ? undefined : Number(response.headers['content-length']);
  const isBodyless = response.statusCode === 304 || response.statusCode === 204 || maxBytes === 0;
  if (!isBodyless && stated !== undefined && stated > maxBytes) throw errors.tooLarge({ what: 'What the server sends', limit: maxBytes });
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response) {
    if (!(part instanceof Buffer)) continue;
    size += part.length;
    if (size > maxBytes) throw errors.tooLarge({ what: 'What the server sends', limit: maxBytes });
    parts.push(part);
    onBytes?.(size, stated);
  }
  if (!response.complete) throw new Error('the answer was cut short');
  if (!isBodyless && stated !== undefined && size !== stated) throw new Error(`${size} of ${stated} bytes came`);
  const [only, ...more] = parts;
  return only !== undefined && more.length === 0 ? only : Buffer.concat(parts, size);
}
