import { expect, test } from 'vitest';
import type { FactState } from '../gate/fact.ts';
import type { Verdict } from '../gate/hold.ts';
import { facts } from './index.ts';
import { sayFact, sayVerdict, seeFor } from './sentence.ts';

const definitions = new Map(facts.map((fact) => [fact.id, fact]));
const fact = (id: string) => definitions.get(id) ?? expect.fail(`there is no fact ${id}`);

test.for<[string, string, string | number | boolean]>([
  ['1 running image has no recent complete scan', 'images.unscanned', 1],
  ['1,204 running images have no recent complete scan', 'images.unscanned', 1204],
  ['no source is silent', 'logs.sources_silent', 0],
  ['0 nodes have no recent complete scan', 'nodes.unscanned', 0],
  ['0 % of the stored lines are understood', 'logs.normalized', 0],
  ['95.2 % of the stored lines are understood', 'logs.normalized', 0.9523],
  ['99.9 % of the stored lines are understood', 'logs.normalized', 0.999_99],
  ['100 % of the stored lines are understood', 'logs.normalized', 1],
  ['taking away access took 12.5 seconds to be felt', 'boundary.revocation_seconds', 12.5],
  ['the event has not ended', 'ctf.finished', false],
  ['the advisories are of 2026-11-27T12:00:00Z', 'advisories.updated_at', '2026-11-27T12:00:00Z'],
])('%s', ([said, id, value]) => {
  expect(sayFact(fact(id), value)).toBe(said);
});

const known = (value: string | number | boolean): FactState => ({ is: 'known', value, evidence: { fact: '', value, at: 0, subject: '', provenance: { is: 'measured', by: '' } } });
const missing: FactState = { is: 'unknown', because: 'missing', words: 'nobody has said anything of it' };
const stale: FactState = { is: 'unknown', because: 'stale', words: 'it is older than 24 hours' };
const verdict = (outcome: Verdict['outcome'], asked: Record<string, FactState>, from?: number): Verdict => ({
  id: 'm/c', title: 'No source is silent', text: '', outcome, because: 'what the condition says', facts: Object.entries(asked).map(([id, state]) => ({ id, state })), ...(from === undefined ? {} : { from }),
});

test.for<[string, Verdict]>([
  ['3 sources are silent', verdict('unmet', { 'logs.sources_silent': known(3) })],
  ['In 0 cells somebody read what they should not; the last probe of 2 cells proved nothing', verdict('unmet', { 'boundary.leaks': known(0), 'boundary.unproved': known(2) })],
  ['Has to stay so until 1970-01-08T00:00:00.000Z: No source is silent', verdict('unmet', { 'logs.sources_silent': known(0) }, 7 * 86_400_000)],
  ['Nobody has said whether the event has ended', verdict('unknown', { 'ctf.finished': missing })],
  ['Cells in which somebody read what they should not: it is older than 24 hours', verdict('unknown', { 'boundary.leaks': stale, 'boundary.unproved': known(0) })],
  ['what the condition says', verdict('unknown', { 'logs.sources': known(0) })],
])('a verdict reads: %s', ([said, of]) => {
  expect(sayVerdict(of, definitions)).toBe(said);
});

test('a verdict leads to where something is done about it: to the evidence that is missing, nowhere where it only takes time', () => {
  expect(seeFor(verdict('unmet', { 'vulnerabilities.undecided_images': known(14) }), definitions)).toEqual({ verb: 'Plan them', path: '/issues' });
  expect(seeFor(verdict('unknown', { 'boundary.leaks': known(0), 'boundary.unproved': missing }), definitions)).toEqual({ verb: 'Give evidence', path: '/program/evidence?fact=boundary.unproved' });
  expect(seeFor(verdict('unmet', { 'logs.sources_silent': known(0) }, 1), definitions)).toBeNull();
});

const PAGES = /^\/(?:alerts|assets|coverage|issues|logs|program\/evidence|settings\/(?:agents|channels|people|registries|tokens)|sign-ins|sources)(?:\?[\w=&.-]+)?$/;

test('every fact reads as a sentence, and leads to a page that there is', () => {
  const speechless = facts.filter(({ says, type }) => says === undefined || (type !== 'bool' && !says.every((words) => words.includes('#'))));
  expect(speechless.map(({ id }) => id)).toEqual([]);
  expect(facts.filter(({ see }) => see !== undefined && !PAGES.test(see.path)).map(({ id }) => id)).toEqual([]);
});
