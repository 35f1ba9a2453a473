import { isCve } from '../read/cve-id.ts';

export type Named = { id: string; aliases: readonly string[]; upstream: readonly string[] };

/** `DEBIAN-CVE-2024-1`, `ALPINE-CVE-2024-1`, `UBUNTU-CVE-2024-1`: one distribution's word on that one CVE. */
const OF_ONE_CVE = /^[A-Z]+-(CVE-\d{4}-\d{4,})$/;

/**
 * Which ids mean the same vulnerability: joined along aliases, with at most one CVE in a group. A record that names several
 * CVEs as aliases does not make them one: each CVE keeps its own group, and the record's group has all of theirs.
 * Whatever order the records come in, the groups are the same.
 * @returns every id that is not alone, with its group: the CVEs first, then by name.
 */
export function aliasGroups(records: Iterable<Named>): Map<string, readonly string[]> {
  const joins: [string, string][] = [];
  const severals: { id: string; aliases: readonly string[] }[] = [];
  for (const { id, aliases, upstream } of records) {
    const own = OF_ONE_CVE.exec(id)?.[1];
    const all = own !== undefined && (upstream.includes(own) || aliases.includes(own)) ? [...aliases, own] : aliases;
    if (new Set([id, ...all].filter(isCve)).size > 1) severals.push({ id, aliases: all });
    else for (const alias of all) joins.push([id, alias]);
  }
  const groups = joined(joins);
  const members = membersOf(groups);
  // Ids of several CVEs come last: they take the groups that the others have made, and change none.
  const answers = new Map<string, readonly string[]>();
  for (const [root, ids] of members) for (const id of ids) answers.set(id, members.get(root) ?? []);
  for (const { id, aliases } of severals.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const whole = new Set([id, ...[id, ...aliases].flatMap((alias) => [alias, ...(members.get(groups.find(alias)) ?? [])])]);
    answers.set(id, [...whole].sort(byCveFirst));
  }
  return answers;
}

type Groups = { find(id: string): string; ids(): Iterable<string> };

/** Union by the smaller root, CVEs' joins first, so that the order of what is given does not matter. */
function joined(joins: [string, string][]): Groups {
  const parents = new Map<string, string>();
  const cves = new Map<string, string>();
  const find = (id: string): string => {
    let root = id;
    for (let parent = parents.get(root); parent !== undefined && parent !== root; parent = parents.get(root)) root = parent;
    for (let at = id; at !== root; ) {
      const next = parents.get(at) ?? root;
      parents.set(at, root);
      at = next;
    }
    return root;
  };
  const cveOf = (root: string): string | undefined => cves.get(root) ?? (isCve(root) ? root : undefined);
  const ordered = joins.map(([a, b]): [string, string] => (a < b ? [a, b] : [b, a])).sort(byCveJoins);
  for (const [a, b] of ordered) {
    parents.set(a, parents.get(a) ?? a);
    parents.set(b, parents.get(b) ?? b);
    const [rootA, rootB] = [find(a), find(b)];
    if (rootA === rootB) continue;
    const [cveA, cveB] = [cveOf(rootA), cveOf(rootB)];
    if (cveA !== undefined && cveB !== undefined) continue;
    const [root, other] = rootA < rootB ? [rootA, rootB] : [rootB, rootA];
    parents.set(other, root);
    const cve = cveA ?? cveB;
    if (cve !== undefined) cves.set(root, cve);
  }
  return { find, ids: () => parents.keys() };
}

function byCveJoins([a1, a2]: [string, string], [b1, b2]: [string, string]): number {
  const [a, b] = [isCve(a1) || isCve(a2), isCve(b1) || isCve(b2)];
  if (a !== b) return a ? -1 : 1;
  if (a1 !== b1) return a1 < b1 ? -1 : 1;
  return a2 < b2 ? -1 : Number(a2 > b2);
}

function membersOf(groups: Groups): Map<string, string[]> {
  const members = new Map<string, string[]>();
  for (const id of groups.ids()) {
    const root = groups.find(id);
    const ids = members.get(root);
    if (ids) ids.push(id);
    else members.set(root, [id]);
  }
  for (const ids of members.values()) ids.sort(byCveFirst);
  return members;
}

function byCveFirst(a: string, b: string): number {
  const [isA, isB] = [isCve(a), isCve(b)];
  if (isA !== isB) return isA ? -1 : 1;
  return a < b ? -1 : Number(a > b);
}
