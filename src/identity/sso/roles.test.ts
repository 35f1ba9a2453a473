import { expect, test } from 'vitest';
import { groupsIn, roleFor } from './roles.ts';

const mapping = { staff: 'auditor', soc: 'analyst', platform: 'admin' } as const;

test('the strongest of the mapped groups counts, whatever their order', () => {
  expect(roleFor(['staff', 'platform', 'soc'], mapping)).toBe('admin');
  expect(roleFor(['soc', 'staff'], mapping)).toBe('analyst');
});

test('without a mapped group there is no role, also for names that every object has', () => {
  expect(roleFor([], mapping)).toBeUndefined();
  expect(roleFor(['sales', 'toString', '__proto__', 'constructor'], mapping)).toBeUndefined();
});

test.for([
  [['a', 'b'], ['a', 'b']],
  ['a', ['a']],
  [['a', 1, null, { b: 1 }], ['a']],
  [undefined, []],
  [{ a: true }, []],
  [null, []],
] as const)('groups in %j are %j', ([claim, groups]) => {
  expect(groupsIn(claim)).toEqual(groups);
});
