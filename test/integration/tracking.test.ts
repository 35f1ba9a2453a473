import { createHmac, generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemPrincipal } from '../../src/kernel/principal.ts';
import { auditLog, settings } from '../../src/kernel/tables.ts';
import type { MilestoneAnswer, ProgramAnswer } from '../../src/program/contract.ts';
import { arrivalDesk } from '../../src/program/capacity/arrivals.ts';
import { arrivals } from '../../src/program/capacity/tables.ts';
import { TrackingFile } from '../../src/program/file/tracking.ts';
import type { Tracking } from '../../src/program/tracking/contract.ts';
import { trackingRoom } from '../../src/program/tracking/index.ts';
import { commitStatuses, deploymentRequests, handClaims, trackingIssues } from '../../src/program/tracking/tables.ts';
import { codeHostHouse } from '../support/code-host-house.ts';
import type { FakeGitHub } from '../support/github.ts';
import { gateAnswer, milestoneAnswer, programAnswer } from '../support/program-answers.ts';

const START = Date.UTC(2026, 10, 27, 12);
const AT = new Date(START).toISOString();
const HEAD = 'a'.repeat(40);
const SECRET = 'the secret of the webhook';

let host: FakeGitHub;
let file: TrackingFile | undefined;
let program: ProgramAnswer;

const judged = (id: string, outcome: MilestoneAnswer['outcome']) => { program = { ...program, milestones: program.milestones.map((one) => (one.id === id ? milestoneAnswer(id, outcome) : one)) }; };

const { kernel, room, app, server, clock, ...house } = await codeHostHouse({
  startsAt: START, settings: { url: '/api/v1/settings/tracking', of: (api) => ({ api, token: 'ghp_right', webhookSecret: SECRET }) },
  room: (own) => trackingRoom(own, {
    tracking: () => Promise.resolve(file), program: () => Promise.resolve(program), gates: () => Promise.resolve(program.gates),
    arrive: arrivalDesk(own).take,
  }),
});
const { call, sync } = house;
beforeAll(() => kernel.jobs.start({ work: true }));
afterAll(house.stop);
beforeEach(async () => {
  for (const table of [trackingIssues, handClaims, commitStatuses, deploymentRequests, arrivals, settings]) await kernel.db.delete(table);
  await begin();
  file = TrackingFile.parse({ repository: 'acme/cloud', labels: ['tracking'] });
});
afterEach(() => expect(host.troubles).toEqual([]));

/** Another GitHub that knows nothing. */
async function begin(): Promise<void> {
  program = programAnswer(AT);
  host = await house.begin();
}

const shown = async () => (await app.inject({ method: 'GET', url: '/api/v1/program/tracking' })).json<Tracking>();
const hosted = (number = 1) => host.issues[number - 1] as FakeGitHub['issues'][number];
const tick = (id: string, by?: string) => host.byHand(1, { body: hosted().body.replace(new RegExp(`\\[ \\](.*milestone:${id} )`), '[x]$1') }, by);
const untick = (id: string, by?: string) => host.byHand(1, { body: hosted().body.replace(new RegExp(`\\[x\\](.*milestone:${id} )`), '[ ]$1') }, by);
const box = (id: string) => new RegExp(`\\[([x ])\\].*milestone:${id} `).exec(hosted().body)?.[1];
const noted = async () => (await kernel.db.select().from(auditLog).orderBy(auditLog.seq)).map(({ action, actorName, targetId }) => `${action} ${targetId?.startsWith('https') ? '' : (targetId ?? '')} ${actorName.replace(' at GitHub', '')}`).filter((one) => /^(?:tracking|milestone)\./.test(one));
const since = async (what: () => Promise<void>): Promise<string[]> => {
  const before = (await noted()).length;
  await what();
  return (await noted()).slice(before);
};

