import type { SourceTrouble } from '../logs/index.ts';
import type { Cause } from './cause.ts';

/** The alert that trouble with a source makes: visibility is not whole, which is more than a nuisance. */
export const causeOfTrouble = ({ id, source, kind, since, at, detail }: SourceTrouble): Cause => ({
  id,
  detection: kind === 'silent' ? 'source.silent' : 'source.failing',
  title: kind === 'silent' ? `Source ${source} is silent` : `Lines of source ${source} are not understood`,
  severity: kind === 'silent' ? 'high' : 'medium',
  group: `source:${source}`,
  firstAt: since,
  lastAt: at,
  evidence: {
    query: `source:${source}`,
    from: since,
    to: at,
    count: 0,
    events: [],
    accounts: [],
    addresses: [],
    threshold: detail,
    histogram: { intervalMs: 60_000, from: since, counts: [] },
  },
});
