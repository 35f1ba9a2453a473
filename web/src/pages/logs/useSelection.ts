import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Selection } from '../../api/events.ts';
import { windowOf } from '../../ui/time/range.ts';
import type { LogsView } from './view.ts';

type Asked = {
  selection: Selection;
  /** When it was asked for, in ms: another one means another answer, even to the same question. */
  at: number;
  /** Asks the same anew. */
  again: () => void;
};

/** The events of a view, fixed at the instant that it was asked for, so that list, histogram and facets speak of the same ones. */
export function useSelection({ query, range }: LogsView): Asked {
  const queries = useQueryClient();
  const asked = JSON.stringify([query, range]);
  const [run, setRun] = useState(() => ({ asked, at: Date.now() }));
  if (run.asked !== asked) setRun({ asked, at: Date.now() });
  const { at } = run;
  const selection = useMemo(() => ({ query, ...windowOf(range, at) }), [query, range, at]);
  const again = () => {
    setRun({ asked, at: Date.now() });
    // All time is the same question whenever it is asked.
    for (const part of ['histogram', 'facets', 'newest']) void queries.invalidateQueries({ queryKey: ['events', part] });
  };
  return { selection, at, again };
}
