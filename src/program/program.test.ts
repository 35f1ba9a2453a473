import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { describe, expect, test } from 'vitest';
import { hasShared, readShared } from '../../test/support/shared.ts';
import { facts } from './facts/index.ts';
import { readProgram } from './file/read.ts';
import { ProgramFile } from './file/schema.ts';
import { conditionReader } from './gate/condition.ts';
import { evaluate } from './gate/evaluate.ts';
import { programOfPage } from './page/program.ts';
import { readPage } from './page/read.ts';
import { TEMPLATES, template } from './templates/index.ts';

const read = (text: string) => readProgram(text, conditionReader(facts));
const NOW = Date.parse('2026-11-27T12:00:00Z');

test('the manual lists every fact as it is', () => {
  const told = readFileSync(join(import.meta.dirname, '../../docs/facts.md'), 'utf8').split('\n').filter((line) => line.startsWith('| `')).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
  expect(told).toEqual(facts.map(({ id, type, unit, from, maxAgeMs, meaning }) => [`\`${id}\``, type, unit ?? '', from, `${maxAgeMs / 3_600_000} h`, meaning]));
});

test('every fact has an id of its own, of a group and a name', () => {
  expect(new Set(facts.map(({ id }) => id)).size).toBe(facts.length);
  for (const { id, meaning } of facts) {
    expect(id).toMatch(/^[a-z]+\.[a-z_]+$/);
    expect(meaning).not.toBe('');
  }
});

describe.each(TEMPLATES)('the template %s', (name) => {
  test('is sound, and every milestone of it can be measured', () => {
    expect(read(template(name))).toMatchObject({ is: 'program', warnings: [] });
  });

  test('opens no gate while nothing is known, and says why of each condition', () => {
    const made = read(template(name));
    if (made.is !== 'program') throw new Error('not sound');
    const result = evaluate({ program: made.program, definitions: facts, evidence: new Map(), overrides: [], held: new Map(), now: NOW });
    for (const gate of result.gates) expect(gate).toMatchObject({ state: 'unknown' });
    for (const { outcome, verdicts } of result.milestones) {
      expect(outcome).toBe('unknown');
      for (const verdict of verdicts) expect(verdict.because).toContain('nobody has said anything of it');
    }
  });
});

describe('a program as a file', () => {
  const good = `
program: Ours
subject: acme/cloud
goals: { seen: { title: Seen, problem: Nobody looks } }
milestones:
  logs: { title: Logs, goal: seen, owner: us, tbd: soon, conditions: { some: { title: Some, when: logs.sources > 0, for: 14d } } }
gates: { launch: { title: Launch, question: May we?, milestones: [logs] } }
`;
  test('is read', () => {
    expect(read(good)).toMatchObject({ is: 'program', warnings: [], program: { milestones: [{ id: 'logs', requirements: [{ id: 'logs/some', forMs: 14 * 86_400_000 }] }] } });
  });

  test.for<readonly [string, string, string, string, number]>([
    ['a fact that is not there', 'logs.sources > 0', 'logs.surces > 0', 'There is no fact logs.surces', 6],
    ['a goal that is not there', 'goal: seen', 'goal: sean', 'There is no goal sean', 6],
    ['a milestone that is not there', 'milestones: [logs]', 'milestones: [lags]', 'There is no milestone lags', 7],
    ['a number as an id', '  logs:', '  7:', 'an id is lower-case words', 6],
    ['a word that nobody knows', 'owner: us', 'ownr: us', 'ownr', 6],
    ['two times', 'tbd: soon', 'tbd: soon, date: 2026-12-24', 'one of release, date and tbd', 6],
    ['a circle', 'tbd: soon', 'tbd: soon, depends-on: [{ milestone: logs, reason: x }]', 'These wait for each other: logs → logs', 6],
    ['a duration of another kind', '14d', 'a fortnight', 'a duration is', 6],
    ['broken YAML', 'goals: {', 'goals: [', '', 4],
    ['an alias that grows', 'program: Ours', 'program: &a Ours\nsubject2: *a', 'aliases are not read', 3],
  ])('with %s is refused where it stands', ([, from, to, words, line]) => {
    const result = read(good.replace(from, to));
    const problems = result.is === 'problems' ? result.problems : [];
    expect(problems.map((problem) => problem.words).join('\n')).toContain(words);
    expect(problems[0]?.line).toBe(line);
  });

  test('names that every object has are no ids of milestones', () => {
    expect(read(good.replace('[logs]', '[constructor]'))).toMatchObject({ is: 'problems' });
  });

  test('without conditions is told to be of no use', () => {
    expect(read(good.replace(/conditions: .*$/m, 'conditions: {} }'))).toMatchObject({ is: 'program', warnings: [{ words: expect.stringContaining('nothing can ever show') }] });
  });
});

