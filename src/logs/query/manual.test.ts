import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeFields, FIELDS } from './fields.ts';
import { parseQuery } from './parse.ts';

const file = join(import.meta.dirname, '../../../docs/search.md');
const manual = readFileSync(file, 'utf8');

/** The first cell of each row of a table, and the lines of blocks marked as queries. */
const examples = [
  ...Array.from(manual.matchAll(/^\| `((?:[^`|]|\\\|)+)` \|/gm), ([, example = '']) => example.replaceAll('\\|', '|')).filter((example) => !FIELDS.some(({ name }) => name === example)),
  ...Array.from(manual.matchAll(/^```query\n([^`]*)```/gm), ([, block = '']) => block.trim().split('\n')).flat(),
];

describe('docs/search.md', () => {
  test('has examples', () => expect(examples.length).toBeGreaterThan(40));
  test.for(examples)('%s', (example) => expect(() => parseQuery(example)).not.toThrow());

  test('lists the fields as they are (UPDATE_GOLDEN=1 writes them)', () => {
    const rows = describeFields().map(({ name, kind, path, meaning, values }) => {
      const aliases = FIELDS.find((known) => known.name === name)?.aliases ?? [];
      const named = values ? `: ${values.map((value) => `\`${value}\``).join(', ')}` : '';
      const also = aliases.length > 0 ? `; also ${aliases.map((alias) => `\`${alias}\``).join(', ')}` : '';
      return `| \`${name}\` | ${kind} | \`${path}\` | ${meaning}${named}${also} |`;
    });
    const table = `<!-- fields -->\n| field | kind | OCSF path | meaning |\n|---|---|---|---|\n${rows.join('\n')}\n<!-- /fields -->`;
    const updated = manual.replace(/<!-- fields -->[\s\S]*<!-- \/fields -->/, () => table);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, updated);
    expect(readFileSync(file, 'utf8')).toBe(updated);
  });
});
