import type { Permission, Principal } from '../kernel/principal.ts';
import { errors } from '../kernel/errors.ts';
import type { Role, TokenScope } from './contract.ts';

/**
 * Who may do what: the policy of the house, one line a permission. An owner may do everything, also what is not listed
 * here; beyond this table only owners make, change or unmake owners (`guardOwners`).
 */
const POLICY: readonly (readonly [Permission, ...Exclude<Role, 'owner'>[]])[] = [
  ['events.search', 'admin', 'analyst', 'auditor'],
  ['events.tail', 'admin', 'analyst', 'auditor'],
  ['events.export', 'admin', 'analyst', 'auditor'],
  ['events.ingest', 'admin', 'analyst'],
  ['savedsearches.write', 'admin', 'analyst'],
  ['sources.read', 'admin', 'analyst', 'auditor'],
  ['sources.create', 'admin'],
  ['sources.write', 'admin'],
  ['alerts.read', 'admin', 'analyst', 'auditor'],
  ['alerts.write', 'admin', 'analyst'],
  ['signins.read', 'admin', 'analyst', 'auditor'],
  ['signins.write', 'admin', 'analyst'],
  ['assets.read', 'admin', 'analyst', 'auditor'],
  ['assets.write', 'admin', 'analyst'],
  ['agents.write', 'admin'],
  ['agents.report', 'admin'],
  ['scans.upload', 'admin', 'analyst'],
  ['registries.read', 'admin', 'analyst', 'auditor'],
  ['registries.write', 'admin'],
  ['issues.read', 'admin', 'analyst', 'auditor'],
  ['issues.write', 'admin', 'analyst'],
  ['issues.approve', 'admin', 'analyst'],
  ['policy.write', 'admin'],
  ['program.read', 'admin', 'analyst', 'auditor'],
  ['program.write', 'admin'],
  ['evidence.write', 'admin', 'analyst'],
  ['arrivals.write', 'admin', 'analyst'],
  ['channels.read', 'admin', 'auditor'],
  ['channels.write', 'admin'],
  ['people.read', 'admin', 'auditor'],
  ['people.write', 'admin'],
  ['tokens.read', 'admin', 'auditor'],
  ['tokens.write', 'admin'],
  ['settings.read', 'admin', 'auditor'],
  ['settings.write', 'admin'],
  ['audit.read', 'admin', 'auditor'],
  ['audit.export', 'admin', 'auditor'],
];

/** What a machine token may do, by scope. The scope `owner` is everything. */
const SCOPES: Record<Exclude<TokenScope, 'owner'>, readonly Permission[]> = {
  ingest: ['events.ingest'],
  'ingest.create': ['events.ingest', 'sources.create'],
  'events.read': ['events.search', 'events.tail', 'events.export'],
  'alerts.read': ['alerts.read'],
  'alerts.write': ['alerts.read', 'alerts.write'],
  'sources.read': ['sources.read'],
  'sources.write': ['sources.read', 'sources.create', 'sources.write'],
  'assets.read': ['assets.read'],
  'issues.read': ['issues.read', 'assets.read'],
  'issues.write': ['issues.read', 'issues.write', 'assets.read'],
  'scans.upload': ['scans.upload'],
  agent: ['agents.report', 'events.ingest'],
  'program.read': ['program.read'],
  'evidence.write': ['program.read', 'evidence.write'],
  'arrivals.write': ['program.read', 'arrivals.write'],
};

type Permissions = Principal['permissions'];

/** Every permission of the table. */
export const allPermissions: readonly Permission[] = POLICY.map(([permission]) => permission);

const byRole: Record<Role, Permissions> = {
  owner: 'all',
  admin: permitted('admin'),
  analyst: permitted('analyst'),
  auditor: permitted('auditor'),
};

function permitted(role: Exclude<Role, 'owner'>): Permissions {
  return new Set(POLICY.filter(([, ...roles]) => roles.includes(role)).map(([permission]) => permission));
}

export const permissionsOfRole = (role: Role): Permissions => byRole[role];

export const permissionsOfScopes = (scopes: readonly TokenScope[]): Permissions =>
  scopes.includes('owner') ? 'all' : new Set(scopes.flatMap((scope) => (scope === 'owner' ? [] : SCOPES[scope])));

/** The first permission of `wanted` that `holder` lacks; undefined when there is none. */
export function missing(holder: Principal, wanted: Permissions): Permission | undefined {
  if (holder.permissions === 'all') return undefined;
  const held = holder.permissions;
  return wanted === 'all' ? 'owner.all' : [...wanted].find((permission) => !held.has(permission));
}

/**
 * Only owners make, change or unmake owners.
 * @throws {GlacisError} `forbidden` when one of the roles is owner and `by` is none.
 */
export function guardOwners(by: Principal, ...roles: Role[]): void {
  if (roles.includes('owner') && by.permissions !== 'all') throw errors.forbidden({ permission: 'owner.all' });
}
