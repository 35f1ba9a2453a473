import { addToHistogram, emptyHistogram, type Histogram } from './histogram.ts';
import { addToTally, emptyTally, type Tally } from './tally.ts';

/** What is known of a set of attempts: the same in whatever order they are added, until a bound is reached. */
export type Totals = {
  count: number;
  /** When the earliest of them happened; Infinity of none. */
  first: number;
  last: number;
  accounts: Tally;
  addresses: Tally;
  histogram: Histogram;
  /** Ids of the latest events, newest first. */
  events: { at: number; id: string }[];
};

/** Names that one sum tells apart. */
export const MOST_NAMES = 1_000;
/** Ids that evidence carries. */
export const MOST_EVENTS = 50;

export const emptyTotals = (): Totals => ({
  count: 0,
  first: Infinity,
  last: -Infinity,
  accounts: emptyTally(),
  addresses: emptyTally(),
  histogram: emptyHistogram(),
  events: [],
});

export function addToTotals(totals: Totals, attempts: readonly { at: number; count: number; account: string; address: string; id: string }[]): void {
  for (const { at, count, account, address } of attempts) {
    totals.count += count;
    totals.first = Math.min(totals.first, at);
    totals.last = Math.max(totals.last, at);
    addToHistogram(totals.histogram, at, count);
    addToTally(totals.accounts, account, count, MOST_NAMES);
    addToTally(totals.addresses, address, count, MOST_NAMES);
  }
  addEvents(totals, attempts);
}

/** Adds a whole sum to another. */
export function mergeTotals(into: Totals, from: Totals): void {
  into.count += from.count;
  into.first = Math.min(into.first, from.first);
  into.last = Math.max(into.last, from.last);
  for (const [start, count] of from.histogram.counts) addToHistogram(into.histogram, start, count);
  for (const name of ['accounts', 'addresses'] as const) {
    for (const [value, count] of from[name].counts) addToTally(into[name], value, count, MOST_NAMES);
    into[name].rest += from[name].rest;
  }
  addEvents(into, from.events);
}

function addEvents(totals: Totals, events: readonly { at: number; id: string }[]): void {
  const oldest = totals.events.length < MOST_EVENTS ? undefined : totals.events.at(-1);
  const wanted = oldest === undefined ? events : events.filter((event) => later(event, oldest) < 0);
  if (wanted.length === 0) return;
  totals.events = [...totals.events, ...wanted.map(({ at, id }) => ({ at, id }))].sort(later).slice(0, MOST_EVENTS);
}

/** Newest first; among events of one moment the higher id first. */
const later = (a: { at: number; id: string }, b: { at: number; id: string }): number => b.at - a.at || (a.id < b.id ? 1 : -1);
