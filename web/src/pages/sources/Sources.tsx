import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { sourcesQuery } from '../../api/sources.ts';
import { useMay } from '../../app/session.tsx';
import { Button } from '../../ui/form/Button.tsx';
import { Grid } from '../../ui/grid/Grid.tsx';
import { useSorted } from '../../ui/grid/sorted.ts';
import { useKeys } from '../../ui/keys.ts';
import { PageHead } from '../../ui/PageHead.tsx';
import { countOf } from '../../ui/text/numbers.ts';
import { Trouble } from '../../ui/Trouble.tsx';
import { sourceColumns } from './columns.tsx';
import { NewSource } from './NewSource.tsx';
import { SourceDrawer } from './SourceDrawer.tsx';
import s from './Sources.module.css';

const route = getRouteApi('/house/sources');

/** Who sends, whether they are heard, and whether every line is accounted for. */
export function Sources() {
  const may = useMay();
  const navigate = route.useNavigate();
  const { source: open, new: adding } = route.useSearch();
  const { data: sources = [], error, refetch } = useQuery(sourcesQuery);
  const { rows, sorting } = useSorted(sources, sourceColumns, { by: 'state' });
  const [active, setActive] = useState(-1);
  const show = (name: string | undefined) => void navigate({ search: name === undefined ? {} : { source: name }, replace: true });
  const add = () => void navigate({ search: { new: '1' } });
  useKeys(may('sources.write') ? [{ keys: 'n', says: 'Add a source', run: add }] : []);

  const troubled = sources.filter(({ state }) => state === 'silent' || state === 'failing').length;
  const selected = sources.find(({ name }) => name === open);
  return (
    <div className={s.page}>
      <PageHead title="Sources" note={`${countOf(sources.length, 'source')}, ${troubled === 0 ? 'none in trouble' : `${troubled} in trouble`}`}>
        {may('sources.write') ? <Button icon="plus" onClick={add}>Add a source</Button> : null}
      </PageHead>
      <div className={s.list}>
        <Grid
          label="Sources"
          columns={sourceColumns}
          count={rows.length}
          rowAt={(index) => rows[index]}
          keyOf={({ name }) => name}
          active={active}
          sorting={sorting}
          onActive={(index) => {
            setActive(index);
            if (open !== undefined) show(rows[index]?.name);
          }}
          onOpen={(index) => show(rows[index]?.name)}
        >
          {error === null ? null : <Trouble error={error} again={() => void refetch()} />}
        </Grid>
        {selected === undefined ? null : <SourceDrawer key={selected.name} source={selected} onClose={() => show(undefined)} />}
      </div>
      {adding === undefined || !may('sources.write') ? null : <NewSource onClose={() => show(undefined)} onDone={show} />}
    </div>
  );
}
