import type { Kernel } from '../../kernel/kernel.ts';
import type { Ingest } from '../ingest/index.ts';
import { completionReader } from './completions.ts';
import { facetReader } from './facets.ts';
import { histogramReader } from './histogram.ts';
import { eventReader } from './one.ts';
import { pageReader } from './pages.ts';
import { permittedAnswers } from './permitted.ts';
import { tailHub } from './tail/hub.ts';
import { liveTail } from './tail/tail.ts';
import { turns } from './turns.ts';
import { searchWatch } from './watch.ts';

/** Of one caller, in this process. */
const TURNS = { running: 6, waiting: 60 };

export type Search = ReturnType<typeof createSearch>;

/** Finding events: pages, counts over time and by value, single events, and those that are only just coming. */
export function createSearch(kernel: Pick<Kernel, 'audit' | 'clock' | 'events' | 'log'>, { journal }: { journal: Ingest['journal'] }) {
  const hub = tailHub(kernel, { journal });
  const watch = searchWatch(kernel);
  const whilePermitted = permittedAnswers(kernel);
  return {
    page: pageReader(kernel),
    histogram: histogramReader(kernel),
    facets: facetReader(kernel),
    complete: completionReader(kernel),
    one: eventReader(kernel),
    tail: liveTail({ hub, watch, whilePermitted }),
    turns: turns(TURNS),
    watch,
    whilePermitted,
    stop: () => hub.close(),
  };
}