describe('the tracking issue', () => {
  test('is made once, shows the program, and is asked about no more than it must be', async () => {
    await sync();
    await sync();
    expect(host.issues).toHaveLength(1);
    expect(hosted()).toMatchObject({ title: 'Ours', labels: ['glacis', 'tracking'], state: 'open' });
    expect(hosted().body).toContain('- **closed**: May we\\? The launch is closed\\.');
    expect([box('logs'), box('scans'), box('done')]).toEqual([' ', ' ', 'x']);
    expect(await shown()).toMatchObject({ state: 'open', number: 1, problem: null, claims: [] });
    judged('logs', 'met');
    await sync();
    expect(box('logs')).toBe('x');
    const { updated_at: at } = hosted();
    await sync();
    expect(hosted().updated_at).toBe(at);
  });

  test('leaves what people write beside it as it is, and writes anew what they change within', async () => {
    await sync();
    host.byHand(1, { title: 'Launch!', labels: ['p1'], body: `Above\r\n${hosted().body.replace('Nobody knows', 'All is well')}\r\nBelow \u{1f600}` });
    expect(await since(sync)).toEqual(['tracking.edited  somebody']);
    judged('scans', 'met');
    expect(await since(sync)).toEqual([]);
    expect(hosted()).toMatchObject({ title: 'Launch!', labels: ['p1'] });
    expect(hosted().body).toMatch(/^Above\r\n[^]*Nobody knows[^]*\r\nBelow \u{1f600}$/u);
    expect(box('scans')).toBe('x');
  });

  test('a box that somebody ticks is a claim of theirs until it is measured, and opens nothing; unticking takes it back', async () => {
    await sync();
    tick('logs');
    expect(await since(sync)).toEqual(['milestone.claim logs octocat']);
    expect(box('logs')).toBe('x');
    expect(hosted().body).toContain('not met, claimed by octocat');
    const found = async () => (await room.shownIn(program)).milestones[0];
    expect(await found()).toMatchObject({ outcome: 'unmet', claimed: true, claim: { by: 'octocat', words: 'ticked on the tracking issue on 2026-11-27' } });
    expect((await room.shownIn(program)).gates).toEqual(program.gates);
    untick('logs', 'hubot');
    expect(await since(sync)).toEqual(['milestone.unclaim logs hubot']);
    expect([box('logs'), (await found())?.claimed]).toEqual([' ', false]);
    tick('logs', 'hubot');
    await sync();
    judged('logs', 'met');
    expect(await since(sync)).toEqual(['milestone.claim-ends logs glacis program']);
    judged('logs', 'unmet');
    await sync();
    expect([box('logs'), (await found())?.claimed]).toEqual([' ', false]);
    untick('done');
    expect(await since(sync)).toEqual(['tracking.edited  somebody']);
    expect(box('done')).toBe('x');
  });

  test('a claim is somebody’s where GitHub does not tell whose', async () => {
    await sync();
    host.state.tellsEdits = false;
    tick('logs');
    await sync();
    expect((await shown()).claims).toMatchObject([{ milestone: 'logs', by: 'somebody at GitHub' }]);
  });

  test('closing it by hand is noted and left so, while its text is kept', async () => {
    await sync();
    host.byHand(1, { state: 'closed' });
    expect(await since(async () => { await sync(); await sync(); })).toEqual(['tracking.closed  somebody']);
    judged('logs', 'met');
    await sync();
    expect([host.issues.length, hosted().state, box('logs')]).toEqual([1, 'closed', 'x']);
    expect(await shown()).toMatchObject({ state: 'closed', problem: expect.stringContaining('closed by hand') });
    host.byHand(1, { state: 'open' });
    expect(await since(sync)).toEqual(['tracking.opened  somebody']);
    expect(await shown()).toMatchObject({ state: 'open', problem: null });
  });

  test('one that is gone is made again only when somebody asks, and is found where it comes back', async () => {
    await sync();
    const [kept] = host.issues.splice(0, 1, { ...hosted(), number: 99 });
    expect(await since(async () => { await sync(); await sync(); })).toEqual(['tracking.gone  glacis program']);
    expect(await shown()).toMatchObject({ state: 'gone', problem: expect.stringContaining('no longer there') });
    if (kept) host.issues.splice(0, 1, kept);
    await sync();
    expect(await shown()).toMatchObject({ state: 'open', number: 1 });
    host.issues.length = 0;
    await sync();
    expect(await call('POST', '/api/v1/program/tracking')).toMatchObject({ status: 202, json: { state: 'wanted' } });
    await sync();
    expect(await shown()).toMatchObject({ state: 'open', number: 1, problem: null });
    expect(host.issues).toHaveLength(1);
  });

  test('of two with its mark the older is it, which is said; a stranger’s is none', async () => {
    await sync();
    const { body } = hosted();
    host.issues.length = 0;
    for (const author of ['stranger', 'glacis-bot', 'glacis-bot']) host.make(author, { title: 'Ours', body });
    await kernel.db.delete(trackingIssues);
    await sync();
    expect(host.issues).toHaveLength(3);
    expect(await shown()).toMatchObject({ state: 'open', number: 2, problem: expect.stringContaining('#3') });
  });

  test('what somebody saves between reading and writing is taken in, not written over', async () => {
    await sync();
    judged('logs', 'met');
    let reads = 0;
    host.state.meanwhile = (request) => {
      if (request === 'GET /repos/acme/cloud/issues/1' && (reads += 1) === 2) {
        host.byHand(1, { body: `${hosted().body}\r\nPS` });
        tick('scans');
      }
    };
    await sync();
    expect(hosted().body).toMatch(/\r\nPS$/);
    expect([box('logs'), box('scans')]).toEqual(['x', 'x']);
    expect((await shown()).claims).toMatchObject([{ milestone: 'scans', by: 'octocat' }]);
  });

  test('what somebody saves in the very moment of the writing is brought back from the edits', async () => {
    await sync();
    judged('logs', 'met');
    clock.advance(2_000);
    host.state.meanwhile = (request) => {
      if (request !== 'PATCH /repos/acme/cloud/issues/1') return;
      host.state.meanwhile = undefined;
      tick('scans');
      host.byHand(1, { body: `Mine\r\n${hosted().body}` });
    };
    expect(await since(sync)).toEqual(['tracking.overwritten  glacis program', 'milestone.claim scans octocat']);
    expect(hosted().body).toMatch(/^Mine\r\n/);
    expect([box('logs'), box('scans'), box('done')]).toEqual(['x', 'x', 'x']);
    const { updated_at: at } = hosted();
    await sync();
    expect(hosted().updated_at).toBe(at);
  });
});

