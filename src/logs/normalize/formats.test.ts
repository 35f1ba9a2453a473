import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createNormalizer } from './index.ts';

test('docs/events.md names every format, and no other', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/events.md'), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| `')).map((line) => line.split('|', 2)[1] ?? '');
  const named = rows.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, id]) => id));
  expect(new Set(named)).toEqual(new Set(createNormalizer().formats.map(({ id }) => id)));
});
