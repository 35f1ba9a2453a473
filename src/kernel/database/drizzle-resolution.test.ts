import { readdirSync, readFileSync } from 'node:fs';
import { createRequire, type ResolveFnOutput } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test, vi } from 'vitest';
import { drizzleResolution } from './drizzle-resolution.ts';

const context = (parentURL: string) => ({ conditions: ['node', 'import'], importAttributes: {}, parentURL });
const ours = context('file:///glacis/src/kernel/outbox.ts');

test('the package is looked for once, whoever imports it', () => {
  const resolve = drizzleResolution();
  const next = vi.fn<(specifier: string) => ResolveFnOutput>((specifier) => ({ url: `file:///found/${specifier}`, format: 'module' }));

  const answers = ['drizzle-orm', 'drizzle-orm/pg-core', 'drizzle-orm'].map((specifier) => resolve(specifier, ours, next).url);

  expect(answers).toEqual(['file:///found/drizzle-orm', 'file:///found/drizzle-orm/pg-core', 'file:///found/drizzle-orm']);
  expect(next).toHaveBeenCalledTimes(2);
});

test.each([
  ['another package', 'zod', ours],
  ['a package whose name begins the same', 'drizzle-orm-extras', ours],
  ['a file of ours', './ids.ts', ours],
  ['a file of another package', './x.js', context('file:///glacis/node_modules/zod/index.js')],
  ['a file of a package inside of it', './x.js', context('file:///glacis/node_modules/drizzle-orm/node_modules/zod/index.js')],
])('%s is resolved by Node', (_what, specifier, from) => {
  const next = vi.fn<() => ResolveFnOutput>(() => ({ url: 'file:///by-node', format: 'commonjs' }));

  expect(drizzleResolution()(specifier, from, next)).toEqual({ url: 'file:///by-node', format: 'commonjs' });
});

test('every relative import inside of it names a file that is there', () => {
  const resolve = drizzleResolution();
  const home = dirname(createRequire(import.meta.url).resolve('drizzle-orm'));
  const modules = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
  const there = new Set(modules.map((name) => pathToFileURL(join(home, name)).href));
  const missing: string[] = [];
  for (const name of modules) {
    const from = pathToFileURL(join(home, name)).href;
    for (const [, specifier = ''] of readFileSync(join(home, name), 'utf8').matchAll(/^(?:import|export) .*from "(\.[^"]+)";$/gmu)) {
      const { url } = resolve(specifier, context(from), () => ({ url: 'file:///by-node' }));
      if (!there.has(url)) missing.push(`${name}: ${specifier} → ${url}`);
    }
  }

  expect(modules.length).toBeGreaterThan(100);
  expect(missing).toEqual([]);
});
