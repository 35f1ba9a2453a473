import { expect, test } from 'vitest';
import { manualClock } from '../kernel/clock.ts';
import type { OutgoingInit } from '../kernel/outgoing.ts';
import { gitHub } from './github.ts';

const TOKEN = 'ghp_very_secret';
const issue = (number: number, more: object = {}) => ({
  number, html_url: `https://github.test/acme/shop/issues/${number}`, title: 't', body: null, state: 'open', labels: ['a', { name: 'b' }, { name: null }], assignees: [{ login: 'octocat' }],
  milestone: null, user: { login: 'bot', type: 'Bot' }, created_at: '2026-06-01T12:00:00Z', updated_at: '2026-06-01T12:00:00Z', closed_at: null, ...more,
});

/** A client of a host that answers so, and what it was asked. */
function client(...answers: (Response | object)[]) {
  const asked: { url: URL; init: OutgoingInit }[] = [];
  const outgoing = {
    fetch(url: string | URL, init: OutgoingInit = {}) {
      asked.push({ url: new URL(url), init });
      const next = answers.shift();
      return Promise.resolve(next instanceof Response ? next : Response.json(next));
    },
  };
  return { asked, host: gitHub({ outgoing, clock: manualClock(1_700_000_000_000) }, { api: 'https://ghe.example/api/v3/', token: TOKEN }) };
}

test('is asked below the address of an Enterprise Server, with the token in a header only', async () => {
  const { host, asked } = client(issue(7));
  expect(await host.issue('acme/shop', 7)).toMatchObject({ number: 7, body: '', labels: ['a', 'b'], assignees: ['octocat'], author: { login: 'bot', isBot: true } });
  expect(asked[0]?.url.href).toBe('https://ghe.example/api/v3/repos/acme/shop/issues/7');
  expect(asked[0]?.init.headers).toMatchObject({ authorization: `Bearer ${TOKEN}`, 'x-github-api-version': '2022-11-28' });
});

test.for([
  { status: 401, code: 'outgoing_failed', says: 'does not accept the token' },
  { status: 302, code: 'outgoing_failed', says: 'another address' },
  { status: 500, code: 'outgoing_failed', says: 'it answered 500' },
  { status: 429, code: 'too_many', says: 'left alone' },
])('says why it cannot go on after $status, without what the host said or the token', async ({ status, code, says }) => {
  const { host } = client(Response.json({ message: `you sent ${TOKEN}` }, { status, headers: status === 302 ? { location: 'https://evil.example/' } : {} }));
  const error = await host.create('acme/shop', { title: 't', body: 'b', labels: [] }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code, message: expect.stringContaining(says) });
  expect(JSON.stringify(error) + String(error)).not.toContain(TOKEN);
});

test('an issue that was deleted, moved or hidden is not there; a link that is none is no answer', async () => {
  for (const status of [301, 404, 410]) expect(await client(Response.json({}, { status })).host.issue('acme/shop', 1)).toBeUndefined();
  await expect(client(issue(1, { html_url: 'javascript:alert(1)' })).host.issue('acme/shop', 1)).rejects.toMatchObject({ code: 'outgoing_failed' });
});

test('what did not change is not read again', async () => {
  const { host, asked } = client(Response.json([issue(1), issue(2, { pull_request: { url: 'x' } })], { headers: { etag: 'W/"1"' } }), new Response(null, { status: 304 }));
  const first = await host.changed('acme/shop', { since: '2026-06-01T00:00:00Z' });
  expect(first).toMatchObject({ items: [{ number: 1 }], last: '2026-06-01T12:00:00Z', full: false, etag: 'W/"1"' });
  expect(await host.changed('acme/shop', { since: '2026-06-01T00:00:00Z', etag: first?.etag })).toBeUndefined();
  expect(asked[1]?.init.headers).toMatchObject({ 'if-none-match': 'W/"1"' });
});

test('new issues are read no further back than asked for, and no more pages than allowed', async () => {
  const full = Array.from({ length: 100 }, (_, at) => issue(200 - at));
  const reached = client(full, [issue(100), issue(99, { created_at: '2026-05-01T00:00:00Z' })]);
  expect(await reached.host.madeSince('acme/shop', { since: '2026-06-01T00:00:00Z', most: 5 })).toHaveLength(101);
  const endless = client(full, full, full);
  expect(await endless.host.madeSince('acme/shop', { since: '2026-06-01T00:00:00Z', most: 2 })).toHaveLength(200);
  expect(endless.asked).toHaveLength(2);
});

test('who edited a text is asked beside the REST API of an Enterprise Server; one that does not tell says nothing', async () => {
  const edit = { editedAt: '2026-06-01T12:00:00Z', editor: { login: 'octocat' }, diff: 'text' };
  const tells = client({ data: { repository: { issue: { userContentEdits: { nodes: [edit, { ...edit, editor: null, diff: null }] } } } } });
  expect(await tells.host.edits('acme/shop', 1)).toEqual([{ at: Date.parse(edit.editedAt), by: 'octocat', text: 'text' }, { at: Date.parse(edit.editedAt), by: undefined, text: undefined }]);
  expect(tells.asked[0]?.url.href).toBe('https://ghe.example/api/graphql');
  for (const answer of [{ data: null, errors: [{ message: 'no' }] }, Response.json({}, { status: 403 })]) expect(await client(answer).host.edits('acme/shop', 1)).toBeUndefined();
});

test('milestones are told whole and in order, or not at all', async () => {
  const milestone = (number: number) => ({ number, title: `m${number}`, description: null, due_on: '2026-12-24T08:00:00Z', state: 'closed', creator: { login: 'ann' } });
  expect(await client([milestone(2), milestone(1)]).host.milestones('acme/shop')).toEqual([1, 2].map((number) => ({ number, title: `m${number}`, description: '', due: '2026-12-24', state: 'closed', creator: 'ann' })));
  const full = Array.from({ length: 100 }, (_, at) => milestone(at + 1));
  await expect(client(full, full, full).host.milestones('acme/shop')).rejects.toMatchObject({ code: 'conflict' });
});

test('a comment is made once', async () => {
  const said = client([], {});
  await said.host.commentOnce('acme/shop', 1, { mark: '<!-- m -->', body: 'hello', since: '2026-06-01T00:00:00Z' });
  expect(said.asked[1]?.init.body).toBe(JSON.stringify({ body: '<!-- m -->\nhello' }));
  const again = client([{ body: 'x' }, { body: '<!-- m -->\nhello' }]);
  await again.host.commentOnce('acme/shop', 1, { mark: '<!-- m -->', body: 'hello', since: '2026-06-01T00:00:00Z' });
  expect(again.asked).toHaveLength(1);
});
