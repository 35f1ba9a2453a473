import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasShared, readShared } from '../../../../test/support/shared.ts';
import { parseLogfmt } from './logfmt.ts';

const plain = (text: string): unknown => structuredClone(parseLogfmt(text));

test.for([
  ['a=1 b="two words" c', { a: '1', b: 'two words', c: true }],
  ['a="say \\"no\\"" b="1\\n2"', { a: 'say "no"', b: '1\n2' }],
  ['a= b=""', { a: '', b: '' }],
  ['a="never closed b=1 c=2', null],
  ['one=pair', null],
  ['no pairs here', null],
  ['=x a=1', null],
  ['a=1 some words that are no pairs b=2', null],
] as const)('%s', ([text, fields]) => {
  expect(plain(text)).toEqual(fields);
});

test('what is written is read, whatever the values hold', () => {
  const value = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\n\t\r]/g, ''));
  fc.assert(fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), value, { minKeys: 2, noNullPrototype: true }), (fields) => {
    const line = Object.entries(fields).map(([name, text]) => `${name}="${text.replaceAll(/["\\]/g, '\\$&')}"`).join(' ');
    expect(plain(line)).toEqual(fields);
  }));
});

describe.skipIf(!hasShared)('Vector', () => {
  test('reads the same of lines in its default form', () => {
    type Vector = { options: Record<string, string>; input: string; fields?: Record<string, unknown> };
    const vectors: Vector[] = JSON.parse(readShared('logs/structured-text/vectors/vrl-parse_key_value.json').toString());
    const all = vectors.filter(({ options, fields }) => Object.keys(options).length === 0 && fields !== undefined);
    expect(all.map(({ input }) => plain(input))).toEqual(all.map(({ fields }) => fields));
    expect(all).toHaveLength(2);
  });
});
