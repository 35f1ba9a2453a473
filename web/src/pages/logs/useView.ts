import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { readLogsView, writeLogsView, type LogsView } from './view.ts';

const route = getRouteApi('/house/logs');

/** Changes parts of the view: to these, or to what becomes of the newest, which may not be drawn yet. `quietly` leaves no step to go back to: for what is only looked at. */
export type ChangeView = (change: Partial<LogsView> | ((now: LogsView) => Partial<LogsView>), how?: 'quietly') => void;

/** The view in the address, and how to change it. */
export function useLogsView(): [LogsView, ChangeView] {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const view = useMemo(() => readLogsView(search), [search]);
  const change = useCallback<ChangeView>(
    (part, how) => void navigate({
      search: (old) => {
        const now = readLogsView(old);
        return writeLogsView({ ...now, ...(typeof part === 'function' ? part(now) : part) });
      },
      replace: how === 'quietly',
    }),
    [navigate],
  );
  return [view, change];
}
