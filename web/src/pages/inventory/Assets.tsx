import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { ASSET_SORTS } from '../../../../src/inventory/contract.ts';
import { assetsPages, assetsQuery } from '../../api/inventory.ts';
import { useMay } from '../../app/session.tsx';
import { useActive } from '../../ui/grid/active.ts';
import { Grid } from '../../ui/grid/Grid.tsx';
import { useMarking } from '../../ui/grid/marking.ts';
import { useKeys } from '../../ui/keys.ts';
import { Confirm } from '../../ui/overlay/Confirm.tsx';
import { countOf } from '../../ui/text/numbers.ts';
import { Trouble } from '../../ui/Trouble.tsx';
import { AssetFilters } from './AssetFilters.tsx';
import { AssetsBar } from './AssetsBar.tsx';
import { AssetsHead } from './AssetsHead.tsx';
import { assetColumns } from './columns.tsx';
import { EditAssets } from './EditAssets.tsx';
import { NoAssets } from './NoAssets.tsx';
import { useChangeAssets } from './useChangeAssets.ts';
import { assetsFilter, readAssetsView, writeAssetsView, type AssetsView } from './view.ts';
import s from './Inventory.module.css';

const route = getRouteApi('/house/assets');

/** What there is to attack: what it is, who answers for it, how well it is known and what is wrong with it. */
export function Assets() {
  const may = useMay();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const view = useMemo(() => readAssetsView(search), [search]);
  const change = (part: Partial<AssetsView>) => void navigate({ search: (old) => writeAssetsView({ ...readAssetsView(old), ...part }), replace: true });
  const found = useInfiniteQuery(assetsPages(assetsFilter(view)));
  const { data: all } = useQuery(assetsQuery({ limit: 1, count: true }));
  const assets = useMemo(() => found.data?.pages.flatMap(({ items }) => items) ?? [], [found.data]);
  const [active, setActive] = useActive(assets, ({ id }) => id);
  const { marked, mark, clear } = useMarking((index) => assets[index], ({ id }) => id);
  const [over, setOver] = useState<'nothing' | 'edit' | 'retire'>('nothing');
  const changing = useChangeAssets();
  const writes = may('assets.write');
  const chosen = marked.size > 0 ? [...marked] : assets.slice(Math.max(active, 0), active + 1).map(({ id }) => id);
  useKeys(writes ? [{ keys: 'e', says: 'Set owner, environment and reach of the row, or of all marked', when: () => chosen.length > 0, run: () => setOver('edit') }] : []);
  const close = () => setOver('nothing');
  const filterKey = JSON.stringify(writeAssetsView(view));

  return (
    <div className={s.page}>
      <AssetsHead view={view} assets={assets} total={found.data?.pages[0]?.total} all={all?.total} onChange={change} />
      <AssetFilters view={view} onChange={change} />
      <div className={s.list}>
        <Grid
          key={filterKey}
          label="Assets"
          columns={assetColumns}
          count={assets.length}
          rowAt={(index) => assets[index]}
          keyOf={({ id }) => id}
          active={active}
          marked={marked}
          onMark={writes ? mark : undefined}
          sorting={{ by: view.sort, descending: view.sort === 'priority' || view.sort === 'lastSeen', onSort: (column) => change({ sort: ASSET_SORTS.find((sort) => sort === column) ?? view.sort }) }}
          onActive={setActive}
          onOpen={(index) => { const id = assets[index]?.id; if (id !== undefined) void navigate({ to: '/assets/$id', params: { id }, search: {} }); }}
          onRange={(_, last) => { if (last >= assets.length - 20 && found.hasNextPage && !found.isFetching) void found.fetchNextPage(); }}
        >
          {found.error === null ? null : <Trouble error={found.error} again={() => void found.refetch()} />}
          {found.isSuccess && assets.length === 0 ? <NoAssets view={view} onAll={() => void navigate({ search: {} })} onRetired={() => change({ retired: true })} /> : null}
        </Grid>
      </div>
      {marked.size === 0 ? null : <AssetsBar count={marked.size} busy={changing.isPending} onEdit={() => setOver('edit')} onRetire={() => setOver('retire')} onClear={clear} />}
      {over === 'edit' && chosen.length > 0 ? <EditAssets ids={chosen} onClose={close} onDone={clear} /> : null}
      {over === 'retire' ? (
        <Confirm title={`Retire ${countOf(chosen.length, 'asset')}?`} verb="Retire" busy={changing.isPending} onConfirm={() => changing.mutate({ ids: chosen, change: { retired: true } }, { onSettled: () => { clear(); close(); } })} onClose={close}>
          They are no longer scanned, and their issues end here. What is seen again comes back by itself.
        </Confirm>
      ) : null}
    </div>
  );
}
