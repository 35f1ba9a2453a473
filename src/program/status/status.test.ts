import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import { facts } from '../facts/index.ts';
import { readProgram } from '../file/read.ts';
import { conditionReader } from '../gate/condition.ts';
import { badge } from './badge.ts';
import type { PublicStatus } from './contract.ts';
import { statusPage } from './page.ts';

const AT = '2026-11-27T12:00:00.000Z';
const status: PublicStatus = {
  title: 'When can I host private code?', note: 'We tell here what we know.', at: AT,
  gates: [{ title: 'Private code', state: 'closed', since: AT }],
  milestones: [{ title: 'Logs are in one place', target: 'Release 3.24, 2026-12-18', state: 'met', since: '2026-11-01T00:00:00.000Z' }, { title: 'An event was held', target: null, state: 'unknown', since: null }, { title: 'Secrets', target: '2027-01-10', state: 'in-progress', since: AT }],
};

test('the page says of each chosen thing what it is, since when or by when, without a script', () => {
  const { markup, policy } = statusPage(status, 'b{}');
  const text = markup.replaceAll(/<style>.*<\/style>/gs, '').replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
  expect(text).toContain('When can I host private code? 1 of 3 met We tell here what we know. Decisions Not open Private code since 2026-11-27 Milestones Met Logs are in one place since 2026-11-01 Not known An event was held no date yet In progress Secrets 2027-01-10 · since 2026-11-27 Measured, as of 2026-11-27 12:00 UTC .');
  expect(markup).not.toMatch(/<script|<img|<link|href=|src=|\bon\w+=/);
  expect(policy).toBe(`default-src 'none'; style-src 'sha256-${createHash('sha256').update('b{}').digest('base64')}'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`);
});

test('whatever anybody writes is text there, and on a badge', () => {
  fc.assert(fc.property(fc.oneof(fc.string({ unit: fc.constantFrom('<', '>', '&', '"', '\'', '<!--', '<script>', ']]>', '\u202e', '\u0000', '\ud800', '\n', 'a', '汉', '👩‍👩‍👧') }), fc.constant('"><script>alert(1)</script><!--&\u202e')), fc.constantFrom('open' as const, 'closed' as const, 'unknown' as const), (title, state) => {
    const { markup } = statusPage({ ...status, title, note: title, gates: [{ title, state, since: null }], milestones: [{ title, target: title, state: 'met', since: null }] }, '');
    expect(markup.match(/<script|<!--|\u202e/i)).toBe(null);
    const svg = badge({ title, state });
    expect(XMLValidator.validate(svg)).toBe(true);
    expect(Object.keys((new XMLParser({ ignoreAttributes: true }).parse(svg) as { svg: object }).svg).toSorted()).toEqual(['g', 'rect', 'title']);
  }), { numRuns: 200 });
});

test('a badge says title and state to who sees it and who does not, shortened to what fits', () => {
  expect(badge({ title: 'Private code', state: 'open' })).toContain('<title id="t">Private code: open</title>');
  expect(badge({ title: 'Private code', state: 'unknown' })).toMatch(/>unknown<\/text>/);
  const long = badge({ title: 'x'.repeat(300), state: 'closed' });
  expect(long).toContain(`>${'x'.repeat(47)}…</text>`);
  expect(Number(/width="([\d.]+)"/.exec(long)?.[1])).toBeLessThan(500);
});

const program = (chosen: string) => readProgram(`
program: Inner words
subject: acme/cloud
releases: { "3.24": 2026-12-18, "3.25": null }
goals: { seen: { title: Seen, problem: Nobody looks } }
milestones:
  logs: { title: Logs, goal: seen, owner: us, release: "3.24", conditions: { some: { title: Some, when: logs.sources > 0 } } }
  later: { title: Later, goal: seen, owner: us, release: "3.25", conditions: { none: { title: None, when: logs.sources > 1 } } }
  secret: { title: Inner title, goal: seen, owner: us, tbd: depends on the case of a customer, conditions: { more: { title: More, when: logs.sources > 2 } } }
gates: { launch: { title: Launch, question: May we?, milestones: [logs] } }
public: ${chosen}
`, conditionReader(facts));

test('a program chooses what strangers see, and in which words; what a milestone waits for is not among it', () => {
  expect(program('{ milestones: [logs, later, secret, { milestone: secret2, title: x }] }')).toMatchObject({ is: 'problems', problems: [{ words: 'There is no milestone secret2.', line: 11 }] });
  expect(program('{ gates: [launch, launch] }')).toMatchObject({ is: 'problems', problems: [{ words: 'The gate launch is there twice.' }] });
  expect(program('{ milestones: [logs, later, { milestone: secret, title: A thing }], gates: [{ gate: launch, title: May I come? }] }')).toMatchObject({
    is: 'program', program: { shown: {
      title: 'Status', milestones: [{ id: 'logs', title: 'Logs', target: 'Release 3.24, 2026-12-18' }, { id: 'later', title: 'Later', target: 'Release 3.25' }, { id: 'secret', title: 'A thing', target: null }], gates: [{ id: 'launch', title: 'May I come?' }],
    } },
  });
});