test('a server that dies at any request makes no second issue, loses no claim and makes none up', { timeout: 60_000 }, async () => {
  const life = async () => {
    await sync();
    tick('scans');
    judged('logs', 'met');
    await sync();
    judged('logs', 'unmet');
    await sync();
  };
  await life();
  // What happens before a question is what happens after the one before it; something that is told may or may not be heard.
  const deaths = server.state.asked.flatMap((method, at) => (method === 'GET' ? ['after' as const] : ['before' as const, 'after' as const]).map((when) => ({ at: at + 1, when })));
  expect(deaths.length).toBeGreaterThan(20);
  for (const death of deaths) {
    for (const table of [trackingIssues, handClaims, settings]) await kernel.db.delete(table);
    await begin();
    host.state.searchKnows = false;
    server.begin(death);
    const run = room.sync.run;
    // Its death ends a run at once; the next server begins with another, when what was met is so no longer.
    room.sync.run = (options) => run(options).catch(() => { judged('logs', 'unmet'); return run(options); });
    await life().finally(() => { room.sync.run = run; });
    expect({ death, issues: host.issues.length, boxes: [box('logs'), box('scans'), box('done')], claims: (await shown()).claims.map(({ milestone: id, by }) => `${id} ${by}`) })
      .toEqual({ death, issues: 1, boxes: [' ', 'x', 'x'], claims: ['scans octocat'] });
  }
});

test('GitHub is left alone for as long as it asks', async () => {
  host.state.refusals = [{ status: 403, headers: { 'retry-after': '600' } }];
  await sync();
  const before = host.calls.length;
  await sync();
  expect(host.calls).toHaveLength(before);
  expect(await shown()).toMatchObject({ state: 'wanted', problem: expect.stringContaining('left alone') });
  clock.advance(600_000);
  await sync();
  expect(await shown()).toMatchObject({ state: 'open', problem: null });
});

