import { describe, expect, test } from 'vitest';
import { assetsFilter, isNarrowed, readAssetsView, writeAssetsView, type AssetsView } from './view.ts';

const usual = readAssetsView({});

describe('the address of the assets page', () => {
  test.for<[string, Partial<AssetsView>, Record<string, string>]>([
    ['is bare for what is usual', {}, {}],
    ['keeps kind, words and flags', { kind: 'node', search: 'web', owner: '-', silent: true }, { kind: 'node', q: 'web', owner: '-', silent: '1' }],
    ['keeps an order that is not the usual one', { sort: 'scanned', scan: 'never' }, { scan: 'never', sort: 'scanned' }],
  ])('%s', ([, view, search]) => {
    expect(writeAssetsView({ ...usual, ...view })).toEqual(search);
    expect(readAssetsView(search)).toEqual({ ...usual, ...view });
  });

  test('takes what makes no sense for not said', () => {
    expect(readAssetsView({ kind: 'toaster', scan: 'soon', sort: 'colour', silent: 'yes', q: 7 })).toEqual(usual);
    expect(readAssetsView({ q: 'x'.repeat(5_000) }).search).toHaveLength(200);
  });
});

test('the API is asked for no more than was narrowed', () => {
  expect(Object.entries(assetsFilter(usual)).filter(([, value]) => value !== undefined)).toEqual([['sort', 'priority']]);
  expect(assetsFilter({ ...usual, search: '  ' }).search).toBeUndefined();
});

test('an order alone narrows nothing', () => {
  expect(isNarrowed({ ...usual, sort: 'name' })).toBe(false);
  expect(isNarrowed({ ...usual, exposed: true })).toBe(true);
});
