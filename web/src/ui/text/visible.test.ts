import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visible } from './visible.ts';

const shown = (text: string) => visible(text).map((piece) => piece.text).join('');

test('ordinary text of any script stays as it is', () => {
  expect(visible('Пароль für naïve 東京 🙂')).toEqual([{ kind: 'text', text: 'Пароль für naïve 東京 🙂' }]);
  expect(visible('')).toEqual([]);
});

test.for([
  ['a right-to-left override', 'user\u202egnp.exe', 'userU+202Egnp.exe'],
  ['an escape sequence of a terminal', '\u001b[31mred', '␛[31mred'],
  ['a zero-width space', 'ro\u200bot', 'roU+200Bot'],
  ['NUL and delete', '\u0000\u007f', '␀␡'],
  ['a lone surrogate', 'a\ud800b', 'aU+D800b'],
  ['an invisible tag character', 'a\u{e0041}', 'aU+E0041'],
] as const)('%s is named', ([, text, expected]) => {
  expect(shown(text)).toBe(expected);
});

test('no piece holds a character that reorders or hides text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const hostile of ['\u0000', '\u001b', '\r', '\u200b', '\u200f', '\u202e', '\u2066', '\ufeff']) expect(shown(text)).not.toContain(hostile);
    }),
  );
});
