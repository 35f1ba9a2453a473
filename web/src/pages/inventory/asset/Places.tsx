import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { AssetDetail } from '../../../../../src/inventory/contract.ts';
import { placesPages } from '../../../api/inventory.ts';
import { Empty } from '../../../ui/Empty.tsx';
import { useActive } from '../../../ui/grid/active.ts';
import { Grid } from '../../../ui/grid/Grid.tsx';
import { Trouble } from '../../../ui/Trouble.tsx';
import { issuesLink } from '../../vulnerabilities/issues/view.ts';
import { placeColumns } from './placeColumns.tsx';
import s from './Asset.module.css';

/** The issues that occur here, the most urgent first. */
export function Places({ asset }: { asset: AssetDetail }) {
  const navigate = useNavigate();
  const found = useInfiniteQuery(placesPages(asset.id, {}));
  const places = useMemo(() => found.data?.pages.flatMap(({ items }) => items) ?? [], [found.data]);
  const [active, setActive] = useActive(places, placeKey);
  return (
    <div className={s.grid}>
      <Grid
        label="Issues here"
        columns={placeColumns}
        count={places.length}
        rowAt={(index) => places[index]}
        keyOf={placeKey}
        active={active}
        onActive={setActive}
        onOpen={(index) => { const place = places[index]; if (place !== undefined) void navigate(issuesLink({ tab: 'open', only: { asset: asset.id }, issue: place.issue.id })); }}
        onRange={(_, last) => { if (last >= places.length - 20 && found.hasNextPage && !found.isFetching) void found.fetchNextPage(); }}
      >
        {found.error === null ? null : <Trouble error={found.error} again={() => void found.refetch()} />}
        {found.isSuccess && places.length === 0 ? <NoPlaces asset={asset} /> : null}
      </Grid>
    </div>
  );
}

const placeKey = ({ issue, purl }: { issue: { id: string }; purl: string }): string => `${issue.id} ${purl}`;

/** Nothing found is good news only where everything was looked at. */
const NoPlaces = ({ asset: { scan } }: { asset: AssetDetail }) =>
  scan.state === 'never' ? <Empty title="Nothing is known of what is in it">It was seen, and never scanned.</Empty>
    : scan.state === 'incomplete' ? <Empty title="Nothing was found in what could be read">The last scan was not complete: there may be more.</Empty>
      : <Empty title="No open issue">The advisories know of nothing in what is installed here. It is matched again whenever they change.</Empty>;
