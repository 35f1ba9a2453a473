import { useMemo, useState } from 'react';
import type { Selection } from '../../api/events.ts';
import { windowOf } from '../../ui/time/range.ts';
import type { LogsView } from './view.ts';

/** The events of a view, fixed at the instant that it was asked for; `again` asks anew. */
export function useSelection({ query, range }: LogsView): { selection: Selection; again: () => void } {
  const asked = JSON.stringify([query, range]);
  const [run, setRun] = useState(() => ({ asked, at: Date.now() }));
  if (run.asked !== asked) setRun({ asked, at: Date.now() });
  const { at } = run;
  const selection = useMemo(() => ({ query, ...windowOf(range, at) }), [query, range, at]);
  return { selection, again: () => setRun({ asked, at: Date.now() }) };
}
