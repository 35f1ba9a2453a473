import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { gitHub as gitHubOrganization, type GitHub } from '../../src/detection/signins/github.ts';
import { identityDesk } from '../../src/detection/signins/identities.ts';
import { identityImporters, type Importers, type SsoPeople } from '../../src/detection/signins/importers.ts';
import { identityImport } from '../../src/detection/signins/importing.ts';
import { sweepSignIns } from '../../src/detection/signins/retention.ts';
import { identities, signIns } from '../../src/detection/tables.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { systemPrincipal } from '../../src/kernel/principal.ts';
import { testDatabase } from '../support/database.ts';

const by = systemPrincipal('test');
let database: Awaited<ReturnType<typeof testDatabase>>;
let kernel: Kernel;
let desk: ReturnType<typeof identityDesk>;
let gitHub: GitHub;
let importers: Importers;
let people: { email: string; name: string; sso: boolean; disabled: boolean }[] = [];
const sso: SsoPeople = { list: ({ limit, after }) => Promise.resolve(people.filter(({ email }) => email > (after ?? '')).sort((a, b) => (a.email < b.email ? -1 : 1)).slice(0, limit)) };

/** A member as the published shape has it (GitHub REST API, simple-user). */
const member = (login: string) => ({
  login, id: 1, node_id: 'MDQ6VXNlcjE=', avatar_url: 'https://github.com/images/error/octocat_happy.gif', gravatar_id: '', url: `https://api.github.com/users/${login}`,
  html_url: `https://github.com/${login}`, followers_url: '', following_url: '', gists_url: '', starred_url: '', subscriptions_url: '', organizations_url: '', repos_url: '',
  events_url: '', received_events_url: '', type: 'User', site_admin: false,
});

let members: string[] = [];
let status = 200;
let asked: { url: string | undefined; authorization: string | undefined }[] = [];
let api: Server;

beforeAll(async () => {
  database = await testDatabase();
  kernel = await database.kernel({ config: { outgoingAllow: ['127.0.0.0/8'] } });
  desk = identityDesk(kernel);
  gitHub = gitHubOrganization(kernel);
  importers = identityImporters({ take: identityImport({ ...kernel, desk }), gitHub, people: sso });
  api = createServer((request, response) => {
    asked.push({ url: request.url, authorization: request.headers.authorization });
    const query = new URL(request.url ?? '', 'http://x').searchParams;
    const [size, page] = [Number(query.get('per_page')), Number(query.get('page'))];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(members.slice((page - 1) * size, page * size).map(member)));
  }).listen(0, '127.0.0.1');
});
afterAll(async () => {
  api.close();
  await database.stop();
});
beforeEach(async () => {
  await kernel.db.delete(identities);
  [members, status, asked, people] = [[], 200, [], []];
});

const all = async () => (await desk.page({ limit: 500 })).items;
const departed = async () => (await all()).filter(({ departedAt }) => departedAt !== null).map(({ name }) => name);

describe('members of a GitHub organization', () => {
  beforeEach(() => gitHub.save({ organization: 'acme', api: `http://127.0.0.1:${(api.address() as AddressInfo).port}`, token: 'ghp_secret' }, by));

  test('become people, page by page; who is no longer one has left', async () => {
    members = Array.from({ length: 150 }, (_, at) => `user-${String(at).padStart(3, '0')}`);
    expect(await importers.from('github', by)).toMatchObject({ created: 150, updated: 0 });
    expect(asked).toEqual([1, 2].map((page) => ({ url: `/orgs/acme/members?per_page=100&page=${page}`, authorization: 'Bearer ghp_secret' })));
    expect((await all())[0]).toMatchObject({ name: 'user-000', kind: 'person', accounts: ['user-000'], origin: 'github' });

    members = members.slice(2);
    expect(await importers.from('github', by)).toMatchObject({ created: 0, updated: 2, unchanged: 148 });
    expect(await departed()).toEqual(['user-000', 'user-001']);
  });

  test('are not believed when most of them are missing', async () => {
    members = Array.from({ length: 20 }, (_, at) => `user-${at}`);
    await importers.from('github', by);
    members = members.slice(0, 5);
    await expect(importers.from('github', by)).rejects.toMatchObject({ code: 'conflict' });
    expect(await departed()).toEqual([]);
  });

  test('leave alone who came another way', async () => {
    await desk.create({ kind: 'person', name: 'Alice Doe', accounts: ['alice', 'octo-alice'], departedAt: null, networks: [], hours: null }, by);
    members = ['Octo-Alice', 'bob'];
    expect(await importers.from('github', by)).toMatchObject({ created: 1, unchanged: 1 });
    members = ['bob'];
    await importers.from('github', by);
    expect(await all()).toMatchObject([{ name: 'Alice Doe', accounts: ['alice', 'octo-alice'], departedAt: null, origin: 'manual' }, { name: 'bob' }]);
  });

  test('stay as they are when GitHub refuses', async () => {
    members = ['bob'];
    await importers.from('github', by);
    status = 302;
    await expect(importers.from('github', by)).rejects.toMatchObject({ code: 'outgoing_failed' });
    expect(await departed()).toEqual([]);
  });

  test('are asked for with a token that nobody can read, and that does not follow to another address', async () => {
    expect(await gitHub.read()).toEqual({ organization: 'acme', api: expect.any(String), tokenSet: true });
    const { rows } = await kernel.database.pool.query("SELECT value::text FROM settings WHERE name = 'detection.github'");
    expect(JSON.stringify(rows)).not.toContain('ghp_secret');
    await expect(gitHub.save({ organization: 'acme', api: 'https://elsewhere.example' }, by)).rejects.toMatchObject({ code: 'invalid' });
  });
});

