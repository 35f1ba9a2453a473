import { memo } from 'react';
import { cx } from '../cx.ts';
import type { Column } from './column.ts';
import s from './Grid.module.css';

type Props = {
  /** Of the active row, by which the list names it. */
  id: string | undefined;
  index: number;
  /** Pixels from the top of the list. */
  top: number;
  row: unknown;
  columns: readonly Column<unknown>[];
  active: boolean;
  /** Undefined where rows cannot be marked. */
  marked: boolean | undefined;
};

/** One row, drawn again only when it changed: this is what scrolling costs. */
export const GridRow = memo(function GridRow({ id, index, top, row, columns, active, marked }: Props) {
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={marked ?? active}
      data-index={index}
      className={cx(s.row, s.body, active && s.active, marked === true && s.marked)}
      style={{ transform: `translateY(${top}px)` }}
    >
      {marked === undefined ? null : (
        <div role="gridcell" className={s.cell}>
          <input type="checkbox" data-mark className={s.mark} checked={marked} readOnly tabIndex={-1} aria-label="Mark this row" />
        </div>
      )}
      {columns.map(({ id: column, cell, align, mono, hint }) => (
        <div key={column} role="gridcell" className={cx(s.cell, mono === true && s.mono, align === 'end' && s.end)} title={row === undefined ? undefined : hint?.(row)}>
          {row === undefined ? <span className={s.waiting} /> : cell(row)}
        </div>
      ))}
    </div>
  );
});