test('labelled issues arrive, each once, with their hours, and end when they are closed', async () => {
  const { number } = host.make('reporter', { title: 'It leaks', labels: ['security-report', 'estimate/6h'] });
  host.make('ann', { title: 'Down', body: 'estimate: 3h', labels: ['incident'] }).association = 'MEMBER';
  host.make('ann', { title: 'Something else', labels: ['bug'] });
  const arrived = () => kernel.db.select({ key: arrivals.key, kind: arrivals.kind, hours: arrivals.hours, endedAt: arrivals.endedAt }).from(arrivals).orderBy(arrivals.key);
  await sync();
  const [report, incident] = [{ key: 'github:acme/cloud#1', kind: 'security-report', hours: 6, endedAt: null }, { key: 'github:acme/cloud#2', kind: 'incident', hours: 3, endedAt: null }];
  expect(await arrived()).toEqual([report, incident]);
  host.byHand(number, { state: 'closed' });
  await sync();
  expect(await arrived()).toEqual([{ ...report, endedAt: new Date(START + 60_000) }, incident]);
  await sync();
  expect(host.calls.filter(({ query }) => query.includes('labels=')).slice(-2).map(({ status }) => status)).toEqual([304, 304]);
});

describe('commits', () => {
  test('that are reported, and the heads of the default branches, show the gate and follow it', async () => {
    file = TrackingFile.parse({ repository: 'acme/cloud', repositories: ['acme/web'], statuses: ['launch'] });
    host.pipelines.state.heads.set('acme/web', HEAD);
    const sha = 'b'.repeat(40);
    expect(await call('POST', '/api/v1/gates/launch/status', { repository: 'acme/Cloud', sha })).toMatchObject({ status: 202, json: { state: null } });
    expect(await room.sync.isWaiting(new Date(clock.now() - 1))).toBe(true);
    await sync();
    await sync();
    const status = { state: 'failure', context: 'glacis/launch', description: 'The launch is closed.', target_url: 'https://glacis.example/program/gates/launch' };
    expect(host.pipelines.statuses).toEqual([{ repository: 'acme/cloud', sha, ...status }, { repository: 'acme/web', sha: HEAD, ...status }]);
    program = { ...program, gates: [gateAnswer(AT, 'unknown')] };
    await sync();
    expect(host.pipelines.statuses.slice(2).map((one) => [one.sha, one.state])).toEqual([[sha, 'error'], [HEAD, 'error']]);
    program = { ...program, gates: [gateAnswer(AT, 'open')] };
    await sync();
    expect((await shown()).statuses.map(({ state }) => state)).toEqual(['success', 'success']);
  });

  test('of repositories that the program does not name, or gates that it does not have, are told nothing', async () => {
    expect(await call('POST', '/api/v1/gates/launch/status', { repository: 'acme/other', sha: HEAD })).toMatchObject({ status: 400 });
    expect(await call('POST', '/api/v1/gates/none/status', { repository: 'acme/cloud', sha: HEAD })).toMatchObject({ status: 404 });
    expect(await call('POST', '/api/v1/gates/launch/status', { repository: 'acme/cloud', sha: 'main' })).toMatchObject({ status: 400 });
  });

  test('that GitHub does not know hold up nothing, and no more than the newest are kept', async () => {
    for (let at = 0; at < 13; at += 1) {
      clock.advance(1_000);
      await call('POST', '/api/v1/gates/launch/status', { repository: 'acme/cloud', sha: at.toString(16).repeat(40) });
    }
    host.pipelines.state.unknown.add('c'.repeat(40));
    await sync();
    expect([host.pipelines.statuses.length, (await shown()).statuses.length]).toEqual([9, 10]);
    expect((await shown()).statuses[0]).toMatchObject({ sha: 'c'.repeat(40), state: null, problem: expect.stringContaining('refuses') });
    expect(await shown()).toMatchObject({ state: 'open' });
  });

  describe('that newer ones take the place of', () => {
    const sha = (at: number) => at.toString(16).padStart(40, '0');
    const report = async (...numbers: number[]) => {
      for (const at of numbers) {
        clock.advance(1_000);
        await call('POST', '/api/v1/gates/launch/status', { repository: 'acme/cloud', sha: sha(at) });
      }
    };
    const ten = Array.from({ length: 10 }, (_, at) => at + 1);
    const stands = (at: number) => host.pipelines.statuses.findLast((one) => one.sha === sha(at));
    const followed = async () => (await shown()).statuses.map((one) => [Number.parseInt(one.sha, 16), one.state, one.problem]);
    beforeEach(async () => {
      program = { ...program, gates: [gateAnswer(AT, 'open')] };
      await report(0);
      await sync();
      expect(stands(0)?.state).toBe('success');
    });

    test('show no success of then, but that they are no longer followed', async () => {
      await report(...ten);
      expect((await followed()).at(-1)).toEqual([0, 'success', 'no longer followed; report it again']);
      await sync();
      expect(stands(0)).toMatchObject({ state: 'error', context: 'glacis/launch', description: 'no longer followed; report it again' });
      expect(await followed()).toEqual(ten.toReversed().map((at) => [at, 'success', null]));
      await report(0);
      await sync();
      expect([stands(0)?.state, stands(1)?.state]).toEqual(['success', 'error']);
    });

    test('are not forgotten while GitHub refuses that, for a week', async () => {
      host.pipelines.state.unknown.add(sha(0));
      await report(...ten);
      await sync();
      clock.advance(6 * 86_400_000);
      await sync();
      expect((await followed()).at(-1)).toEqual([0, 'success', expect.stringMatching(/^no longer followed; report it again: .*refuses/)]);
      host.pipelines.state.unknown.clear();
      await sync();
      expect(stands(0)?.state).toBe('error');
      expect(await followed()).toHaveLength(10);
      host.pipelines.state.unknown.add(sha(1));
      await report(11).then(sync);
      clock.advance(7 * 86_400_000 + 1);
      await sync();
      expect((await followed()).map(([at]) => at)).not.toContain(1);
    });
  });

  test('that GitHub refuses, however many and new, keep none that stands there from following', async () => {
    const others = ['a', 'b', 'c', 'd'].flatMap((name) => Array.from({ length: 10 }, (_, at) => ({ repository: `acme/${name}`, sha: `${at}`.repeat(40) })));
    file = TrackingFile.parse({ repository: 'acme/cloud', repositories: others.map(({ repository }) => repository) });
    program = { ...program, gates: [gateAnswer(AT, 'open')] };
    await call('POST', '/api/v1/gates/launch/status', { repository: 'acme/cloud', sha: HEAD });
    await sync();
    for (const one of others) {
      host.pipelines.state.unknown.add(one.sha);
      await call('POST', '/api/v1/gates/launch/status', one);
    }
    await sync();
    for (const state of ['closed', 'open', 'closed'] as const) {
      program = { ...program, gates: [gateAnswer(AT, state)] };
      await sync();
      expect(host.pipelines.statuses.at(-1)).toMatchObject({ sha: HEAD, state: state === 'open' ? 'success' : 'failure' });
    }
    // They have their turns, too: each in every run.
    const turns = [...Map.groupBy(host.calls.filter(({ status }) => status === 422), ({ path }) => path).values()].map((all) => all.length);
    expect([turns.length, Math.min(...turns) >= 4]).toEqual([40, true]);
  });
});

