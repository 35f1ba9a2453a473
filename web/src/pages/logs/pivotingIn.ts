import type { OcsfEvent } from '../../../../src/logs/contract.ts';
import type { Pivoting } from './event/PivotMenu.tsx';
import { term, withTerm } from './query/terms.ts';
import type { ChangeView } from './useView.ts';

const AROUND_MS = 5 * 60_000;
const instant = (ms: number): string => new Date(ms).toISOString();

/** Where the values of an event lead: another query, or another time. */
export const pivotingIn = (change: ChangeView) => (event: OcsfEvent): Pivoting => ({
  filter: (pivot, exclude) => change((now) => ({ query: withTerm(now.query, pivot.field, pivot.value, exclude), live: false })),
  everything: (value) => change({ query: term('entity', value), event: undefined, live: false }),
  around: () => change({ query: '', range: { kind: 'between', from: instant(event.time - AROUND_MS), to: instant(event.time + AROUND_MS) }, live: false }),
});
