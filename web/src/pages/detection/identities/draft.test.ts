import { expect, test } from 'vitest';
import type { Identity } from '../../../../../src/detection/contract.ts';
import { draftOf, savedOf } from './draft.ts';

const alice: Identity = {
  id: '1', origin: 'csv', kind: 'person', name: 'Alice', accounts: ['alice', 'alice@example.org'], networks: ['10.20.0.0/16'], departedAt: '2026-12-01T00:00:00.000Z',
  hours: { zone: 'Europe/Berlin', from: 450, to: 1_140, days: [1, 2, 3] },
};

test('an identity comes out of the form as it went in', () => {
  const { id: _id, origin: _origin, ...rest } = alice;
  expect(savedOf(draftOf(alice))).toEqual(rest);
});

test('lists take lines or commas, without empty ones or doubles', () => {
  expect(savedOf({ ...draftOf(null), accounts: ' a\n\nb, a,c ' }).accounts).toEqual(['a', 'b', 'c']);
});

test('somebody new has any hours', () => {
  expect(savedOf({ ...draftOf(null), name: ' Bob ' })).toMatchObject({ name: 'Bob', kind: 'person', hours: null, departedAt: null });
});
