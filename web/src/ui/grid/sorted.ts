import { useMemo, useState } from 'react';
import type { Column } from './column.ts';
import type { Sorting } from './GridHead.tsx';

/** Orders a list that is here in full by a column of the header; again turns it round. */
export function useSorted<T>(rows: readonly T[], columns: readonly Column<T>[], usual: { by: string; descending?: boolean }): { rows: readonly T[]; sorting: Sorting } {
  const [{ by, descending }, setOrder] = useState({ by: usual.by, descending: usual.descending ?? false });
  const sorted = useMemo(() => {
    const order = columns.find((column) => column.id === by)?.order;
    return order === undefined ? rows : rows.toSorted((a, b) => order(a, b) * (descending ? -1 : 1));
  }, [rows, columns, by, descending]);
  const onSort = (column: string) => setOrder((old) => ({ by: column, descending: old.by === column && !old.descending }));
  return { rows: sorted, sorting: { by, descending, onSort } };
}