describe.skipIf(!hasShared)('the customer\'s page (needs the shared data)', () => {
  const imported = () => programOfPage(readPage(readShared('program/goals.md').toString('utf8')), ProgramFile.parse(parse(template('cloud-launch'))));

  test('becomes the template\'s milestones, each found, with the page\'s words and releases', () => {
    const { file } = imported();
    expect(Object.keys(file.milestones)).toEqual([
      'images-scanned', 'images-first-resolved', 'images-resolved-or-planned', 'central-logs', 'audit-and-access-logs', 'nodes-scanned', 'nodes-resolved-or-planned', 'one-log-format', 'events-of-interest',
      'own-secrets', 'test-repository', 'bounty', 'capture-the-flag', 'infrastructure-repository', 'customers-private-code',
    ]);
    expect(file.milestones['bounty']).toMatchObject({ release: '3.23', title: expect.stringContaining('for each unique vulnerability') });
    expect(file.milestones['customers-private-code']).toMatchObject({ tbd: 'somewhat dependent on outputs of CtF' });
    expect(file.milestones['nodes-resolved-or-planned']).toMatchObject({ 'part-of': 'nodes-scanned' });
  });

  test('what is struck through is claimed, and meets nothing', () => {
    const { file } = imported();
    const claimed = Object.entries(file.milestones).filter(([, { claimed: words }]) => words !== undefined).map(([id]) => id);
    expect(claimed).toEqual(['images-scanned', 'images-first-resolved', 'images-resolved-or-planned']);
    const made = read(stringify(file));
    if (made.is !== 'program') throw new Error('not sound');
    const result = evaluate({ program: made.program, definitions: facts, evidence: new Map(), overrides: [], held: new Map(), now: NOW });
    expect(result.milestones.every(({ outcome }) => outcome === 'unknown')).toBe(true);
  });

  test('a dependency by number is resolved, and left to be confirmed where its reason speaks of something else', () => {
    const { file, doubts } = imported();
    expect(file.milestones['bounty']?.['depends-on'][0]).toEqual({ milestone: 'central-logs', reason: expect.stringContaining('obvious issues'), unconfirmed: true });
    expect(doubts.find(({ milestone }) => milestone === 'bounty')?.words).toContain('“Milestone 3” is central-logs');
    const made = read(stringify(file));
    expect(made).toMatchObject({ is: 'program', warnings: expect.arrayContaining([expect.objectContaining({ words: expect.stringContaining('Nobody has confirmed that bounty waits for central-logs') })]) });
  });
});

test('a hostile page is read in bounded time, and makes no program but a sound one', () => {
  const page = `# x\n\n### g\n\n${Array.from({ length: 500 }, (_, index) => `${index + 1}. ~~${'*'.repeat(50)}[a](javascript:x)<script>${'('.repeat(50)} m${index} (TBD)~~`).join('\n')}`;
  const { file } = programOfPage(readPage(page), ProgramFile.parse(parse(template('cloud-launch'))));
  expect(Object.keys(file.milestones)).toHaveLength(500);
  expect(read(stringify(file)).is).toBe('program');
});