describe('people of single sign-on', () => {
  test('are taken by their address; who is disabled has left', async () => {
    people = Array.from({ length: 12 }, (_, at) => ({ email: `p${at}@example.org`, name: `Person ${at}`, sso: at !== 11, disabled: false }));
    expect(await importers.from('oidc', by)).toMatchObject({ created: 11 });
    people = people.map((person, at) => ({ ...person, disabled: at === 3, name: at === 4 ? 'Renamed' : person.name }));
    expect(await importers.from('oidc', by)).toMatchObject({ created: 0, updated: 2, unchanged: 9 });
    expect(await departed()).toEqual(['Person 3']);
    expect((await all()).find(({ name }) => name === 'Renamed')?.accounts).toEqual(['p4@example.org']);
  });

  test('are brought up to date every hour, also when GitHub refuses', async () => {
    people = [{ email: 'p@example.org', name: 'Person', sso: true, disabled: false }];
    status = 500;
    await expect(importers.sync()).rejects.toMatchObject({ code: 'outgoing_failed' });
    expect(await all()).toMatchObject([{ name: 'Person', origin: 'oidc' }]);
  });

  test('nobody is not everybody gone', async () => {
    await expect(importers.from('oidc', by)).rejects.toMatchObject({ code: 'conflict' });
  });
});

test('a CSV row adds accounts and changes only what it says; one between two people is refused', async () => {
  await desk.create({ kind: 'service', name: 'Robot', accounts: ['deploy'], departedAt: null, networks: ['10.0.0.0/8'], hours: null }, by);
  await desk.create({ kind: 'person', name: 'Alice', accounts: ['alice'], departedAt: null, networks: [], hours: null }, by);
  const row = (line: number, name: string, accounts: string[]) => ({ line, name, accounts, said: { name } });
  expect(await importers.csv({ rows: [row(2, 'Deploy robot', ['DEPLOY', 'ci']), row(3, 'Both', ['alice', 'ci'])], rejected: [{ line: 4, reason: 'no' }] }, by)).toEqual({
    created: 0, updated: 1, unchanged: 0, rejected: [{ line: 3, reason: expect.stringContaining('different identities') }, { line: 4, reason: 'no' }],
  });
  expect(await all()).toMatchObject([{ name: 'Alice' }, { name: 'Deploy robot', kind: 'service', accounts: ['deploy', 'ci'], networks: ['10.0.0.0/8'], origin: 'manual' }]);
});

test('sign-ins go 90 days after they were received', async () => {
  const DAY = 86_400_000;
  const row = (id: string, age: number) => ({
    id, at: new Date(0), receivedAt: new Date(100 * DAY - age * DAY), account: 'a', accountKey: 'a', product: '', source: '', host: '', ip: '', network: '', country: '', means: '', actor: '',
    expected: true, reasons: [],
  });
  await kernel.db.insert(signIns).values([row('old', 91), row('new', 89)]);
  await sweepSignIns(kernel.db, 100 * DAY);
  expect((await kernel.db.select({ id: signIns.id }).from(signIns)).map(({ id }) => id)).toEqual(['new']);
});
