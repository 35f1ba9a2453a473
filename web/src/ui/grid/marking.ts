import { useCallback, useRef, useState } from 'react';

/** Which rows are marked for a bulk action. Marking with shift takes all from the last marked row on. */
export function useMarking<T>(rowAt: (index: number) => T | undefined, keyOf: (row: T) => string) {
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const last = useRef(-1);
  const keyAt = (index: number): string[] => {
    const row = rowAt(index);
    return row === undefined ? [] : [keyOf(row)];
  };
  const mark = (index: number, range: boolean) => {
    const from = range && last.current >= 0 ? last.current : index;
    const span = Array.from({ length: Math.abs(index - from) + 1 }, (_, step) => Math.min(index, from) + step).flatMap(keyAt);
    last.current = index;
    setMarked((old) => {
      const next = new Set(old);
      const off = !range && span.every((key) => old.has(key));
      for (const key of span) {
        if (off) next.delete(key);
        else next.add(key);
      }
      return next;
    });
  };
  const clear = useCallback(() => {
    last.current = -1;
    setMarked(new Set());
  }, []);
  return { marked, mark, clear };
}
