import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { catalogFile, tools } from '../../../../test/support/scan-fixtures.ts';
import { npmLock } from './npm-lock.ts';
import { npmPackage } from './npm-package.ts';

const root = join(import.meta.dirname, '../../../..');
type Hidden = { packages: Record<string, { version?: string }> };
const hiddenPath = join(root, 'node_modules/.package-lock.json');
const hidden: Hidden = existsSync(hiddenPath) ? (JSON.parse(readFileSync(hiddenPath, 'utf8')) as Hidden) : { packages: {} };
const installed = Object.keys(hidden.packages).filter((path) => existsSync(join(root, path, 'package.json')));
const names = (packages: readonly { namespace?: string; name: string; version: string }[]): string[] => [...new Set(packages.map((each) => `${each.namespace ? `${each.namespace}/` : ''}${each.name}@${each.version}`))].sort();

test.skipIf(installed.length === 0)('this checkout: the lock file has what npm says is installed, and what is for other platforms', () => {
  const lockBytes = readFileSync(join(root, 'package-lock.json'));
  const lock = JSON.parse(lockBytes.toString()) as { packages: Record<string, { version?: string; optional?: boolean }> };
  const found = names(npmLock.read(catalogFile('package-lock.json', lockBytes), tools).packages ?? []);
  const absent = Object.entries(lock.packages).filter(([path]) => path !== '' && hidden.packages[path] === undefined);
  // Only what npm may leave out is not installed.
  expect(absent.filter(([, entry]) => !entry.optional).map(([path]) => path)).toEqual([]);
  const own = (entries: [string, { version?: string }][]): string[] => entries.map(([path, { version }]) => `${path.slice(path.lastIndexOf('node_modules/') + 13)}@${version}`);
  expect(found).toEqual([...new Set([...own(Object.entries(hidden.packages)), ...own(absent)])].sort());
});

test.skipIf(installed.length === 0)('this checkout: each installed package says what npm says of it', () => {
  const found = installed.map((path) => {
    const bytes = readFileSync(join(root, path, 'package.json'));
    const file = catalogFile(`${path}/package.json`, bytes);
    expect([path, npmPackage.wants(file)]).toEqual([path, true]);
    return names(npmPackage.read(file, tools).packages ?? [])[0];
  });
  expect(installed.length).toBeGreaterThan(100);
  expect(found).toEqual(installed.map((path) => `${path.slice(path.lastIndexOf('node_modules/') + 13)}@${hidden.packages[path]?.version}`));
});

test.for([
  ['node_modules/a/package.json', true],
  ['usr/local/lib/node_modules/@scope/a/package.json', true],
  ['app/node_modules/.pnpm/a@1.0.0/node_modules/a/package.json', true],
  ['app/node_modules/a/node_modules/b/package.json', true],
  ['app/node_modules/.store/a-npm-1.0.0-0123/package/package.json', true],
  ['app/package.json', false],
  ['app/node_modules/a/dist/package.json', false],
  ['app/node_modules/a/dist/esm/package.json', false],
  ['app/node_modules/@scope/package.json', false],
  ['app/node_modules/@scope/a/dist/package.json', false],
  ['app/node_modules/.cache/package.json', false],
  ['app/node_modules/package.json', false],
  ['packages/@scope/a/package.json', false],
] as const)('%s is an installed package: %s', ([path, expected]) => {
  expect(npmPackage.wants(catalogFile(path, ''))).toBe(expected);
});
