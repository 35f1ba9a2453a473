import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Coverage as Answer } from '../../../../../src/inventory/contract.ts';
import { coverageQuery } from '../../../api/inventory.ts';
import { Empty } from '../../../ui/Empty.tsx';
import { Grid } from '../../../ui/grid/Grid.tsx';
import { Icon } from '../../../ui/Icon.tsx';
import { PageHead } from '../../../ui/PageHead.tsx';
import { countOf } from '../../../ui/text/numbers.ts';
import { Trouble } from '../../../ui/Trouble.tsx';
import { assetsLink } from '../view.ts';
import { gapColumns } from './columns.tsx';
import { KindBar } from './KindBar.tsx';
import { wholeness } from './words.ts';
import s from './Coverage.module.css';

/** Is visibility whole: what exists and runs, what of it has been looked at, and what not, since when. */
export function Coverage() {
  const { data: coverage, error, refetch } = useQuery(coverageQuery);
  return (
    <div className={s.page}>
      <PageHead title="Coverage" note={coverage === undefined ? undefined : wholeness(coverage)}><Link to="/assets" className={s.link}>Assets</Link></PageHead>
      {error === null ? null : <Trouble error={error} again={() => void refetch()} />}
      {coverage === undefined ? null : (
        <>
          <section className={s.kinds} aria-label="By kind">{coverage.kinds.map((kind) => <KindBar key={kind.kind} kind={kind} />)}</section>
          <Besides coverage={coverage} />
          <Gaps gaps={coverage.gaps} />
        </>
      )}
    </div>
  );
}

/** What the bars cannot say: who is silent, and what runs that no registry tells of. */
const Besides = ({ coverage: { silentNodes, unknownImages } }: { coverage: Answer }) =>
  silentNodes === 0 && unknownImages === 0 ? null : (
    <ul className={s.besides}>
      {silentNodes === 0 ? null : <li><Icon name="warning" /><span><Link {...assetsLink({ kind: 'node', silent: true })}>{countOf(silentNodes, 'node is', 'nodes are')} silent</Link>: what is known of {silentNodes === 1 ? 'it' : 'them'} grows old.</span></li>}
      {unknownImages === 0 ? null : <li><Icon name="warning" /><span>{countOf(unknownImages, 'image runs', 'images run')} of which no registry that is followed knows. <Link to="/settings/$part" params={{ part: 'registries' }}>Follow where {unknownImages === 1 ? 'it comes' : 'they come'} from</Link></span></li>}
    </ul>
  );

function Gaps({ gaps }: { gaps: Answer['gaps'] }) {
  const navigate = useNavigate();
  const [active, setActive] = useState(-1);
  return (
    <section className={s.gaps} aria-label="Gaps">
      <Grid
        label="Gaps, longest unseen first"
        columns={gapColumns}
        count={gaps.length}
        rowAt={(index) => gaps[index]}
        keyOf={({ asset }) => asset.id}
        active={active}
        onActive={setActive}
        onOpen={(index) => { const gap = gaps[index]; if (gap !== undefined) void navigate({ to: '/assets/$id', params: { id: gap.asset.id }, search: {} }); }}
      >
        {gaps.length === 0 ? <Empty title="No gap">Everything that runs and is known here was looked at in full, and lately enough. What is not known cannot be counted: enrol every node, follow every registry.</Empty> : null}
      </Grid>
    </section>
  );
}
