import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import type { AgentReport } from '../../vulnerabilities/contract.ts';
import { serverAddress, serverLink } from './link.ts';

describe('the address of a server', () => {
  test.for([
    ['https://glacis.example/', false, 'https://glacis.example'],
    ['https://glacis.example/under/', false, 'https://glacis.example/under'],
    ['http://127.0.0.1:7400', false, 'http://127.0.0.1:7400'],
    ['http://localhost:7400', false, 'http://localhost:7400'],
    ['http://[::1]:7400', false, 'http://[::1]:7400'],
    ['http://10.0.0.1:7400', true, 'http://10.0.0.1:7400'],
  ] as const)('%s', ([given, insecure, address]) => {
    expect(serverAddress(given, insecure)).toBe(address);
  });

  test.for([
    ['http://10.0.0.1:7400', 'plain http'], ['http://127.example', 'plain http'], ['http://localhost.example', 'plain http'],
    ['ftp://glacis.example', '--server'], ['glacis.example', '--server'], ['https://me:secret@glacis.example', '--server'],
  ] as const)('%s is refused', ([given, reason]) => {
    expect(() => serverAddress(given, false)).toThrow(reason);
    expect(() => serverAddress(given, false)).not.toThrow('secret');
  });
});

describe('the way to the server', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });
  const served = async (answer: RequestListener): Promise<string> => {
    const server = createServer(answer);
    servers.push(server);
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    const address = server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  };

  test('packs a report and shows the credential to its server', async () => {
    const got: { url: string | undefined; token: string | undefined; body: string }[] = [];
    const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      got.push({ url: request.url, token: request.headers.authorization, body: gunzipSync(await buffer(request)).toString() });
      response.writeHead(202).end('{}');
    };
    const server = await served((request, response) => void take(request, response));
    await serverLink({ server, token: 'secret' }).report({ agent: { version: '1' } } as AgentReport);
    expect(got).toEqual([{ url: '/api/v1/agents/report', token: 'Bearer secret', body: '{"agent":{"version":"1"}}' }]);
  });

  test.for<[string, RequestListener, object]>([
    ['says no', (_, response) => response.writeHead(401, { 'retry-after': '7' }).end('{"code":"unauthenticated","title":"You are not signed in."}'), { code: 'unauthenticated', status: 401, exit: 3, details: { retryAfter: 7 } }],
    ['answers with a page', (_, response) => response.writeHead(502).end('<html>'), { code: 'http_502', status: 502 }],
    ['answers without end', (_, response) => void response.writeHead(200).end('x'.repeat(1_000_000)), { code: 'unavailable' }],
    ['leads elsewhere', (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(), { code: 'unavailable' }],
    ['breaks off', (request) => request.socket.destroy(), { code: 'unavailable' }],
  ])('tells of a server that %s', async ([, answer, error]) => {
    const server = await served(answer);
    await expect(serverLink({ server, token: 'secret' }).post('/x', Buffer.from('{}'))).rejects.toMatchObject(error);
  });
});
