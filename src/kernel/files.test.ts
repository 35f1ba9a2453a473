import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { madeOnce } from './files.ts';

let directory: string;
beforeAll(() => { directory = mkdtempSync(join(tmpdir(), 'glacis-files-')); });
afterAll(() => rmSync(directory, { recursive: true }));

test('the text that is made first stays, for its owner alone, and no draft is left', () => {
  const file = join(directory, 'first');
  expect(madeOnce(file, () => 'one')).toBe('one');
  expect(madeOnce(file, () => 'two')).toBe('one');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(directory)).toEqual(['first']);
});

test('one who is overtaken while making takes what the other made', () => {
  const file = join(directory, 'second');
  const made = madeOnce(file, () => {
    writeFileSync(file, 'of the other');
    return 'mine';
  });
  expect(made).toBe('of the other');
});

test('nothing is there when making fails', () => {
  const file = join(directory, 'third');
  expect(() => madeOnce(file, () => { throw new Error('no randomness'); })).toThrow('no randomness');
  expect(madeOnce(file, () => 'later')).toBe('later');
});
