import { expect, test } from 'vitest';
import { changeOf, draftOf } from './draft.ts';

const asset = { owner: 'payments', environment: null, internetFacing: true, note: 'the shop' };

test('what was not touched is not changed', () => {
  expect(changeOf(draftOf(asset), asset)).toEqual({});
  expect(changeOf(draftOf(undefined), undefined)).toEqual({});
});

test('of one asset, an emptied owner goes back to the rules', () => {
  expect(changeOf({ ...draftOf(asset), owner: ' ', environment: 'production ' }, asset)).toEqual({ owner: null, environment: 'production' });
  expect(changeOf({ ...draftOf(asset), internetFacing: 'no', note: '' }, asset)).toEqual({ internetFacing: false, note: '' });
});

test('of several, only what was said is changed, and nothing is emptied', () => {
  expect(changeOf({ ...draftOf(undefined), owner: 'platform', internetFacing: 'no', note: 'lost' }, undefined)).toEqual({ owner: 'platform', internetFacing: false });
});
