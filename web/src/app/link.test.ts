import { expect, test } from 'vitest';
import { readLink } from './link.ts';

test('a path of the application becomes where it leads and what it asks there', () => {
  expect(readLink('/issues?asset=7&issue=9')).toEqual({ to: '/issues', search: { asset: '7', issue: '9' } });
  expect(readLink('/alerts')).toEqual({ to: '/alerts', search: {} });
  expect(readLink('/')).toEqual({ to: '/', search: {} });
  expect(readLink('/vulnerabilities/CVE-2024-6387')).toEqual({ to: '/vulnerabilities/CVE-2024-6387', search: {} });
});

test.for(['//evil.example/x', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/api/v1/events', '/issues/..//evil.example', '/..', ''])('“%s” leads nowhere', (path) => {
  expect(readLink(path)).toBeNull();
});
