import { Role } from '../contract.ts';

/** Groups that are looked at; a provider that sends more sends nonsense. */
const MAX_GROUPS = 2_000;

/** The groups in a claim: a list of names, or one name. Anything else is none. */
export function groupsIn(claim: unknown): string[] {
  const list: unknown[] = Array.isArray(claim) ? claim.slice(0, MAX_GROUPS) : [claim];
  return list.filter((group) => typeof group === 'string');
}

/** The strongest role that any of the groups maps to; undefined when none is mapped. */
export function roleFor(groups: readonly string[], mapping: Readonly<Record<string, Role>>): Role | undefined {
  const roles = new Set(groups.flatMap((group) => (Object.hasOwn(mapping, group) ? [mapping[group]] : [])));
  return Role.options.find((role) => roles.has(role));
}
