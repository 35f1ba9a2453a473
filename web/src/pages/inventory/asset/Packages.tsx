import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { AssetPackage } from '../../../../../src/vulnerabilities/contract.ts';
import { packagesPages } from '../../../api/inventory.ts';
import { Empty } from '../../../ui/Empty.tsx';
import { Check, Input } from '../../../ui/form/Field.tsx';
import { useActive } from '../../../ui/grid/active.ts';
import type { Column } from '../../../ui/grid/column.ts';
import { Grid } from '../../../ui/grid/Grid.tsx';
import { Severity } from '../../../ui/state/Severity.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { count, countOf } from '../../../ui/text/numbers.ts';
import { Trouble } from '../../../ui/Trouble.tsx';
import { useSettled } from '../../../ui/useSettled.ts';
import s from './Asset.module.css';

const PAUSE_MS = 200;

const columns: readonly Column<AssetPackage>[] = [
  { id: 'type', title: 'Kind', width: '76px', cell: ({ type }) => <span className="quiet"><Text value={type} /></span> },
  { id: 'name', title: 'Package', width: 'minmax(140px, 1fr)', mono: true, hint: ({ purl }) => purl, cell: ({ name }) => <Text value={name} /> },
  { id: 'version', title: 'Version', width: 'minmax(100px, 0.7fr)', mono: true, hint: ({ version }) => version, cell: ({ version }) => <Text value={version} /> },
  { id: 'issues', title: 'Issues', width: '76px', align: 'end', cell: ({ issues }) => (issues === 0 ? <span className="quiet">–</span> : count(issues)) },
  { id: 'worst', title: 'Worst', width: '104px', cell: ({ worst }) => (worst === null ? null : <Severity value={worst} />) },
  { id: 'paths', title: 'Where', width: 'minmax(120px, 1fr)', mono: true, hint: ({ paths }) => paths.slice(0, 20).join('\n'), cell: ({ paths, setAside }) => (setAside === null ? <span className="quiet"><Text value={paths[0] ?? ''} />{paths.length > 1 ? ` +${paths.length - 1}` : ''}</span> : <span className="quiet">not judged: <Text value={setAside} /></span>) },
];

/** Everything that is installed, and what is known against it. */
export function Packages({ asset }: { asset: string }) {
  const [typed, setTyped] = useState('');
  const [vulnerable, setVulnerable] = useState(false);
  const found = useInfiniteQuery(packagesPages(asset, { search: useSettled(typed.trim(), PAUSE_MS), vulnerable: vulnerable || undefined }));
  const packages = useMemo(() => found.data?.pages.flatMap(({ items }) => items) ?? [], [found.data]);
  const [active, setActive] = useActive(packages, ({ purl }) => purl);
  const total = found.data?.pages[0]?.total;
  return (
    <>
      <div className={s.tools}>
        <Input type="search" aria-label="Part of a package’s name" placeholder="Name of a package" maxLength={200} value={typed} onChange={(event) => setTyped(event.target.value)} />
        <Check label="With issues only" checked={vulnerable} onChange={(event) => setVulnerable(event.target.checked)} />
        <span className="quiet">{total === undefined ? '' : countOf(total, 'package')}</span>
      </div>
      <div className={s.grid}>
        <Grid
          label="Packages"
          columns={columns}
          count={packages.length}
          rowAt={(index) => packages[index]}
          keyOf={({ purl }) => purl}
          active={active}
          onActive={setActive}
          onOpen={setActive}
          onRange={(_, last) => { if (last >= packages.length - 20 && found.hasNextPage && !found.isFetching) void found.fetchNextPage(); }}
        >
          {found.error === null ? null : <Trouble error={found.error} again={() => void found.refetch()} />}
          {found.isSuccess && packages.length === 0 ? <Empty title={typed === '' && !vulnerable ? 'No package is known' : 'No package matches'} /> : null}
        </Grid>
      </div>
    </>
  );
}
