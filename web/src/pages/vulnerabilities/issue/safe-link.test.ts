import { expect, test } from 'vitest';
import { isSafeLink } from './safe-link.ts';

test.for([
  ['https://nvd.nist.gov/vuln/detail/CVE-2024-3094', true],
  ['http://example.org/', false],
  ['javascript:alert(1)', false],
  ['data:text/html,hi', false],
  ['https://admin:secret@example.org/', false],
  ['//example.org', false],
  ['', false],
] as const)('%s: %s', ([text, safe]) => {
  expect(isSafeLink(text)).toBe(safe);
});
