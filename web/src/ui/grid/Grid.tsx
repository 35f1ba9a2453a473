import { useVirtualizer } from '@tanstack/react-virtual';
import { Children, useEffect, useId, useRef, type MouseEvent, type ReactNode } from 'react';
import { cx } from '../cx.ts';
import type { Column } from './column.ts';
import { GridHead, type Sorting } from './GridHead.tsx';
import { GridRow } from './GridRow.tsx';
import { useListKeys } from './keys.ts';
import { observeOffset } from './offset.ts';
import s from './Grid.module.css';

const ROW = 28;
/** Rows drawn above and below those in sight. */
const OVERSCAN = 12;

type Props<T> = {
  label: string;
  columns: readonly Column<T>[];
  /** How many rows there are as far as is known; those not loaded are drawn as waiting. */
  count: number;
  rowAt: (index: number) => T | undefined;
  keyOf: (row: T) => string;
  /** The row that keys act on, by index; -1 for none. */
  active: number;
  onActive: (index: number) => void;
  onOpen: (index: number) => void;
  marked?: ReadonlySet<string> | undefined;
  /** A row was marked by its key or box; with `range`, so were all from the last one on. */
  onMark?: ((index: number, range: boolean) => void) | undefined;
  /** Which rows are in sight. */
  onRange?: ((first: number, last: number) => void) | undefined;
  sorting?: Sorting | undefined;
  /**
   * Rows hold text alone, nothing to press or open: then the elements of a row that leaves sight serve one that comes, since making
   * elements anew is most of what scrolling costs.
   */
  plain?: boolean;
  /** Shown instead of rows. */
  children?: ReactNode;
  /** Keeps its own scroll place under this name. */
  onScrolled?: ((top: number) => void) | undefined;
};

/** A list of any length, of which only what is in sight exists: keys j, k, x, Enter; the mouse; readers of the screen. */
export function Grid<T>(props: Props<T>) {
  const { label, columns, count, rowAt, keyOf, active, onActive, onOpen, marked, onMark, onRange, sorting, plain = false, children, onScrolled } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer<HTMLDivElement, Element>({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: OVERSCAN,
    observeElementOffset: observeOffset,
    scrollMargin: ROW,
    scrollPaddingStart: ROW,
  });
  const items = rows.getVirtualItems();
  // As many as can be drawn at once: the row that comes has the place of the one that left.
  const places = plain ? Math.ceil((rows.scrollRect?.height ?? 0) / ROW) + 1 + 2 * OVERSCAN : Infinity;
  // Elements are not moved about while they are scrolled, either. At rest they stand in the order in which they are read.
  const drawn = plain && rows.isScrolling ? items.toSorted((a, b) => (a.index % places) - (b.index % places)) : items;
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? -1;

  useEffect(() => { onRange?.(first, last); }, [onRange, first, last]);
  useEffect(() => { if (active >= 0 && active < count) rows.scrollToIndex(active); }, [active, count, rows]);
  useListKeys({ count, active, onActive, onOpen, onMark });

  const click = (event: MouseEvent) => {
    const { target } = event;
    if (!(target instanceof Element)) return;
    const row = target.closest<HTMLElement>('[data-index]');
    if (row === null || target.closest('a, button, input') !== null) {
      const box = target.closest('[data-mark]');
      if (row !== null && box !== null) onMark?.(Number(row.dataset['index']), event.shiftKey);
      return;
    }
    const index = Number(row.dataset['index']);
    if (event.shiftKey && onMark) onMark(index, true);
    else if (getSelection()?.isCollapsed !== false) {
      onActive(index);
      onOpen(index);
    }
  };

  const tracks = `${onMark ? '28px ' : ''}${columns.map((column) => column.width).join(' ')}`;
  return (
    <div
      ref={scroller}
      className={s.grid}
      role="grid"
      aria-label={label}
      aria-rowcount={count + 1}
      aria-multiselectable={onMark ? true : undefined}
      aria-activedescendant={active >= first && active <= last ? `${id}-${active}` : undefined}
      tabIndex={0}
      style={{ gridTemplateColumns: tracks }}
      onClick={click}
      onScroll={onScrolled && ((event) => onScrolled(event.currentTarget.scrollTop))}
    >
      <GridHead columns={columns} sorting={sorting} marks={onMark !== undefined} />
      <div className={cx(s.rows)} role="rowgroup" style={{ height: rows.getTotalSize() }}>
        {drawn.map(({ index, start }) => {
          const row = rowAt(index);
          return (
            <GridRow
              key={index % places}
              id={index === active ? `${id}-${index}` : undefined}
              index={index}
              top={start - ROW}
              row={row}
              columns={columns}
              active={index === active}
              marked={onMark === undefined ? undefined : row !== undefined && marked?.has(keyOf(row)) === true}
            />
          );
        })}
      </div>
      {Children.toArray(children).length === 0 ? null : <div role="rowgroup"><div role="row"><div role="gridcell">{children}</div></div></div>}
    </div>
  );
}
