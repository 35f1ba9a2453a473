import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Principal } from '../kernel/principal.ts';
import { Role, TokenScope } from './contract.ts';
import { allPermissions, missing, permissionsOfRole, permissionsOfScopes } from './permissions.ts';
import { LIMITS } from './throttle.ts';

const page = (name: string) => readFileSync(join(import.meta.dirname, '../../docs/security', name), 'utf8');
const rows = (text: string) => text.split('\n').filter((line) => line.startsWith('| `')).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));

test('the manual\'s table of roles is the policy', () => {
  const told = rows(page('access.md')).filter((cells) => cells.length === 5);
  const mark = (role: Role, permission: Principal['permissions']) =>
    missing({ kind: 'person', id: '', name: '', sources: 'all', permissions: permissionsOfRole(role) }, permission) === undefined ? '✓' : '';
  expect(told).toEqual(allPermissions.map((permission) => [`\`${permission}\``, ...Role.options.map((role) => mark(role, new Set([permission])))]));
});

test('the manual\'s table of scopes is the policy', () => {
  const scopes = TokenScope.exclude(['owner']).options;
  const told = rows(page('access.md')).filter(([first = '']) => scopes.some((scope) => first === `\`${scope}\``));
  const named = told.filter((cells) => cells.length === 2).map(([scope = '', may = '']) => [scope.replaceAll('`', ''), [...may.matchAll(/`([\w.]+)`/g)].map(([, permission]) => permission)]);
  expect(named).toEqual(scopes.map((scope) => [scope, Array.from(permissionsOfScopes([scope]))]));
});

test('the manual\'s limits of sign-in are those that hold', () => {
  const lines = page('sign-in.md').split('\n');
  for (const [name, { burst, everyMs }] of [['account and network', LIMITS.pair], ['network', LIMITS.network], ['codes of an account', LIMITS.codes]] as const) {
    expect(lines.find((line) => line.startsWith(`| ${name} |`))).toContain(`| ${burst} | ${everyMs / 1000} s |`);
  }
});

test('every action that identity audits is in the manual', () => {
  const told = page('access.md');
  const sources = ['account.ts', 'audit-reading.ts', 'first-owner.ts', 'invitations.ts', 'people.ts', 'refusals.ts', 'sign-in.ts', 'tokens.ts', 'sso/settings.ts', 'sso/arrival.ts', 'sso/flow.ts'];
  const actions = sources.flatMap((file) => [...readFileSync(join(import.meta.dirname, file), 'utf8').matchAll(/(?:action: |password, |note\(|\? |' : )'([a-z-]+\.[a-z.-]+)'/g)].map(([, action = '']) => action));
  expect(new Set(actions).size).toBeGreaterThan(15);
  for (const action of new Set(actions)) expect(told).toContain(`\`${action}\``);
});
