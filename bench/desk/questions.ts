import { ISSUE_SORTS, IssueGroupsQuery, PlacesQuery, Severity, type IssueFilter } from '../../src/vulnerabilities/contract.ts';

/** What stands for a filter: common and rare values, and each way of a yes or no. */
type Values = Record<keyof typeof IssueFilter.shape, readonly string[]>;
/** What exists in the world that is asked, of which there is no knowing beforehand. */
export type Known = { asset: string; commonIssue: string; rareIssue: string };

const EITHER = ['true', 'false'] as const;

const values = ({ asset }: Known): Values => ({
  state: ['open,triaged', 'planned', 'resolved', 'accepted,not-affected', 'open,triaged,planned,accepted,not-affected,resolved'],
  severity: ['critical', 'critical,high', 'unknown'],
  required: EITHER, undecided: EITHER, overdue: EITHER, kev: EITHER, exposed: EITHER, fixable: EITHER, proposed: EITHER,
  owner: ['team-0', 'team-23', '-'],
  environment: ['production', 'lab', 'nowhere'],
  ecosystem: ['Debian:12', 'RubyGems'],
  package: ['package-0', 'package-7990'],
  vulnerability: ['CVE-2020-10017', 'CVE-1999-1'],
  asset: [asset],
  appeared: ['new-image', 'came-back', 'policy-change', 'new-repository'],
  search: ['overflow', 'package-79', 'cve-2020-10017', 'regular expression', 'xz', '4', 'no such words'],
});

/** What people ask with several filters at once: the queues of the desk. */
const TOGETHER: readonly Record<string, string>[] = [
  { undecided: 'true', owner: 'team-3' }, { undecided: 'true', severity: 'critical,high', environment: 'production' }, { undecided: 'true', overdue: 'true', fixable: 'true' },
  { kev: 'true', state: 'open,triaged' }, { exposed: 'true', undecided: 'true' }, { proposed: 'true', owner: 'team-1' }, { state: 'resolved', owner: 'team-9' },
  { search: 'overflow', undecided: 'true', owner: 'team-2' }, { environment: 'lab', severity: 'critical' }, { appeared: 'came-back', ecosystem: 'npm', required: 'true' },
];

export type Question = { group: 'issues' | 'groups' | 'findings' | 'rest'; path: string };

const path = (at: string, query: Record<string, string>): string => `${at}?${new URLSearchParams(query).toString()}`;

/** The first page of every sort with every filter, counted; groups of each kind; findings; and what the Overview and Trends ask. */
export function questionsOf(known: Known): Question[] {
  const single = Object.entries(values(known)).flatMap(([name, some]) => some.map((value): Record<string, string> => ({ [name]: value })));
  const filters: Record<string, string>[] = [{}, ...single, ...TOGETHER];
  const issues = filters.flatMap((filter) => ISSUE_SORTS.map((sort) => path('/api/v1/issues', { ...filter, sort, count: 'true' })));
  const groups = IssueGroupsQuery.shape.by.options.flatMap((by) => [{}, { undecided: 'true' }, { search: 'overflow' }, { owner: 'team-3' }].map((filter) => path('/api/v1/issues/groups', { ...filter, by })));
  const narrowed: Record<string, string>[] = [
    {}, { state: 'open' }, { state: 'resolved' }, ...Severity.options.map((severity) => ({ severity })), { state: 'open', severity: 'critical' }, { state: 'resolved', severity: 'unknown' },
    { asset: known.asset }, { asset: known.asset, severity: 'critical', state: 'open' }, { issue: known.commonIssue }, { issue: known.rareIssue }, { issue: known.commonIssue, state: 'open' },
  ];
  const findings = narrowed.flatMap((filter) => PlacesQuery.shape.sort.unwrap().options.map((sort) => path('/api/v1/findings', { ...filter, sort, count: 'true' })));
  const asked = (group: Question['group'], paths: readonly string[]) => paths.map((one): Question => ({ group, path: one }));
  return [
    ...asked('issues', issues), ...asked('groups', groups), ...asked('findings', findings),
    ...asked('rest', ['/api/v1/issues/summary', '/api/v1/trends', '/api/v1/trends?owner=team-3', `/api/v1/issues/${known.commonIssue}`]),
  ];
}
