import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Reading } from './cataloguer.ts';
import { cataloguers } from './index.ts';

const tools = { sqlite: () => { throw new Error('no database here'); } };

/** The folder of a cataloguer's samples: `<ecosystem>/<id>.samples/`, in it a folder of files a case, and its answer `<case>.json`. */
const folders = new Map(
  readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory()).flatMap((entry) => {
    const ecosystem = join(import.meta.dirname, entry.name);
    return readdirSync(ecosystem).filter((name) => name.endsWith('.samples')).map((name): [string, string] => [name.slice(0, -'.samples'.length), join(ecosystem, name)]);
  }),
);

function read(id: string, folder: string): Record<string, Reading> {
  const cataloguer = cataloguers.find((each) => each.id === id);
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => statSync(join(folder, path)).isFile()).sort();
  return Object.fromEntries(paths.flatMap((path) => {
    const bytes = readFileSync(join(folder, path));
    const facts = { path: relative('.', path), name: path.split('/').at(-1) ?? '', size: bytes.length, mode: 0o644 };
    if (!cataloguer?.wants(facts)) return [];
    const named = cataloguer.companions?.(path) ?? [];
    const companion = (other: string): Uint8Array | undefined => (named.includes(other) && existsSync(join(folder, other)) ? readFileSync(join(folder, other)) : undefined);
    return [[path, cataloguer.read({ ...facts, bytes, companion }, tools)]];
  }));
}

describe.for([...folders])('%s', ([id, folder]) => {
  const cases = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);

  test.for(cases)('reads %s as its answer says', (name) => {
    const answer = read(id, join(folder, name));
    const file = join(folder, `${name}.json`);
    // UPDATE_GOLDEN=1 writes the answers anew: read the difference before committing it.
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, `${JSON.stringify(answer, null, 2)}\n`);
    expect(Object.keys(answer)).not.toEqual([]);
    expect(answer).toEqual(JSON.parse(readFileSync(file, 'utf8')));
  });
});
