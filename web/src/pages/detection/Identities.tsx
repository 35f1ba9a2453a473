import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { Identity } from '../../../../src/detection/contract.ts';
import { identitiesPages } from '../../api/detection.ts';
import { useMay } from '../../app/session.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Button } from '../../ui/form/Button.tsx';
import { Input } from '../../ui/form/Field.tsx';
import { Grid } from '../../ui/grid/Grid.tsx';
import { useSorted } from '../../ui/grid/sorted.ts';
import { PageHead } from '../../ui/PageHead.tsx';
import { useSettled } from '../../ui/useSettled.ts';
import { countOf } from '../../ui/text/numbers.ts';
import { Trouble } from '../../ui/Trouble.tsx';
import { identityColumns } from './identities/columns.tsx';
import { EditIdentity } from './identities/EditIdentity.tsx';
import { ImportIdentities } from './identities/ImportIdentities.tsx';
import s from './Detection.module.css';

type Over = { is: 'nothing' } | { is: 'import' } | { is: 'edit'; identity: Identity | null };

const PAUSE_MS = 200;

/** The people and service accounts whose sign-ins are meant. */
export function Identities() {
  const may = useMay();
  const [typed, setTyped] = useState('');
  const found = useInfiniteQuery(identitiesPages(useSettled(typed.trim(), PAUSE_MS)));
  const [active, setActive] = useState(-1);
  const [over, setOver] = useState<Over>({ is: 'nothing' });
  const all = useMemo(() => found.data?.pages.flatMap(({ items }) => items) ?? [], [found.data]);
  const { rows, sorting } = useSorted(all, identityColumns, { by: 'name' });
  const close = () => setOver({ is: 'nothing' });

  return (
    <div className={s.page}>
      <PageHead title="People and services" note={`${countOf(all.length, 'identity', 'identities')}${found.hasNextPage ? ' and more' : ''}${typed.trim() === '' ? '' : ' match'}`}>
        <Link to="/sign-ins" className={s.link}>Sign-ins</Link>
        <Input aria-label="Filter by name or account" placeholder="Filter" value={typed} onChange={(event) => setTyped(event.target.value)} style={{ width: 160 }} />
        {may('signins.write') ? (
          <>
            <Button icon="upload" onClick={() => setOver({ is: 'import' })}>Import CSV</Button>
            <Button icon="plus" onClick={() => setOver({ is: 'edit', identity: null })}>Add</Button>
          </>
        ) : null}
      </PageHead>
      <div className={s.list} style={{ borderColor: 'var(--line)' }}>
        <Grid
          label="People and services"
          columns={identityColumns}
          count={rows.length}
          rowAt={(index) => rows[index]}
          keyOf={({ id }) => id}
          active={active}
          sorting={sorting}
          onActive={setActive}
          onOpen={(index) => { if (may('signins.write')) setOver({ is: 'edit', identity: rows[index] ?? null }); }}
          onRange={(_, last) => { if (last >= all.length - 20 && found.hasNextPage && !found.isFetching) void found.fetchNextPage(); }}
        >
          {found.error === null ? null : <Trouble error={found.error} again={() => void found.refetch()} />}
          {found.isSuccess && all.length === 0 && typed.trim() === '' ? (
            <Empty title="Nobody is known yet">
              <p>Until Glacis knows who works here and with which accounts, every sign-in is of an unknown account. Bring a list: name, kind, accounts, departed_at, networks, hours.</p>
            </Empty>
          ) : null}
        </Grid>
      </div>
      {over.is === 'import' ? <ImportIdentities onClose={close} /> : null}
      {over.is === 'edit' ? <EditIdentity identity={over.identity} onClose={close} /> : null}
    </div>
  );
}
