import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import type { z } from 'zod';
import { facts } from '../facts/index.ts';
import { readProgram } from '../file/read.ts';
import { ProgramFile } from '../file/schema.ts';
import { conditionReader } from '../gate/condition.ts';
import { evaluate } from '../gate/evaluate.ts';
import type { Evidence } from '../gate/fact.ts';
import { factAnswers, programAnswer } from '../service/answers.ts';
import type { Look } from '../service/evaluation.ts';
import { template } from '../templates/index.ts';
import { assessmentResults } from './oscal/results.ts';
import { MOST_TOLD, tapped, type Picture } from './picture.ts';
import { reportPage } from './report/page.ts';

const NOW = Date.parse('2026-11-27T12:00:00Z');
const HOUR = 3_600_000;
const HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>\u202e\u0007 & \'';

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(join(import.meta.dirname, '../../../test/support/oscal-assessment-results.json'), 'utf8')) as object);

/** The customer's kind of program with something observed of it, and texts of people in every place that people write in. */
function picture({ words = 'in words', evidence = [] as Evidence[] } = {}): Picture {
  const file = ProgramFile.parse(parse(template('cloud-launch')));
  const change: z.infer<typeof ProgramFile> = structuredClone(file);
  change.program = words;
  for (const milestone of Object.values(change.milestones)) Object.assign(milestone, { title: words, owner: words, tbd: words });
  for (const gate of Object.values(change.gates)) Object.assign(gate, { title: words, question: words });
  for (const goal of Object.values(change.goals)) Object.assign(goal, { title: words, problem: words });
  const read = readProgram(stringify(change), conditionReader(facts));
  if (read.is === 'problems') throw new Error(read.problems[0]?.words);
  const newest = new Map(evidence.map((one) => [one.fact, one]));
  const evaluation = evaluate({ program: read.program, definitions: facts, evidence: newest, overrides: [], held: new Map(), now: NOW });
  const override = { id: 'o1', gate: 'infra-repo', requirements: ['central-logs/some'], reason: words, control: words, by: words, byId: 'a', at: new Date(NOW - 2 * HOUR), approvedBy: words, approvedById: 'b', approvedAt: new Date(NOW - HOUR), until: new Date(NOW + HOUR), endedAt: null };
  const look = {
    held: { program: read.program, text: '', version: 3, changedBy: words, changedAt: new Date(NOW), warnings: [] }, evaluation, evidence: newest, since: new Map(), outlook: { milestones: new Map(), gates: new Map() },
    overrides: [{ ...override, from: new Date(NOW - HOUR).toISOString(), until: override.until.toISOString(), state: 'active' }],
  } as unknown as Look;
  return {
    summary: { program: { title: words, subject: 'acme/cloud', version: 3, digest: read.program.digest }, from: new Date(NOW - 24 * HOUR).toISOString(), to: new Date(NOW).toISOString(), at: new Date(NOW).toISOString(), by: words, glacis: '0.1.0', rootKeyId: 'ab'.repeat(32), leftOut: [] },
    program: programAnswer(look), facts: factAnswers(look), programFile: 'program/0003.yaml', approvedBy: words,
    changes: new Map([['infra-repo', { decisions: 60, changes: 2, last: [{ gate: 'infra-repo', at: new Date(NOW).toISOString(), state: 'closed', sentence: words, overrides: 1 }] }]]),
    overrides: { first: [override, { ...override, id: 'o2', approvedBy: null, approvedAt: null, endedAt: new Date(NOW) }], all: 2 },
    claims: { first: [{ id: 'c', fact: 'ctf.unfixed', value: 0, reason: words, until: new Date(NOW + HOUR), by: words, byId: 'a', at: new Date(NOW), confirmedBy: words, confirmedAt: new Date(NOW) }], all: 1 },
    vulnerabilities: {
      first: (['accept', 'not-affected'] as const).map((kind) => ({
        id: kind, issue: 'i', vulnerability: words, package: words, ecosystem: words, severity: 'high', kind, state: 'active', by: words, at: new Date(NOW).toISOString(), approvedBy: words, approvedAt: new Date(NOW).toISOString(), endedAt: null,
        reason: words, control: kind === 'accept' ? words : null, justification: kind === 'accept' ? null : 'component_not_present', until: kind === 'accept' ? '2026-12-18' : null,
      })),
      all: 900,
    },
  };
}

const measured = (fact: string, value: Evidence['value']): Evidence => ({ fact, value, at: NOW, subject: 'house', provenance: { is: 'measured', by: 'glacis' } });
const seen: Evidence[] = [
  measured('logs.sources', 3), measured('logs.sources_silent', 1),
  { fact: 'ctf.finished', value: true, at: NOW, subject: 'acme/cloud', provenance: { is: 'people', ids: ['a', 'b'], names: ['Ann', 'Bob'], reason: 'we were there' } },
  { fact: 'boundary.leaks', value: 0, at: NOW, subject: 'acme/cloud', provenance: { is: 'statement', keys: ['cd'.repeat(32)], digest: 'ef'.repeat(32) } },
];

