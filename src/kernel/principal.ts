/**
 * A right to do one kind of thing, named `noun.verb`. Each domain names its own in its routes;
 * identity says which role has which.
 */
export type Permission = `${string}.${string}`;

/** Which sources of events somebody may see. */
export type SourceScope = 'all' | readonly string[];

/** Who acts. Every service that changes or reads something on somebody's behalf takes one. */
export type Principal = Readonly<{
  kind: 'person' | 'machine' | 'system';
  /** Id of the person or token; `system:<part>` for the house itself. */
  id: string;
  /** Name as shown in the audit log. */
  name: string;
  permissions: ReadonlySet<Permission> | 'all';
  sources: SourceScope;
  /** The one source that an ingest token may write; absent: any, as far as its permissions go. */
  ingestSource?: string;
  /** The one node that an agent's token reports. */
  node?: string;
  /** Session of a person, so that it can be listed and revoked. */
  sessionId?: string;
  /** Address that the request came from. */
  ip?: string;
}>;

export function may(principal: Principal, permission: Permission): boolean {
  return principal.permissions === 'all' || principal.permissions.has(permission);
}

/** The house acting by itself, for example a retention job. */
export const systemPrincipal = (part: string): Principal => ({
  kind: 'system',
  id: `system:${part}`,
  name: `glacis ${part}`,
  permissions: 'all',
  sources: 'all',
});
