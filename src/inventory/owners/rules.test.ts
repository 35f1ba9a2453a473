import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OwnerRule } from '../contract.ts';
import { fits, ruleFor } from './rules.ts';

describe('a glob', () => {
  test.for([
    ['registry.example/shop/*', 'registry.example/shop/web:1', true],
    ['registry.example/shop/*', 'registry.example/shop', false],
    ['*/web:*', 'registry.example/shop/web:1', true],
    ['*', '', true],
    ['', '', true],
    ['', 'a', false],
    ['web', 'web', true],
    ['web', 'web-1', false],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['a*b*c', 'aXbYc', true],
    ['a*b*c', 'acb', false],
    ['a*bc*c', 'abc', false],
    ['Web-*', 'web-1', false],
    ['a.c', 'abc', false],
  ] as const)('%s of %s: %s', ([glob, text, expected]) => {
    expect(fits(glob, text)).toBe(expected);
  });

  test('fits what its stars were filled with', () => {
    fc.assert(fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 6 }), fc.string(), (parts, filling) => {
      const literal = parts.map((part) => part.replaceAll('*', ''));
      expect(fits(literal.join('*'), literal.join(filling))).toBe(true);
    }));
  });

  test('is as fast on what it was not made for', () => {
    const started = performance.now();
    expect(fits(`${'*a'.repeat(150)}b`, 'a'.repeat(2_000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(200);
  });
});

test('the first rule that fits counts', () => {
  const rule = (name: string, more: Partial<OwnerRule>): OwnerRule => ({ name, kind: null, match: '*', namespace: null, owner: null, environment: null, internetFacing: null, ...more });
  const rules = [rule('nodes', { kind: 'node' }), rule('shop', { namespace: 'shop-*' }), rule('web', { match: 'r.example/web' }), rule('rest', {})];
  const of = (more: object) => ruleFor(rules, { kind: 'image', name: 'r.example/web:1', lineage: 'r.example/web', namespaces: [], ...more })?.name;
  expect(of({})).toBe('web');
  expect(of({ kind: 'node' })).toBe('nodes');
  expect(of({ namespaces: ['shop-1', 'other'] })).toBe('shop');
  expect(of({ lineage: 'r.example/db' })).toBe('rest');
  expect(ruleFor([], { kind: 'image', name: 'a', lineage: 'a', namespaces: [] })).toBeUndefined();
});