type Results = { observations: { description: string; methods: string[] }[]; findings: { title: string; target: { 'target-id': string; status: { state: string; reason: string } } }[]; risks: { status: string }[] };
const resultOf = (made: Picture): Results => JSON.parse(JSON.stringify(assessmentResults(made)))['assessment-results'].results[0] as Results;

test('what is written as OSCAL fits NIST\'s schema, whatever people wrote, and whatever is known', () => {
  for (const made of [picture(), picture({ words: HOSTILE, evidence: seen })]) {
    validate(JSON.parse(JSON.stringify(assessmentResults(made))));
    expect(validate.errors ?? []).toEqual([]);
  }
  fc.assert(fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }).filter((words) => words.trim() !== ''), (words) => {
    validate(JSON.parse(JSON.stringify(assessmentResults(picture({ words, evidence: seen })))));
    expect(validate.errors ?? []).toEqual([]);
  }), { numRuns: 3 });
});

test('what is met is satisfied, what is not known is not, and says so; who looked is told', () => {
  const { findings, observations, risks } = resultOf(picture({ evidence: seen }));
  const status = (id: string) => findings.find(({ target }) => target['target-id'] === id)?.target.status;
  expect(status('central-logs.some')).toMatchObject({ state: 'satisfied', reason: 'pass' });
  expect(status('central-logs.speaking')).toMatchObject({ state: 'not-satisfied', reason: 'fail' });
  expect(status('central-logs.whole')).toMatchObject({ state: 'not-satisfied', reason: 'other', remarks: expect.stringContaining('Not known') });
  expect(status('gate-infra-repo')).toMatchObject({ state: 'not-satisfied', remarks: expect.stringContaining('exception') });
  expect(observations.map(({ description, methods }) => [description, methods[0]])).toEqual([
    ['logs.sources is 3', 'TEST'], ['logs.sources_silent is 1', 'TEST'], ['boundary.leaks is 0', 'EXAMINE'], ['ctf.finished is true', 'INTERVIEW'],
  ]);
  expect(risks.map((risk) => risk.status)).toEqual(['deviation-approved', 'closed', 'deviation-approved', 'closed']);
});

test('the same program has the same ids in every export', () => {
  expect(assessmentResults(picture({ evidence: seen }))).toEqual(assessmentResults(picture({ evidence: seen })));
});

test('the report stands alone: no script, nothing from anywhere, and what people wrote is text', () => {
  const page = reportPage(picture({ words: HOSTILE, evidence: seen }));
  expect(page).not.toMatch(/<script|<img|<link|<iframe|onerror=alert\(2\)>|javascript:|url\(|@import|\u202e/);
  expect(page).not.toContain('\u0007');
  expect(page.match(/<(?!\/|!)[a-z][a-z0-9]*/g)?.filter((tag) => !['<html', '<head', '<meta', '<title', '<style', '<body', '<main', '<h1', '<h2', '<h3', '<p', '<section', '<article', '<span', '<ul', '<li', '<table', '<thead', '<tbody', '<tr', '<th', '<td', '<div', '<br', '<dl', '<dt', '<dd', '<code'].includes(tag))).toEqual([]);
  expect(page).toContain('&#60;script&#62;alert(1)&#60;/script&#62;');
  expect(page).toContain('default-src \'none\'');
});

test('its first screen says of each gate what it is, since when, why, and who made exceptions', () => {
  const page = reportPage(picture({ evidence: seen }));
  const cards = page.slice(page.indexOf('<section class="gates">'), page.indexOf('</section>'));
  expect(cards).toContain('closed');
  expect(cards).toContain('since 2026-11-27 12:00 UTC');
  expect(cards).toContain('logs.sources_silent is 1');
  expect(cards).toMatch(/Exception by in words and in words, until 2026-11-27 13:00 UTC/);
  expect(page).toContain('The first 2 of 900');
});

test('of many rows reports tell the first, and files all', async () => {
  const told = { first: [] as number[], all: 0 };
  async function* many(): AsyncGenerator<number[]> {
    for (let page = 0; page < 4; page += 1) yield await Promise.resolve(Array.from({ length: 200 }, (_, row) => page * 200 + row));
  }
  let passed = 0;
  for await (const rows of tapped(many(), told)) passed += rows.length;
  expect([passed, told.all, told.first.length, told.first.at(-1)]).toEqual([800, 800, MOST_TOLD, MOST_TOLD - 1]);
});