describe('a deployment', () => {
  const deliver = (changes: object = {}, { secret = SECRET, delivery = crypto.randomUUID(), event = 'deployment_protection_rule' } = {}) => {
    const payload = JSON.stringify({
      action: 'requested', environment: 'production', event: 'push', deployment_callback_url: `${host.url}/repos/acme/cloud/actions/runs/42/deployment_protection_rule`, repository: { full_name: 'acme/cloud' }, installation: { id: 7 }, ...changes,
    });
    const signature = `sha256=${createHmac('sha256', secret).update(payload).digest('hex')}`;
    return app.inject({ method: 'POST', url: '/api/v1/github/webhook', payload, headers: { 'content-type': 'application/json', 'x-github-event': event, 'x-github-delivery': delivery, 'x-hub-signature-256': signature } });
  };
  const answered = (count: number) => expect.poll(() => host.pipelines.reviews.length, { timeout: 15_000 }).toBe(count);
  beforeEach(() => {
    file = TrackingFile.parse({ repository: 'acme/cloud', deployments: { production: 'launch' } });
  });

  test.for([
    { is: 'open' as const, environment: 'production', state: 'approved', comment: 'The launch is open.' },
    { is: 'closed' as const, environment: 'production', state: 'rejected', comment: 'The launch is closed.' },
    { is: 'unknown' as const, environment: 'production', state: 'rejected', comment: 'The launch is unknown.' },
    { is: 'open' as const, environment: 'staging', state: 'rejected', comment: 'The program names no gate for the environment staging.' },
  ])('to $environment is $state where the gate is $is', async ({ is, environment, state, comment }) => {
    program = { ...program, gates: [gateAnswer(AT, is)] };
    expect((await deliver({ environment })).json()).toEqual({ taken: true });
    await answered(1);
    expect(host.pipelines.reviews).toMatchObject([{ repository: 'acme/cloud', run: 42, environment_name: environment, state, comment }]);
    await expect.poll(async () => (await shown()).deployments[0]?.state, { timeout: 15_000 }).toBe(state);
  });

  test('is answered by the app, for that repository only, where there is one', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    host.pipelines.state.app = { id: '123', installation: 7, key: publicKey };
    expect(await call('PUT', '/api/v1/settings/tracking', { api: host.url, appId: '123', appKey: 'none' })).toMatchObject({ status: 400 });
    await call('PUT', '/api/v1/settings/tracking', { api: host.url, appId: '123', appKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString() });
    await deliver();
    await answered(1);
    expect([...host.pipelines.state.installationTokens.values()]).toEqual(['cloud']);
  });

  test('that GitHub did not sign, that comes twice, or that is to be answered elsewhere is not answered', async () => {
    expect((await deliver({}, { secret: 'another' })).statusCode).toBe(401);
    expect((await deliver({ deployment_callback_url: 'https://evil.example/repos/acme/cloud/actions/runs/42/deployment_protection_rule' })).statusCode).toBe(400);
    expect((await deliver({}, { event: 'ping' })).json()).toEqual({ taken: false });
    expect((await deliver({ repository: { full_name: 'evil/fork' }, deployment_callback_url: `${host.url}/repos/evil/fork/actions/runs/1/deployment_protection_rule` })).json()).toEqual({ taken: false });
    const delivery = crypto.randomUUID();
    expect((await deliver({}, { delivery })).json()).toEqual({ taken: true });
    expect((await deliver({}, { delivery })).json()).toEqual({ taken: false });
    expect((await deliver()).json()).toEqual({ taken: false });
    expect((await deliver({ ref: 'x'.repeat(1_100_000) })).statusCode).toBe(413);
    await answered(1);
    await call('PUT', '/api/v1/settings/tracking', { api: host.url, webhookSecret: null });
    expect((await deliver()).statusCode).toBe(401);
  });
});

