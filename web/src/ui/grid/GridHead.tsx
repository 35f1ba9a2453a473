import { cx } from '../cx.ts';
import { Icon } from '../Icon.tsx';
import type { Column } from './column.ts';
import s from './Grid.module.css';

export type Sorting = { by: string; descending: boolean; onSort: (column: string) => void };

type Props<T> = { columns: readonly Column<T>[]; sorting: Sorting | undefined; marks: boolean };

/** The names of the columns; those that can order the list are buttons. */
export const GridHead = <T,>({ columns, sorting, marks }: Props<T>) => (
  <div role="rowgroup" className={s.headGroup}>
    <div role="row" aria-rowindex={1} className={cx(s.row, s.head)}>
      {marks ? <div role="columnheader" className={s.cell}><span className="unseen">Marked</span></div> : null}
      {columns.map(({ id, title, align, order, sorts = false }) => {
        const sorted = sorting?.by === id;
        return (
          <div key={id} role="columnheader" aria-sort={sorted ? (sorting.descending ? 'descending' : 'ascending') : undefined} className={cx(s.cell, align === 'end' && s.end)}>
            {sorting === undefined || (order === undefined && !sorts) ? title : (
              <button type="button" className={s.sort} onClick={() => sorting.onSort(id)}>
                {title}
                {sorted ? <Icon name={sorting.descending ? 'down' : 'up'} size={12} /> : null}
              </button>
            )}
          </div>
        );
      })}
    </div>
  </div>
);
