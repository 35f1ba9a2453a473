import { expect, test } from 'vitest';
import { blockFile } from './http.ts';

test('a block that the server left is found by its bare name', () => {
  expect(blockFile('/data/run/blocks', '1842')).toBe('/data/run/blocks/1842');
});

test.for(['', '.', '..', '../secrets', '/etc/passwd', 'a/b', 'a\\b', 'a\0', 'a b', "a'", '*', 'a'.repeat(65)])('no other file is: %j', (name) => {
  expect(() => blockFile('/data/run/blocks', name)).toThrow('Files are not reached from here');
});

test('who comes by TCP reaches none', () => {
  expect(() => blockFile(undefined, '1842')).toThrow('Files are not reached from here');
});
