import { Command } from 'commander';
import { expect, test } from 'vitest';
import { IssueFilter } from '../../vulnerabilities/contract.ts';
import { filterOf, filterOfPairs, filterOptions } from './filter.ts';

test('every filter of the API has an option of its name', () => {
  expect(filterOptions(new Command()).options
    .map(({ long }) => long?.slice(2) ?? '').toSorted((a, b) => a.localeCompare(b))).toEqual(Object.keys(IssueFilter.shape).toSorted((a, b) => a.localeCompare(b)));
});

test('options become a query, and nothing that is no filter does', () => {
  const command = filterOptions(new Command()).option('--limit <n>').parse(['--severity', 'critical,high', '--kev', '--owner', '-', '--limit', '5'], { from: 'user' });
  expect(filterOf(command.opts())).toEqual({ severity: 'critical,high', kev: 'true', owner: '-' });
});

test('pairs become the same', () => {
  expect(filterOfPairs(['severity=critical', 'kev', 'exposed=false', 'search=a=b'])).toEqual({ severity: 'critical', kev: 'true', exposed: 'false', search: 'a=b' });
});

test.for(['nonsense', 'limit=5', 'kev=perhaps', 'appeared=never', '=x'])('--filter %s is refused before anything is asked', (pair) => {
  expect(() => filterOfPairs([pair])).toThrow();
});
