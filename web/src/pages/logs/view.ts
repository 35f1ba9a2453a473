import { rangeFromSearch, rangeToSearch, type Range } from '../../ui/time/range.ts';

/** What the Logs page shows; all of it stands in the address. */
export type LogsView = {
  query: string;
  range: Range;
  /** Columns beside the usual ones, by field. */
  columns: readonly string[];
  oldestFirst: boolean;
  /** Id of the event that is open. */
  event: string | undefined;
  live: boolean;
};

export const usualRange = '24h';
const MOST_COLUMNS = 12;
const MOST_QUERY = 4_000;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

export const readLogsView = (search: Readonly<Record<string, unknown>>): LogsView => ({
  query: text(search['q']).slice(0, MOST_QUERY),
  range: rangeFromSearch(search, usualRange),
  columns: text(search['cols']).split(',').filter(Boolean).slice(0, MOST_COLUMNS),
  oldestFirst: search['order'] === 'asc',
  event: text(search['event']) || undefined,
  live: search['live'] === '1',
});

/** The words of the address for a view; what is usual is left out. */
export function writeLogsView(view: Partial<LogsView>): Record<string, string> {
  return {
    ...(view.query ? { q: view.query } : {}),
    ...(view.range ? rangeToSearch(view.range, usualRange) : {}),
    ...(view.columns && view.columns.length > 0 ? { cols: view.columns.join(',') } : {}),
    ...(view.oldestFirst ? { order: 'asc' } : {}),
    ...(view.event ? { event: view.event } : {}),
    ...(view.live ? { live: '1' } : {}),
  };
}

/** For links from other pages: these events in Logs. */
export const logsLink = (view: Partial<LogsView>) => ({ to: '/logs' as const, search: writeLogsView(view) });
