import { expect, test } from 'vitest';
import { localPath } from './flow.ts';

test.for(['/', '/logs?query=a%20b', '/alerts#x', '/a/../b'])('%s is a path of this site', (to) => {
  expect(localPath(to)).toMatch(/^\/[^/\\]?/);
  expect(new URL(localPath(to), 'https://glacis.example').host).toBe('glacis.example');
});

test.for([
  undefined, '', 'logs', '//evil.example', '/\\evil.example', '/\t/evil.example', '\\\\evil.example', 'https://evil.example', 'javascript:alert(1)',
  '/\n/evil.example', '/ä', '///evil.example', '/ /evil.example',
])('%j leads to the first page', (to) => {
  expect(localPath(to)).toBe('/');
});

test.for(['/..//evil.example', '/.//evil.example', '/x/..//evil.example', '/%2e%2e//evil.example', '/..\\/evil.example'])('%j, which dots its way to another host, stays here', (to) => {
  expect(localPath(to)).toBe('/');
});
