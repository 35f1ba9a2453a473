import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { testServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => { server = await testServer(); });
afterAll(() => server.stop());

const Document = z.looseObject({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({ parameters: z.array(z.unknown()).optional(), requestBody: z.unknown().optional() }))),
});

const document = async () => Document.parse(await (await fetch(`${server.url}/api/openapi.json`)).json());

test('the OpenAPI document is valid OpenAPI 3.1', async () => {
  const api = await document();
  const result = await new Validator().validate(structuredClone(api));
  expect(result.errors).toBeUndefined();
  expect(result.valid).toBe(true);
  expect(api.openapi).toMatch(/^3\.1/);
});

test('whoever sends no credentials gets nothing from any route but those that are there for strangers', async () => {
  const forStrangers = new Set(['GET /api/v1/session', 'POST /api/v1/session', 'POST /api/v1/setup', 'POST /api/v1/agents/enroll', 'POST /api/v1/invitations/accept', 'GET /api/v1/sso/start', 'GET /api/v1/sso/callback', 'GET /api/v1/program/schema', 'GET /api/v1/status.json']);
  const { paths } = await document();
  const routes = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })));
  const guarded = routes.filter(({ method, path }) => path.startsWith('/api/') && !forStrangers.has(`${method} ${path}`));
  expect(guarded.length).toBeGreaterThan(40);
  for (const { method, path } of guarded) {
    const url = `${server.url}${path.replaceAll(/\{\w+\}/g, 'x')}`;
    const answer = await fetch(url, { method, ...(method === 'GET' || method === 'DELETE' ? {} : { body: '{}', headers: { 'content-type': 'application/json' } }) });
    expect.soft(answer.status, `${method} ${path}`).toBe(401);
    await answer.body?.cancel();
  }
});

test('operations: alive, ready with both stores, and metrics without names of sources for strangers', async () => {
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  const ready = await fetch(`${server.url}/readyz`);
  expect(await ready.json()).toEqual({ status: 'ready', parts: [{ name: 'database', ready: true }, { name: 'event store', ready: true }] });
  const open = await (await fetch(`${server.url}/metrics`)).text();
  expect(open).toContain('glacis_engine_up{engine="chdb"} 1');
  expect(open).not.toContain('source="');
  const whole = await (await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${server.token}` } })).text();
  expect(whole).toContain('source="');
});

test('an unknown API path is a problem document, not a page', async () => {
  const answer = await fetch(`${server.url}/api/v1/nothing`, { headers: { accept: 'text/html' } });
  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
});
