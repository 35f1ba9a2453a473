import { expect, test } from 'vitest';
import type { Principal } from '../kernel/principal.ts';
import { TokenScope, type Role } from './contract.ts';
import { allPermissions, guardOwners, missing, permissionsOfRole, permissionsOfScopes } from './permissions.ts';

const principal = (role: Role): Principal => ({ kind: 'person', id: 'p', name: 'P', permissions: permissionsOfRole(role), sources: 'all' });
const held = (role: Role) => allPermissions.filter((permission) => missing(principal(role), new Set([permission])) === undefined);

test('an owner and an admin may do everything in the table', () => {
  expect(held('owner')).toEqual(allPermissions);
  expect(held('admin')).toEqual(allPermissions);
});

test('an auditor reads all and changes nothing', () => {
  const changing = held('auditor').filter((permission) => !/\.(read|search|tail|export)$/.test(permission));
  expect(changing).toEqual([]);
  expect(held('auditor')).toEqual(allPermissions.filter((permission) => /\.(read|search|tail|export)$/.test(permission)));
});

test('an analyst works on logs, alerts, issues, evidence and what arrives, and touches neither people nor settings', () => {
  expect(held('analyst')).toEqual([
    'events.search', 'events.tail', 'events.export', 'events.ingest', 'savedsearches.write', 'sources.read',
    'alerts.read', 'alerts.write', 'signins.read', 'signins.write',
    'assets.read', 'assets.write', 'scans.upload', 'registries.read', 'issues.read', 'issues.write', 'issues.approve', 'program.read', 'evidence.write', 'arrivals.write',
  ]);
});

test('a permission that nobody listed is held by owners only', () => {
  expect(missing(principal('owner'), new Set(['rockets.launch'] as const))).toBeUndefined();
  expect(missing(principal('admin'), new Set(['rockets.launch'] as const))).toBe('rockets.launch');
});

test('nobody below an owner makes, changes or grants what an owner has', () => {
  for (const role of ['admin', 'analyst', 'auditor'] as const) {
    expect(missing(principal(role), 'all')).toBe('owner.all');
    expect(() => guardOwners(principal(role), 'analyst', 'owner')).toThrow('owner.all');
  }
  expect(() => guardOwners(principal('owner'), 'owner')).not.toThrow();
  expect(() => guardOwners(principal('admin'), 'admin', 'analyst')).not.toThrow();
});

test('an ingest token can send events and nothing else', () => {
  expect(permissionsOfScopes(['ingest'])).toEqual(new Set(['events.ingest']));
});

test('only the owner scope is everything', () => {
  expect(TokenScope.options.filter((scope) => permissionsOfScopes([scope]) === 'all')).toEqual(['owner']);
});

test.for(TokenScope.exclude(['owner']).options)('what the scope %s allows is in the table', (scope) => {
  for (const permission of permissionsOfScopes([scope])) expect(allPermissions).toContain(permission);
});
