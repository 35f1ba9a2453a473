import { expect, test } from 'vitest';
import { facts } from '../facts/index.ts';
import { conditionReader } from '../gate/condition.ts';
import { TEMPLATES, template } from '../templates/index.ts';
import { modeline } from './json-schema.ts';
import { readProgram } from './read.ts';

test('a program begins with where editors find its schema, and is as sound with it', () => {
  expect(modeline('https://glacis.example/')).toBe('# yaml-language-server: $schema=https://glacis.example/api/v1/program/schema\n');
  for (const [name] of TEMPLATES) expect(readProgram(`${modeline('http://127.0.0.1:7400')}${template(name)}`, conditionReader(facts))).toMatchObject({ is: 'program', warnings: [] });
});
