import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { marked } from 'marked';
import { describe, expect, test } from 'vitest';
import { blockOf, withBlock, type HostedEdit, type HostedIssue } from '../../codehost/index.ts';
import { manualClock } from '../../kernel/clock.ts';
import type { GateAnswer, MilestoneAnswer, ProgramAnswer } from '../contract.ts';
import { facts } from '../facts/index.ts';
import { readProgram } from '../file/read.ts';
import { TrackingFile, gateFor } from '../file/tracking.ts';
import { conditionReader } from '../gate/condition.ts';
import { arrivalOf } from './arrivals.ts';
import { blockOfProgram, boxesIn, programMark, shapeOf } from './body.ts';
import { deploymentIn, isSigned } from './delivery.ts';
import { reviewOf } from './deployments.ts';
import { dueTimes } from './due.ts';
import { programOfMilestones } from './milestones.ts';
import { statusOf } from './statuses.ts';
import { overwritten, takenFrom, turnedBy } from './take-in.ts';

const AT = '2026-11-27T12:00:00.000Z';
const condition = (changes: Partial<MilestoneAnswer['conditions'][number]> = {}): MilestoneAnswer['conditions'][number] => ({
  id: 'm/c', title: 'No source is silent', when: 'logs.sources_silent == 0', outcome: 'unmet', because: 'logs.sources_silent is 2', sentence: '2 sources are silent', facts: [], see: null, forMs: 0, since: null, from: null, waitsFor: null, ...changes,
});
const milestone = (id: string, changes: Partial<MilestoneAnswer> = {}): MilestoneAnswer => ({
  id, title: `The ${id}`, goal: 'sure', partOf: null, owner: 'security', target: '3.24', targetIs: 'release', outcome: 'unmet', claimed: false, claim: null, conditions: [condition()], dependsOn: [], waitsFor: [], forecast: null, noForecast: null, ...changes,
});
const gate = (changes: Partial<GateAnswer> = {}): GateAnswer => ({
  id: 'launch', title: 'The launch', question: 'May we?', state: 'closed', since: AT, evaluatedAt: AT, sentence: 'The launch opens when: No source is silent.', reasons: [], milestones: ['logs'], conditions: [], overrides: [], digest: 'd', forecast: null, noForecast: null, ...changes,
});
const program = (milestones: MilestoneAnswer[], changes: Partial<ProgramAnswer> = {}): ProgramAnswer => ({
  title: 'Ours', subject: 'acme/cloud', version: 1, digest: 'd', changedBy: 'ann', changedAt: AT, evaluatedAt: AT, warnings: [], goals: [{ id: 'sure', title: 'To be sure', problem: 'Nobody knows' }], milestones, gates: [gate()], ...changes,
});
const none = { claims: new Set<string>(), link: undefined, around: 0 };
const ids = (...some: string[]) => new Set(some);

/** What people and machines have written to make GitHub do something. */
const HOSTILE = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.constantFrom(
    '`', '```', '@octocat', '@acme/team', '#1', 'acme/shop#2', 'GH-3', 'fixes #1', '![x](https://evil.example/p)', '[a](javascript:x)', '<img src=x>', '<!-- glacis:end -->', '<!-- glacis milestone:logs -->', '- [x] x', '\n', '\r\n- [x] y',
    '\u202e', ' ', '\\', '</sub>', 'https://evil.example', 'www.evil.example', 'a@evil.example', ':tada:', '$x$', '*', '_', '~', '|', '&lt;', '0123456789abcdef0123456789abcdef01234567', 'word',
  ), { maxLength: 8 }).map((parts) => parts.join('')),
);

