import { useInfiniteQuery, useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { issueGroupsQuery, issuesPages, issuesQuery } from '../../../api/vulnerabilities.ts';
import { groupedRows, plainRows, type Row } from './rows.ts';
import { filterOf, type IssuesView } from './view.ts';

/** How many issues of an unfolded group are listed below it. */
const WITHIN = 100;

export type Rows = {
  rows: readonly Row[];
  /** How many issues there are in all of them. */
  total: number | undefined;
  error: unknown;
  known: boolean;
  again: () => void;
  /** Those in sight: more are fetched where the end comes near. */
  onRange: (first: number, last: number) => void;
};

const nothing: Row[] = [];

/** The lines of the list for a view: issues page by page, or groups with the issues of those that are unfolded. */
export function useRows(view: IssuesView): Rows {
  const filter = filterOf(view);
  const grouped = view.group !== undefined;
  const found = useInfiniteQuery({ ...issuesPages({ ...filter, sort: view.sort }), enabled: !grouped });
  const groups = useQuery({ ...issueGroupsQuery(filter, view.group ?? 'package'), enabled: grouped });
  const counted = useQuery({ ...issuesQuery(filter, 1), enabled: grouped });
  const within = useQueries({ queries: grouped ? view.unfolded.map((value) => issuesQuery({ ...filter, ...onlyGroup(view, value), sort: view.sort }, WITHIN)) : [] });

  const issues = useMemo(() => found.data?.pages.flatMap(({ items }) => items) ?? [], [found.data]);
  const plain = useMemo(() => plainRows(issues), [issues]);
  const rows = !grouped ? plain : groups.data === undefined ? nothing : groupedRows(groups.data, (value) => {
    const at = view.unfolded.indexOf(value);
    return at === -1 ? undefined : within[at]?.data?.items ?? [];
  });
  return {
    rows,
    total: grouped ? counted.data?.total : found.data?.pages[0]?.total,
    error: grouped ? groups.error : found.error,
    known: grouped ? groups.isSuccess : found.isSuccess,
    again: () => void (grouped ? groups.refetch() : found.refetch()),
    onRange: (_, last) => { if (!grouped && last >= issues.length - 20 && found.hasNextPage && !found.isFetching) void found.fetchNextPage(); },
  };
}

/** What narrows the list to one group. */
export const onlyGroup = (view: IssuesView, value: string): Record<string, string> => (view.group === undefined ? {} : { [view.group]: value === '' ? '-' : value });
