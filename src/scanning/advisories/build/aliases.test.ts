import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCve } from '../read/cve-id.ts';
import { aliasGroups, type Named } from './aliases.ts';

const named = (id: string, aliases: string[] = [], upstream: string[] = []): Named => ({ id, aliases, upstream });
const C1 = 'CVE-2026-0001';
const C2 = 'CVE-2026-0002';

describe('ids of one vulnerability', () => {
  test('are joined along aliases, the CVE first', () => {
    const groups = aliasGroups([named('PYSEC-1', ['GHSA-1']), named('GHSA-1', [C1]), named('ALONE-1')]);
    expect(groups.get('PYSEC-1')).toEqual([C1, 'GHSA-1', 'PYSEC-1']);
    expect(groups.get(C1)).toEqual([C1, 'GHSA-1', 'PYSEC-1']);
    expect(groups.has('ALONE-1')).toBe(false);
  });

  test("a distribution's word on one CVE is that CVE; an advisory about several is none of them", () => {
    const groups = aliasGroups([named(`DEBIAN-${C1}`, [], [C1]), named('DSA-1', [], [C1]), named('DSA-2', [], [C1, C2])]);
    expect(groups.get(C1)).toEqual([C1, `DEBIAN-${C1}`]);
    expect(groups.has('DSA-1') || groups.has('DSA-2')).toBe(false);
  });

  test('two CVEs are never one, whoever lists both', () => {
    const groups = aliasGroups([named('GHSA-1', [C1, C2]), named('PYSEC-1', [C1]), named('GO-1', [C2])]);
    expect(groups.get('GHSA-1')).toEqual([C1, C2, 'GHSA-1', 'GO-1', 'PYSEC-1']);
    expect(groups.get(C1)).toEqual([C1, 'PYSEC-1']);
    expect(groups.get(C2)).toEqual([C2, 'GO-1']);
  });

  test('groups do not depend on the order of records, hold at most one CVE, and are the same for all of their members', () => {
    const id = fc.constantFrom<string[]>('A-1', 'A-2', 'B-1', 'B-2', 'C-1', C1, C2, 'CVE-2026-0003');
    const records = fc.uniqueArray(fc.record({ id, aliases: fc.array(id, { maxLength: 2 }) }), { selector: (one) => one.id, maxLength: 6 });
    fc.assert(fc.property(records.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))), ([list, shuffled]) => {
      const all = (given: typeof list) => [...aliasGroups(given.map((one) => named(one.id, one.aliases)))].sort(([a], [b]) => (a < b ? -1 : 1));
      expect(all(shuffled)).toEqual(all(list));
      const severals = new Set(list.filter((one) => new Set([one.id, ...one.aliases].filter(isCve)).size > 1).map((one) => one.id));
      const groups = new Map(all(list));
      for (const [member, members] of groups) {
        expect(members).toContain(member);
        if (severals.has(member)) continue;
        expect(members.filter(isCve).length).toBeLessThan(2);
        const alike = members.filter((other) => !severals.has(other));
        expect(alike.map((other) => groups.get(other))).toEqual(alike.map(() => members));
      }
    }));
  });
});
