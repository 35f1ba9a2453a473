import type { ReactNode } from 'react';

/** One column of a list. Columns are made once, so that rows that did not change are not drawn again. */
export type Column<T> = {
  id: string;
  title: string;
  /** A track of CSS grid: `150px`, `minmax(0, 1fr)`. */
  width: string;
  cell(row: T): ReactNode;
  align?: 'end';
  /** In the face of fixed width. */
  mono?: boolean;
  /** Said when the pointer rests on the cell. */
  hint?(row: T): string;
  /** Lets the header sort a list that is here in full. */
  order?(a: T, b: T): number;
  /** Lets the header sort a list that the server orders. */
  sorts?: boolean;
};

export const byText = <T>(read: (row: T) => string) => (a: T, b: T): number => read(a).localeCompare(read(b), 'en');
export const byNumber = <T>(read: (row: T) => number) => (a: T, b: T): number => read(a) - read(b);
