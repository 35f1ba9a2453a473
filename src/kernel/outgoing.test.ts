import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { guardedOutgoing } from './outgoing.ts';

let server: Server;
let port: number;
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.headers.host} ${request.url}`);
    if (request.url === '/redirect') return response.writeHead(302, { location: 'http://169.254.169.254/latest/' }).end();
    if (request.url === '/large') return response.end('x'.repeat(10_000));
    if (request.url === '/slow') return undefined;
    if (request.url === '/none') return response.writeHead(204).end();
    request.pipe(response);
    return undefined;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const at = (...addresses: string[]) => () => Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
const refused = expect.objectContaining({ code: 'outgoing_refused' });

test.for([
  '127.0.0.1', '10.1.2.3', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '255.255.255.255', '224.0.0.1', '192.0.2.1', '198.18.0.1',
  '[::1]', '[::]', '[fe80::1]', '[fd00:ec2::254]', '[::ffff:169.254.169.254]', '[::ffff:10.0.0.1]', '[::127.0.0.1]', '[64:ff9b::a9fe:a9fe]', '[2002:7f00:1::]', '[ff02::1]',
  '2130706433', '0x7f.1', '0177.0.0.1', '127.1',
])('https://%s/ is refused, however it is written', async (host) => {
  await expect(guardedOutgoing({ allow: [] }).fetch(`https://${host}/`)).rejects.toEqual(refused);
});

test('a name is refused when all its addresses are internal, and reached only at its public ones', async () => {
  await expect(guardedOutgoing({ allow: [], resolver: at('10.0.0.1', 'fd00::1') }).resolve('intranet.example')).rejects.toEqual(refused);
  const mixed = await guardedOutgoing({ allow: [], resolver: at('10.0.0.1', '93.184.215.14') }).resolve('mixed.example');
  expect(mixed.map(({ address }) => address)).toEqual(['93.184.215.14']);
});

test('the operator allows a network; then plain http may be used there and nowhere else', async () => {
  const outgoing = guardedOutgoing({ allow: ['127.0.0.0/8'], resolver: at('93.184.215.14') });
  const answer = await outgoing.fetch(`http://127.0.0.1:${port}/echo`, { method: 'POST', body: 'hello' });
  expect([answer.status, await answer.text()]).toEqual([200, 'hello']);
  await expect(outgoing.fetch('http://public.example/')).rejects.toEqual(expect.objectContaining({ code: 'outgoing_refused', details: { host: 'public.example', reason: 'plain-http' } }));
});

test('the connection goes to the address that was checked, whatever the name says a moment later', async () => {
  let answers = 0;
  const rebinding = () => Promise.resolve([{ address: answers++ === 0 ? '127.0.0.1' : '10.0.0.1', family: 4 }]);
  const answer = await guardedOutgoing({ allow: ['127.0.0.1'], resolver: rebinding }).fetch(`http://rebind.example:${port}/pinned`);
  expect(answer.status).toBe(200);
  expect(answers).toBe(1);
  expect(asked.at(-1)).toBe(`GET rebind.example:${port} /pinned`);
});

test('a redirect is an answer, never followed', async () => {
  const answer = await guardedOutgoing({ allow: ['127.0.0.1'] }).fetch(`http://127.0.0.1:${port}/redirect`);
  expect(answer.status).toBe(302);
  expect((await guardedOutgoing({ allow: ['127.0.0.1'] }).fetch(`http://127.0.0.1:${port}/none`)).status).toBe(204);
});

test('time and size are bounded', async () => {
  const outgoing = guardedOutgoing({ allow: ['127.0.0.1'] });
  await expect(outgoing.fetch(`http://127.0.0.1:${port}/slow`, { timeoutMs: 50 })).rejects.toMatchObject({ code: 'outgoing_failed', message: expect.stringContaining('took too long') });
  await expect(outgoing.fetch(`http://127.0.0.1:${port}/large`, { maxBytes: 9_999 })).rejects.toMatchObject({ code: 'outgoing_failed' });
  const unresolved = guardedOutgoing({ allow: [], resolver: () => new Promise(() => {}) });
  await expect(unresolved.fetch('https://slow.example/', { timeoutMs: 50 })).rejects.toMatchObject({ code: 'outgoing_failed' });
});

test.for(['file:///etc/passwd', 'ftp://example.com/', 'https://user:pass@example.com/', 'gopher://x', 'nonsense'])('%s is not fetched', async (url) => {
  await expect(guardedOutgoing({ allow: [] }).fetch(url)).rejects.toMatchObject({ code: 'invalid' });
});

test('who streams by itself gets the addresses under the same rule', async () => {
  const outgoing = guardedOutgoing({ allow: ['127.0.0.0/8'], resolver: at('93.184.215.14') });
  expect(await outgoing.addressesOf(new URL('http://127.0.0.1:5000/v2/'))).toEqual([{ address: '127.0.0.1', family: 4 }]);
  expect(await outgoing.addressesOf(new URL('https://public.example/'))).toEqual([{ address: '93.184.215.14', family: 4 }]);
  for (const url of ['http://public.example/', 'https://[::1]/', 'https://10.0.0.1/']) await expect(outgoing.addressesOf(new URL(url))).rejects.toEqual(refused);
});
