import type { z } from 'zod';
import type { Issue, IssueGroups } from '../../../../../src/vulnerabilities/contract.ts';

export type Group = z.infer<typeof IssueGroups>['items'][number];

/** A line of the list: an issue, a group of them, or how many of an unfolded group are not listed. */
export type Row =
  | { is: 'issue'; issue: Issue; within: string | undefined }
  | { is: 'group'; group: Group; unfolded: boolean }
  | { is: 'more'; group: Group; left: number };

export function keyOf(row: Row): string {
  switch (row.is) {
    case 'issue': return `${row.within ?? ''} ${row.issue.id}`;
    case 'group': return `group ${row.group.value}`;
    case 'more': return `more ${row.group.value}`;
  }
}

export const plainRows = (issues: readonly Issue[]): Row[] => issues.map((issue) => ({ is: 'issue', issue, within: undefined }));

/** Groups, and below each that is unfolded what is known of its issues. */
export const groupedRows = (groups: readonly Group[], issuesOf: (value: string) => readonly Issue[] | undefined): Row[] =>
  groups.flatMap((group): Row[] => {
    const issues = issuesOf(group.value);
    const head: Row = { is: 'group', group, unfolded: issues !== undefined };
    if (issues === undefined) return [head];
    const left = group.issues - issues.length;
    return [head, ...issues.map((issue): Row => ({ is: 'issue', issue, within: group.value })), ...(left > 0 && issues.length > 0 ? [{ is: 'more' as const, group, left }] : [])];
  });
