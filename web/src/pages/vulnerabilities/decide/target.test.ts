import { describe, expect, test } from 'vitest';
import { Issue } from '../../../../../src/vulnerabilities/contract.ts';
import { changeFor, common, targetOf, titleOf } from './target.ts';

const issue = (id: string, name: string, version: string | undefined): Issue => Issue.parse({
  id, vulnerability: `CVE-2026-${id}`, aliases: [], summary: '', package: { type: 'deb', name, ecosystem: 'Debian:12' }, fix: version === undefined ? { is: 'unfixed', versions: [] } : { is: 'fixed', versions: [version] },
  severity: 'high', score: 7.5, kev: null, epss: null, priority: 50, state: 'open', required: true, owner: id === '1' ? 'data' : null, openedAt: '2026-11-27T00:00:00Z', appeared: 'new-image', resolvedAt: null,
  clock: null, plan: null, proposed: null, places: { open: 1, assets: 1, undecided: 1 }, exposed: false, running: false, ticket: null,
});

describe('the change that a plan starts with', () => {
  test.for([
    ['one package, one version', [issue('1', 'openssl', '3.0.15'), issue('2', 'openssl', '3.0.15')], 'Upgrade openssl to 3.0.15'],
    ['one package, several versions', [issue('1', 'openssl', '3.0.15'), issue('2', 'openssl', '3.0.16')], 'Upgrade openssl to its fixed version'],
    ['several packages', ['a', 'b', 'c', 'd'].map((name) => issue(name, name, '1')), 'Upgrade to the fixed versions: a, b, c and 1 more'],
    ['something without a fix', [issue('1', 'openssl', '3.0.15'), issue('2', 'perl', undefined)], ''],
    ['nothing', [], ''],
  ] as const)('%s', ([, issues, change]) => {
    expect(changeFor(targetOf(issues))).toBe(change);
  });

  test('is left to people where not everything is known', () => {
    expect(changeFor({ ...targetOf([issue('1', 'openssl', '3.0.15')]), count: 2 })).toBe('');
  });
});

test('one issue is called by its id, more by their number; what they share is found', () => {
  const two = targetOf([issue('1', 'openssl', '3'), issue('2', 'openssl', '3')]);
  expect([titleOf(targetOf(two.known.slice(0, 1))), titleOf({ ...two, count: 1_200 })]).toEqual(['CVE-2026-1 in openssl', '1,200 issues']);
  expect([common(two.known, ({ owner }) => owner), common(two.known, (one) => one.package.name)]).toEqual([undefined, 'openssl']);
});
