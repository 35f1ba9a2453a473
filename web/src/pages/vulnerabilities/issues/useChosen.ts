import type { Issue } from '../../../../../src/vulnerabilities/contract.ts';
import type { Target } from '../decide/target.ts';
import type { Row } from './rows.ts';
import { onlyGroup } from './useRows.ts';
import { filterOf, type IssuesView } from './view.ts';

const issueOf = (row: Row): Issue[] => (row.is === 'issue' ? [row.issue] : []);

/** All that the filter leaves. */
export const everything = (view: IssuesView, rows: readonly Row[], total: number): Target => ({ meant: [{ filter: filterOf(view) }], count: total, known: rows.flatMap(issueOf) });

/** What some rows stand for: issues by id, each once, and groups by what makes them one. */
export function chosenBy(chosen: readonly Row[], view: IssuesView, rows: readonly Row[]): Target {
  const groups = chosen.flatMap((row) => (row.is === 'group' ? [row.group] : []));
  const inGroups = (row: Row) => row.is === 'issue' && groups.some(({ value }) => value === row.within);
  const single = chosen.filter((row) => !inGroups(row)).flatMap(issueOf);
  const ids = [...new Set(single.map(({ id }) => id))];
  const known = [...single, ...rows.filter(inGroups).flatMap(issueOf)];
  return {
    meant: [...(ids.length === 0 ? [] : [{ ids }]), ...groups.map(({ value }) => ({ filter: { ...filterOf(view), ...onlyGroup(view, value) } }))],
    count: ids.length + groups.reduce((sum, { issues }) => sum + issues, 0),
    known: [...new Map(known.map((issue) => [issue.id, issue])).values()],
  };
}