describe('what the issue shows', () => {
  test('reads like this', () => {
    const block = blockOfProgram(program([
      milestone('logs', { forecast: { likely: '2026-12-24', earliest: '2026-12-20', latest: '2027-01-05', words: 'by its trend' } }), milestone('audit-logs', { partOf: 'logs', outcome: 'met' }), milestone('ctf', { outcome: 'unknown', target: 'after the event', conditions: [condition({ outcome: 'unknown', title: 'It is over', sentence: 'nobody has said' })], claim: { by: 'octocat', words: 'ticked' }, claimed: true }),
    ]), { claims: ids('ctf'), link: 'https://glacis.example/program', around: 0 });
    expect(block).toBe(`Ours

### Gates

- **closed**: May we\\? The launch opens when\\: No source is silent\\.

### To be sure

Nobody knows

- [ ] The logs · 3\\.24, likely 2026\\-12\\-24 · not met: No source is silent (2 sources are silent) <!-- glacis milestone:logs -->
  - [x] The audit\\-logs · 3\\.24 · **met** <!-- glacis milestone:audit-logs -->
- [x] The ctf · after the event · not known, claimed by octocat: It is over (nobody has said) <!-- glacis milestone:ctf -->

<sub>Kept by Glacis: what stands here is written anew. Write above or below. To tick a box is to say that it is done, which is shown and opens no gate: evidence does. [Open in Glacis](https://glacis.example/program)</sub>`);
  });

  test('whatever anything is called, is text: no mention, reference, link, image or box of its own', async () => {
    await fc.assert(fc.asyncProperty(HOSTILE, async (words) => {
      const hostile = program([milestone('logs', { title: words, target: words, conditions: [condition({ title: words, sentence: words })], claim: { by: words, words } }), milestone('other', { title: words, outcome: 'met' })], {
        title: words, goals: [{ id: 'sure', title: words, problem: words }], gates: [gate({ title: words, question: words, sentence: words })],
      });
      const block = blockOfProgram(hostile, none);
      expect(boxesIn(block)).toEqual({ logs: false, other: true });
      expect(blockOf(withBlock('', { mark: programMark('acme/cloud'), block }))).toBe(block);
      const html = await marked.parse(block, { gfm: true });
      expect(html.match(/<input/g)).toHaveLength(2);
      expect(html).not.toMatch(/<(?:a|img|code|em|del|table|h[12456]|script|hr|blockquote)[\s>]/);
      const shown = html.replaceAll(/<!--.*?-->|<[^>]+>/gs, '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
      expect(shown).not.toMatch(/[@#][\w-]|\bGH-\d|:\/\/|\bwww\.|:\w+:|[\da-f]{7}/i);
      expect(html.replaceAll('<span>$</span>', '')).not.toContain('$');
    }), { numRuns: 150 });
  });

  test('boxes and all else are told apart, and a text of any length has room', () => {
    const many = Array.from({ length: 1_000 }, (_, at) => milestone(`m-${'abcdefghij'[at % 10]}${at}`, { title: 'x'.repeat(200) }));
    const block = blockOfProgram(program(many), { ...none, around: 40_000 });
    expect(block.length).toBeLessThan(26_000);
    expect(block).toMatch(/and \d+ more, for which there is no room here/);
    const one = blockOfProgram(program([milestone('logs')]), none);
    expect(shapeOf(one.replace('[ ] The', '[x] The'))).toBe(shapeOf(one));
    expect(shapeOf(one.replace('The logs', 'The lags'))).not.toBe(shapeOf(one));
  });

  test('parts of each other are shown once each', () => {
    expect(Object.keys(boxesIn(blockOfProgram(program([milestone('a', { partOf: 'b' }), milestone('b', { partOf: 'a' })]), none)))).toEqual(['a', 'b']);
  });
});

describe('what people did to it', () => {
  const known = (boxes: Record<string, boolean>, pending: Record<string, boolean> | null = null) => {
    const shape = shapeOf(blockWith(boxes));
    return { written: { shape, boxes }, pending: pending && { shape, boxes: pending } };
  };
  const blockWith = (boxes: Record<string, boolean>) => blockOfProgram(program(Object.keys(boxes).map((id) => milestone(id))), { ...none, claims: new Set(Object.keys(boxes).filter((id) => boxes[id])) });
  const text = (boxes: Record<string, boolean>) => withBlock('Above\r\n', { mark: programMark('x'), block: blockWith(boxes) });

  test.for([
    { name: 'nothing', now: { a: false, b: true }, claimed: ['b'], expected: { ticked: [], unticked: [], isChanged: false } },
    { name: 'ticked one', now: { a: true, b: true }, claimed: ['b'], expected: { ticked: ['a'], unticked: [], isChanged: false } },
    { name: 'took a tick back', now: { a: false, b: false }, claimed: ['b'], expected: { ticked: [], unticked: ['b'], isChanged: false } },
    { name: 'unticked what is met', now: { a: false, b: false }, met: ['b'], expected: { ticked: [], unticked: [], isChanged: true } },
    { name: 'ticked what is met by now', now: { a: true, b: true }, met: ['a', 'b'], expected: { ticked: [], unticked: [], isChanged: false } },
  ])('$name', ({ now, met = [], claimed = [], expected }) => {
    expect(takenFrom(text(now), known({ a: false, b: true }), { met: ids(...met), claimed: ids(...claimed) })).toMatchObject(expected);
  });

  test('a box that Glacis was about to tick when a server died was ticked by nobody', () => {
    const before = known({ a: false, b: false }, { a: true, b: false });
    for (const a of [true, false]) expect(takenFrom(text({ a, b: false }), before, { met: ids(), claimed: ids() })).toMatchObject({ ticked: [], unticked: [], isChanged: false });
    expect(takenFrom(text({ a: true, b: true }), before, { met: ids(), claimed: ids() })).toMatchObject({ ticked: ['b'] });
  });

  test('words between the marks, or the marks themselves, are changed: nothing of that is a claim', () => {
    const before = known({ a: false });
    expect(takenFrom(text({ a: false }).replace('Nobody knows', 'All is well'), before, { met: ids(), claimed: ids() })).toMatchObject({ ticked: [], isChanged: true });
    expect(takenFrom('only mine', before, { met: ids(), claimed: ids() })).toMatchObject({ ticked: [], isChanged: true });
    expect(takenFrom(text({ a: false, other: true }), before, { met: ids(), claimed: ids() })).toMatchObject({ ticked: [], isChanged: true });
  });

  test('what Glacis wrote is never what people did, whatever was met before and whoever claimed what', () => {
    const states = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.boolean());
    fc.assert(fc.property(states, states, fc.subarray(['a', 'b', 'c', 'd']), fc.subarray(['a', 'b', 'c', 'd']), (written, pending, met, claimed) => {
      const both = { written: { shape: shapeOf(blockWith(written)), boxes: written }, pending: { shape: shapeOf(blockWith(pending)), boxes: pending } };
      for (const stands of [written, pending]) {
        const { ticked, unticked, isChanged } = takenFrom(text(stands), both, { met: ids(...met), claimed: ids(...claimed) });
        expect({ ticked, unticked, isChanged }).toEqual({ ticked: [], unticked: [], isChanged: false });
      }
    }));
  });

  const edit = (by: string | undefined, boxes: Record<string, boolean>, at = 0): HostedEdit => ({ at, by, text: text(boxes) });
  test.for([
    { name: 'who turned the box', edits: [edit('late', { a: true }), edit('octocat', { a: true }), edit('bot', { a: false })], expected: 'octocat' },
    { name: 'who turned it last', edits: [edit('two', { a: true }), edit('one', { a: false }), edit('zero', { a: true })], expected: 'two' },
    { name: 'the last who changed anything, where texts are not told', edits: [{ at: 0, by: 'bot', text: undefined }, { at: 0, by: 'octocat', text: undefined }], expected: 'octocat' },
    { name: 'nobody, where Glacis turned it', edits: [edit('octocat', { a: true, b: true }), edit('bot', { a: true, b: false }), edit('octocat', { a: false, b: false })], expected: undefined },
    { name: 'nobody knows', edits: undefined, expected: 'somebody at GitHub' },
    { name: 'an account that is gone', edits: [edit(undefined, { a: true }), edit('bot', { a: false })], expected: 'somebody at GitHub' },
  ])('a claim is by whom the edits tell: $name', ({ edits, expected }) => {
    expect(turnedBy(edits, { milestone: 'a', is: true, own: 'bot' })).toBe(expected);
  });

  test('a change that was saved while Glacis wrote is found among the edits', () => {
    const [read, written, theirs] = [text({ a: false }), text({ a: true }), `${text({ a: false })}\r\nPS`];
    const edits = (...texts: string[]): HostedEdit[] => texts.map((one, at) => ({ at: 100 - at, by: 'x', text: one.replaceAll('\r\n', '\n') }));
    expect(overwritten(edits(written, theirs, read), { written, read, readAt: 98 })?.text).toContain('PS');
    expect(overwritten(edits(written, read, theirs), { written, read, readAt: 98 })).toBeUndefined();
    expect(overwritten(edits(written, theirs), { written, read, readAt: 100 })).toBeUndefined();
    expect(overwritten(undefined, { written, read, readAt: 0 })).toBeUndefined();
  });
});

describe('what GitHub is told of gates', () => {
  test.for([
    { state: 'open' as const, status: 'success', review: 'approved' },
    { state: 'closed' as const, status: 'failure', review: 'rejected' },
    { state: 'unknown' as const, status: 'error', review: 'rejected' },
  ])('a gate that is $state', ({ state, status, review }) => {
    expect(statusOf(gate({ state }), 'launch', 'https://glacis.example')).toMatchObject({ state: status, context: 'glacis/launch', target_url: 'https://glacis.example/program/gates/launch' });
    expect(reviewOf('production', 'launch', [gate({ state })])).toMatchObject({ state: review, comment: expect.stringContaining('The launch opens') });
  });

  test('environments are one whatever letters they are written in, and none that nobody named', () => {
    const file = TrackingFile.parse({ repository: 'acme/cloud', deployments: { production: 'launch' } });
    expect(['Production', 'staging', 'constructor', '__proto__'].map((name) => gateFor(file, name))).toEqual(['launch', undefined, undefined, undefined]);
  });

  test('a gate that is not there, or an environment without one, lets nothing through', () => {
    expect(statusOf(undefined, 'launch', undefined)).toMatchObject({ state: 'error' });
    expect(reviewOf('production', undefined, [gate({ state: 'open' })])).toMatchObject({ state: 'rejected' });
    expect(reviewOf('production', 'gone', [gate({ state: 'open' })])).toMatchObject({ state: 'rejected' });
  });

  test('an exception that carries a gate is said, and a sentence of any length has room', () => {
    const override = { id: 'o', gate: 'launch', requirements: ['logs/x'], by: 'ann', approvedBy: 'bob', reason: 'r', control: 'c', from: AT, until: AT, state: 'active' as const };
    const { description } = statusOf(gate({ state: 'open', sentence: '\u{1f600}'.repeat(100), overrides: [override] }), 'launch', undefined);
    expect(description).toMatch(/^By exception of 1 condition until 2026-11-27 12:00 UTC: /);
    expect(description.length).toBeLessThanOrEqual(140);
    expect(description.isWellFormed()).toBe(true);
  });
});

test('GitHub is told of a change within a minute and no sooner, asked every ten minutes, and at once for who waits', async () => {
  const clock = manualClock(0);
  const house = { key: 'a', waitsSince: -1 };
  const due = dueTimes(clock, { key: () => Promise.resolve(house.key), isWaiting: (since) => Promise.resolve(house.waitsSince > since.getTime()) });
  const after = (seconds: number) => { clock.advance(seconds * 1_000); return due.take(); };
  expect([await after(0), await after(3), await after(60)]).toEqual([true, false, false]);
  house.key = 'b';
  expect([await after(30), await after(30), await after(60)]).toEqual([false, true, false]);
  house.waitsSince = clock.now() + 1;
  expect([await after(3), await after(3)]).toEqual([true, false]);
  expect([await after(590), await after(7), await after(1)]).toEqual([false, true, false]);
});

describe('a delivery of GitHub', () => {
  const api = 'https://api.github.com';
  const asked = { action: 'requested', environment: 'production', event: 'push', deployment_callback_url: `${api}/repos/acme/cloud/actions/runs/42/deployment_protection_rule`, repository: { full_name: 'acme/cloud' }, installation: { id: 7 } };
  const bytes = (changes: object = {}) => Buffer.from(JSON.stringify({ ...asked, ...changes }));

  test('is GitHub’s by its signature over the bytes alone', () => {
    // Source: the example of "Validating webhook deliveries" in GitHub's documentation.
    expect(isSigned(Buffer.from('Hello, World!'), 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17', "It's a Secret to Everybody")).toBe(true);
    const signed = (text: string, secret: string) => `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`;
    for (const forged of ['', 'sha256=', signed('{}', 'another'), signed('{ }', 'secret'), signed('{}', 'secret').replace('sha256', 'sha1'), `${signed('{}', 'secret')}0`, signed('{}', 'secret').toUpperCase()]) expect(isSigned(Buffer.from('{}'), forged, 'secret')).toBe(false);
  });

  test('asks for a deployment of a run', () => {
    expect(deploymentIn(bytes(), api)).toMatchObject({ repository: 'acme/cloud', environment: 'production', run: 42, installation: 7, digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(deploymentIn(bytes({ deployment_callback_url: 'https://ghe.example/api/v3/repos/acme/cloud/actions/runs/1/deployment_protection_rule' }), 'https://ghe.example/api/v3/')).toMatchObject({ run: 1 });
  });

  test.for([
    { name: 'another host', changes: { deployment_callback_url: 'https://evil.example/repos/acme/cloud/actions/runs/42/deployment_protection_rule' } },
    { name: 'a host that looks alike', changes: { deployment_callback_url: 'https://api.github.com@evil.example/repos/acme/cloud/actions/runs/42/deployment_protection_rule' } },
    { name: 'another repository', changes: { deployment_callback_url: `${api}/repos/acme/other/actions/runs/42/deployment_protection_rule` } },
    { name: 'a way up', changes: { repository: { full_name: 'acme/../x' } } },
    { name: 'a query', changes: { deployment_callback_url: `${asked.deployment_callback_url}?x=/actions/runs/1/deployment_protection_rule` } },
    { name: 'another action', changes: { action: 'completed' } },
    { name: 'no environment', changes: { environment: '' } },
  ])('is none with $name', ({ changes }) => {
    expect(deploymentIn(bytes(changes), api)).toBeUndefined();
  });

  test('is none where it is no JSON', () => {
    expect(deploymentIn(Buffer.from('{'), api)).toBeUndefined();
    expect(deploymentIn(Buffer.from([0xff, 0x00]), api)).toBeUndefined();
  });
});

describe('labelled issues', () => {
  const labels = { repository: 'Acme/cloud', 'reports-label': 'security-report', 'incidents-label': 'incident' };
  const issue = (changes: Partial<HostedIssue> = {}): HostedIssue => ({
    number: 7, url: 'https://github.test/acme/cloud/issues/7', title: 'It leaks', body: '', state: 'open', labels: ['Security-Report'], assignees: [], milestone: null, author: { login: 'x', isBot: false, isTrusted: false },
    createdAt: AT, updatedAt: AT, closedAt: null, isPullRequest: false, ...changes,
  });
  const trusted = { login: 'ann', isBot: false, isTrusted: true };

  test.for([
    { name: 'a report', changes: {}, expected: { key: 'github:acme/cloud#7', kind: 'security-report', title: 'It leaks', arrivedAt: new Date(AT) } },
    { name: 'an incident, which counts before a report', changes: { labels: ['security-report', 'incident'] }, expected: { kind: 'incident' } },
    { name: 'closed', changes: { closedAt: AT, state: 'closed' as const }, expected: { endedAt: new Date(AT) } },
    { name: 'an estimate by label, before one in the text', changes: { labels: ['incident', 'estimate/6h'], body: 'estimate: 9h', author: trusted }, expected: { hours: 6 } },
    { name: 'an estimate in the text of one of ours', changes: { body: 'Hello\r\nEstimate: 2.5 h\r\n', author: trusted }, expected: { hours: 2.5 } },
  ])('are arrivals: $name', ({ changes, expected }) => {
    expect(arrivalOf(issue(changes), labels)).toMatchObject(expected);
  });

  test('no stranger says how long it takes, and nobody that it takes for ever', () => {
    for (const changes of [{ body: 'estimate: 9h' }, { body: 'estimate: 9999h', author: trusted }, { labels: ['incident', 'estimate/0h'] }]) expect(arrivalOf(issue(changes), labels)).not.toHaveProperty('hours');
    expect(arrivalOf(issue({ labels: ['bug'] }), labels)).toBeUndefined();
  });
});

describe('milestones of a repository', () => {
  const hosted = (number: number, changes: object = {}) => ({ number, due: '2026-12-24', title: `${number}. Central logs`, description: 'All of them.\nReally.', state: 'open' as const, creator: 'ann', ...changes });

  test('become a program that a person goes on with', () => {
    const { text, doubts } = programOfMilestones([hosted(1), hosted(2, { state: 'closed', due: null, description: '' })], 'acme/cloud');
    expect(text).toContain('  # All of them.\n  # Really.\n  central-logs:\n');
    const read = readProgram(text, conditionReader(facts));
    expect(read).toMatchObject({ is: 'program', program: { milestones: [
      { id: 'central-logs', title: '1. Central logs', target: { is: 'day', day: '2026-12-24' }, owner: 'ann' },
      { id: 'central-logs-2', target: { is: 'open' }, claimed: { by: 'acme/cloud', words: 'milestone 2 is closed at GitHub' } },
    ] } });
    expect(doubts.map(({ milestone: id }) => id)).toEqual(['central-logs', 'central-logs-2', 'central-logs-2', '']);
  });

  test('whatever they are called and say, the program can be read and says nothing that they do not', () => {
    fc.assert(fc.property(fc.array(fc.record({ title: HOSTILE, description: HOSTILE, creator: HOSTILE }), { maxLength: 5 }), (some) => {
      const { text } = programOfMilestones(some.map((one, at) => hosted(at + 1, one)), 'acme/cloud');
      const read = readProgram(text, conditionReader(facts));
      expect(read).toMatchObject({ is: 'program', program: { gates: [] } });
      expect(read.is === 'program' && read.program.milestones).toHaveLength(some.length);
    }), { numRuns: 100 });
  });
});
