import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FACETS, GROUPINGS, TABS, TRAITS, filterOf, isNarrowed, readIssuesView, writeIssuesView, type IssuesView } from './view.ts';
import { ISSUE_SORTS } from '../../../../../src/vulnerabilities/contract.ts';

describe('the address says what is asked of the API', () => {
  test.for([
    [{}, { undecided: 'true' }],
    [{ show: 'open' }, {}],
    [{ overdue: 'true' }, { overdue: 'true' }],
    [{ state: 'planned' }, { state: 'planned' }],
    [{ state: 'open,triaged' }, { state: 'open,triaged' }],
    [{ asset: 'a1' }, { asset: 'a1' }],
    [{ severity: 'critical,high', kev: 'true' }, { severity: 'critical,high', kev: 'true' }],
    [{ undecided: 'true', search: ' openssl ' }, { undecided: 'true', search: 'openssl' }],
    [{ issue: 'i1', sort: 'due' }, { undecided: 'true' }],
  ] as const)('%o', ([search, filter]) => {
    expect(filterOf(readIssuesView({ ...search }))).toEqual(filter);
  });

  test('nonsense in it is what is usual', () => {
    expect(readIssuesView({ sort: 'random', group: 'colour', kev: 'maybe', state: '' })).toMatchObject({ tab: 'undecided', sort: 'priority', group: undefined, traits: [] });
  });
});

test('the usual view leaves the address empty', () => {
  expect(writeIssuesView(readIssuesView({}))).toEqual({});
  expect(isNarrowed(readIssuesView({}))).toBe(false);
});

test('every view is found again by its address', () => {
  const word = fc.stringMatching(/^[a-z0-9:@./-]{1,20}$/);
  const view: fc.Arbitrary<IssuesView> = fc.record({
    tab: fc.constantFrom(...TABS),
    traits: fc.subarray([...TRAITS]),
    only: fc.dictionary(fc.constantFrom(...FACETS.filter((facet) => facet !== 'state')), word),
    search: fc.stringMatching(/^[a-z ]{0,12}$/).map((text) => text.trim()),
    sort: fc.constantFrom(...ISSUE_SORTS),
    group: fc.option(fc.constantFrom(...GROUPINGS), { nil: undefined }),
    unfolded: fc.array(word, { maxLength: 3 }),
    issue: fc.option(word, { nil: undefined }),
  }).map((made) => (made.group === undefined ? { ...made, unfolded: [] } : made));
  fc.assert(fc.property(view, (made) => {
    expect(readIssuesView(writeIssuesView(made))).toEqual({ ...made, only: { ...made.only } });
  }));
});
