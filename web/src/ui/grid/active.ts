import { useState } from 'react';

/** Where the row of that key is now, else the one that moved into the place it had; -1 for none. */
export function rowNow(keys: readonly string[], active: { key: string; index: number } | undefined): number {
  if (active === undefined) return -1;
  const found = keys.indexOf(active.key);
  return found >= 0 ? found : Math.min(active.index, keys.length - 1);
}

/**
 * The row that keys act on, in a list that changes by itself: it stays the same row when others arrive above it, so that a key never
 * does to one row what was meant for another. When it goes, the next one takes its place.
 */
export function useActive<T>(rows: readonly T[], keyOf: (row: T) => string): [number, (index: number) => void] {
  const [active, setActive] = useState<{ key: string; index: number }>();
  const setIndex = (index: number) => {
    const row = rows[index];
    setActive(row === undefined ? undefined : { key: keyOf(row), index });
  };
  return [rowNow(rows.map(keyOf), active), setIndex];
}
