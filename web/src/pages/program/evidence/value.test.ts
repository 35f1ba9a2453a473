import { expect, test } from 'vitest';
import { readValue } from './value.ts';

test.for<[string, string, string | null, boolean | number | string | undefined]>([
  ['yes', 'bool', null, true], ['no', 'bool', null, false], ['', 'bool', null, undefined],
  ['0', 'int', 'cells', 0], ['1.5', 'int', 'cells', undefined], ['many', 'int', 'cells', undefined],
  ['95.5 %', 'double', 'share', 0.955], ['100', 'double', 'share', 1], ['41.5', 'double', 'seconds', 41.5], ['1e9', 'double', 'seconds', undefined],
  ['2026-11-27T12:00:00Z', 'timestamp', null, '2026-11-27T12:00:00.000Z'], ['yesterday', 'timestamp', null, undefined],
  [' words ', 'string', null, 'words'], ['x', 'of another version', null, undefined],
])('“%s” as %s of %s is %s', ([typed, type, unit, value]) => {
  expect(readValue(typed, { type, unit })).toBe(value);
});