test('milestones of a repository become a program of which nothing is saved', async () => {
  host.milestones.push({ number: 1, due_on: '2026-12-24T08:00:00Z', title: 'Central logs', description: 'All of them.' }, { number: 2, due_on: null, title: 'Scans', state: 'closed' });
  const response = await app.inject({ method: 'POST', url: '/api/v1/program/import/github', payload: { repository: 'acme/cloud' } });
  const json = response.json<{ text: string; doubts: unknown[] }>();
  expect(json.text).toContain('central-logs:\n    title: Central logs');
  expect(json.text).toContain('claimed:');
  expect(json.doubts).toHaveLength(4);
});

test('secrets are never read back, nor told in the audit log, and go to no other address', async () => {
  expect(await call('PUT', '/api/v1/settings/tracking', { api: 'https://elsewhere.example' })).toMatchObject({ status: 400 });
  const { json } = await call('GET', '/api/v1/settings/tracking');
  expect(json).toMatchObject({ tokenSet: true, webhookSecretSet: true, appKeySet: false });
  const rows = [...(await kernel.db.select().from(settings)), ...(await kernel.db.select().from(auditLog))];
  for (const secret of ['ghp_right', SECRET]) expect(JSON.stringify([rows, json])).not.toContain(secret);
  house.actAs({ ...systemPrincipal('test'), permissions: new Set(['program.read'] as const) });
  expect(await call('POST', '/api/v1/program/tracking')).toMatchObject({ status: 403 });
  expect(await call('POST', '/api/v1/gates/launch/status', { repository: 'acme/cloud', sha: HEAD })).toMatchObject({ status: 403 });
});

test('nothing is told where the program names no repository', async () => {
  file = undefined;
  await sync();
  expect(host.calls).toEqual([]);
  expect(await shown()).toMatchObject({ state: 'off' });
});
