import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Invitation, Person } from '../../../../../src/identity/contract.ts';
import { Nothing, api } from '../../../api/client.ts';
import { peopleQuery } from '../../../api/settings.ts';
import { useMay, useMe } from '../../../app/session.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { Grid } from '../../../ui/grid/Grid.tsx';
import { useSorted } from '../../../ui/grid/sorted.ts';
import { PageHead } from '../../../ui/PageHead.tsx';
import { countOf } from '../../../ui/text/numbers.ts';
import { done } from '../../../ui/overlay/toasts.ts';
import { Trouble } from '../../../ui/Trouble.tsx';
import type { PersonChange } from './change.ts';
import { peopleColumns } from './columns.tsx';
import { Invite } from './Invite.tsx';
import { LinkOnce } from './LinkOnce.tsx';
import s from '../Settings.module.css';

/** Who may come in, and as what. */
export function People() {
  const may = useMay();
  const me = useMe();
  const queries = useQueryClient();
  const { data: people = [], error, refetch } = useQuery(peopleQuery);
  const [active, setActive] = useState(-1);
  const [inviting, setInviting] = useState(false);
  const again = () => queries.invalidateQueries({ queryKey: peopleQuery.queryKey });
  const path = (id: string) => `/people/${encodeURIComponent(id)}`;
  const { mutate: change } = useMutation({ mutationFn: ({ id, ...part }: PersonChange & { id: string }) => api.patch(path(id), Person, part), onSettled: again });
  const { mutate: signOut } = useMutation({ mutationFn: (id: string) => api.delete(`${path(id)}/sessions`, Nothing), onSuccess: () => done('Signed out everywhere.') });
  const relink = useMutation({ mutationFn: (id: string) => api.post(`${path(id)}/invitation`, Invitation), onSettled: again });
  const { mutate: invite } = relink;
  const columns = useMemo(
    () => peopleColumns(may('people.write') ? { me: me.id, owner: me.role === 'owner', change, signOut, invite } : null),
    [may, me.id, me.role, change, signOut, invite],
  );
  const { rows, sorting } = useSorted(people, columns, { by: 'name' });

  return (
    <>
      <PageHead title="People" note={countOf(people.length, 'person', 'people')}>
        {may('people.write') ? <Button icon="plus" onClick={() => setInviting(true)}>Invite</Button> : null}
      </PageHead>
      <div className={s.list}>
        <Grid label="People" columns={columns} count={rows.length} rowAt={(index) => rows[index]} keyOf={({ id }) => id} active={active} onActive={setActive} onOpen={setActive} sorting={sorting}>
          {error === null ? null : <Trouble error={error} again={() => void refetch()} />}
        </Grid>
      </div>
      {inviting ? <Invite onClose={() => setInviting(false)} /> : null}
      {relink.data === undefined ? null : <LinkOnce invitation={relink.data} onClose={() => relink.reset()} />}
    </>
  );
}
