import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { alertsPages, alertsSummaryQuery } from '../../api/alerts.ts';
import { useMay } from '../../app/session.tsx';
import { Button } from '../../ui/form/Button.tsx';
import { useActive } from '../../ui/grid/active.ts';
import { Grid } from '../../ui/grid/Grid.tsx';
import { useMarking } from '../../ui/grid/marking.ts';
import { useKeys } from '../../ui/keys.ts';
import { PageHead } from '../../ui/PageHead.tsx';
import { Trouble } from '../../ui/Trouble.tsx';
import { AlertDrawer } from './AlertDrawer.tsx';
import { AlertFilters } from './AlertFilters.tsx';
import { BulkBar } from './BulkBar.tsx';
import { alertColumns } from './columns.tsx';
import { NoAlerts } from './NoAlerts.tsx';
import { actionsFor, useChangeAlerts, type AlertAction } from './useChangeAlerts.ts';
import { readAlertsView, writeAlertsView, type AlertsView } from './view.ts';
import s from './Alerts.module.css';

const route = getRouteApi('/house/alerts');

/** What was found, by who must look at it. */
export function Alerts() {
  const may = useMay();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const view = useMemo(() => readAlertsView(search), [search]);
  const change = (part: Partial<AlertsView>) => void navigate({ search: (old) => writeAlertsView({ ...readAlertsView(old), ...part }), replace: 'alert' in part });
  const { data: summary } = useQuery(alertsSummaryQuery);
  const found = useInfiniteQuery(alertsPages({ state: view.state === 'all' ? undefined : view.state, severity: view.severity, group: view.group }));
  const alerts = useMemo(() => found.data?.pages.flatMap(({ items }) => items) ?? [], [found.data]);
  const [active, setActive] = useActive(alerts, ({ id }) => id);
  const { marked, mark, clear } = useMarking((index) => alerts[index], ({ id }) => id);
  const changing = useChangeAlerts();

  const chosen = marked.size > 0 ? alerts.filter(({ id }) => marked.has(id)) : alerts.slice(Math.max(active, 0), active + 1);
  const act = (action: AlertAction) => {
    const able = chosen.filter(({ state }) => actionsFor[state].includes(action));
    if (able.length === 0) return;
    changing.mutate({ ids: able.map(({ id }) => id), action });
    clear();
  };
  const writes = may('alerts.write');
  useKeys(writes ? [
    { keys: 'a', says: 'Acknowledge the row, or all marked', run: () => act('acknowledge') },
    { keys: 'r', says: 'Resolve', run: () => act('resolve') },
    { keys: 'u', says: 'Open again', run: () => act('reopen') },
  ] : []);
  const show = (index: number) => change({ alert: alerts[index]?.id });

  return (
    <div className={s.page}>
      <PageHead title="Alerts">{view.group === undefined ? null : <Button icon="close" onClick={() => change({ group: undefined })}>{view.group}</Button>}</PageHead>
      <AlertFilters view={view} summary={summary} onChange={change} />
      <div className={s.list}>
        <Grid
          label="Alerts"
          columns={alertColumns}
          count={alerts.length}
          rowAt={(index) => alerts[index]}
          keyOf={({ id }) => id}
          active={active}
          marked={marked}
          onMark={writes ? mark : undefined}
          onActive={(index) => {
            setActive(index);
            if (view.alert !== undefined) show(index);
          }}
          onOpen={show}
          onRange={(_, last) => { if (last >= alerts.length - 20 && found.hasNextPage && !found.isFetching) void found.fetchNextPage(); }}
        >
          {found.error === null ? null : <Trouble error={found.error} again={() => void found.refetch()} />}
          {found.isSuccess && alerts.length === 0 ? <NoAlerts view={view} /> : null}
        </Grid>
        {view.alert === undefined ? null : <AlertDrawer key={view.alert} id={view.alert} known={alerts.find(({ id }) => id === view.alert)} onGroup={(group) => change({ group, state: 'all' })} onClose={() => change({ alert: undefined })} />}
      </div>
      {marked.size === 0 ? null : <BulkBar count={marked.size} busy={changing.isPending} onAct={act} onClear={clear} />}
    </div>
  );
}
