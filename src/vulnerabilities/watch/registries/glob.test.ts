import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitsAny, isGlob } from './glob.ts';

test.for([
  ['shop/web', 'shop/web', true], ['shop/web', 'shop/web2', false], ['shop/*', 'shop/web', true], ['shop/*', 'shop/deep/web', true], ['shop/*', 'shopping', false], ['*', 'anything/at/all', true],
  ['*web', 'shop/web', true], ['*web', 'web2', false], ['v1.?', 'v1.2', true], ['v1.?', 'v1.', false], ['v1.?', 'v112', false], ['a*b*c', 'a-b-b-c', true], ['a*b*c', 'a-c-b', false], ['', '', true], ['', 'x', false], ['**', 'x', true],
] as const)('%s fits %s: %s', ([glob, name, is]) => {
  expect(fitsAny([glob], name)).toBe(is);
});

test('no globs are all names, several any of them', () => {
  expect([fitsAny([], 'x'), fitsAny(['a*', 'b*'], 'b1'), fitsAny(['a*', 'b*'], 'c1')]).toEqual([true, true, false]);
  expect(['a', 'a*', 'a?', 'a[b]'].map(isGlob)).toEqual([false, true, true, false]);
});

describe('globs', () => {
  const small = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
  test('are what the same regular expression is', () => {
    fc.assert(fc.property(small, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 }), (glob, name) => {
      expect(fitsAny([glob], name)).toBe(new RegExp(`^${glob.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(name));
    }));
  });
  test('take no time, however hostile', () => {
    const begun = performance.now();
    expect(fitsAny([`${'*a'.repeat(140)}b`], 'a'.repeat(255))).toBe(false);
    expect(performance.now() - begun).toBeLessThan(200);
  });
});
