import { expect, test } from 'vitest';
import { remedyOf, wholeness } from './words.ts';

const kind = { kind: 'node' as const, total: 10, current: 10, stale: 0, incomplete: 0, never: 0 };

test.for<[string, Partial<typeof kind>[], number]>([
  ['Nothing is known yet', [], 0],
  ['Nothing is known yet', [{ total: 0, current: 0 }], 0],
  ['Everything that runs has been looked at', [{}], 0],
  ['Of 20 that count: 3 never looked at, 1 not for too long, 2 not in full, 1 node silent', [{ never: 1, current: 9 }, { never: 2, stale: 1, incomplete: 2, current: 5 }], 1],
])('%s', ([said, kinds, silentNodes]) => {
  expect(wholeness({ kinds: kinds.map((part) => ({ ...kind, ...part })), silentNodes })).toBe(said);
});

test('every gap says what closes it', () => {
  expect(remedyOf('node', 'never')).toMatchObject({ part: 'agents' });
  expect(remedyOf('image', 'stale')).toMatchObject({ part: 'registries' });
  expect(remedyOf('repository', 'never')).toMatchObject({ code: 'glacis scan dir . --report' });
  expect(remedyOf('image', 'incomplete')).toMatchObject({ is: 'asset' });
});
