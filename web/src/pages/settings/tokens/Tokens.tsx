import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Nothing, api } from '../../../api/client.ts';
import { tokensQuery } from '../../../api/settings.ts';
import { useMay } from '../../../app/session.tsx';
import { Empty } from '../../../ui/Empty.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { Grid } from '../../../ui/grid/Grid.tsx';
import { useSorted } from '../../../ui/grid/sorted.ts';
import { Confirm } from '../../../ui/overlay/Confirm.tsx';
import { PageHead } from '../../../ui/PageHead.tsx';
import { countOf } from '../../../ui/text/numbers.ts';
import { Trouble } from '../../../ui/Trouble.tsx';
import { tokenColumns } from './columns.tsx';
import { NewToken } from './NewToken.tsx';
import type { Token } from '../../../../../src/identity/contract.ts';
import s from '../Settings.module.css';

/** What programs come in with. */
export function Tokens() {
  const may = useMay();
  const queries = useQueryClient();
  const { data: tokens = [], error, isSuccess } = useQuery(tokensQuery);
  const [active, setActive] = useState(-1);
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<Token>();
  const revoke = useMutation({
    mutationFn: (id: string) => api.delete(`/tokens/${encodeURIComponent(id)}`, Nothing),
    onSettled: async () => { setRevoking(undefined); await queries.invalidateQueries({ queryKey: tokensQuery.queryKey }); },
  });
  const writes = may('tokens.write');
  const columns = useMemo(() => tokenColumns(writes ? setRevoking : null), [writes]);
  const { rows, sorting } = useSorted(tokens, columns, { by: 'name' });
  return (
    <>
      <PageHead title="API tokens" note={countOf(tokens.length, 'token')}>{writes ? <Button icon="plus" onClick={() => setMaking(true)}>Make a token</Button> : null}</PageHead>
      <div className={s.list}>
        <Grid label="API tokens" columns={columns} count={rows.length} rowAt={(index) => rows[index]} keyOf={({ id }) => id} active={active} onActive={setActive} onOpen={setActive} sorting={sorting}>
          {error === null ? null : <Trouble error={error} />}
          {isSuccess && tokens.length === 0 ? <Empty title="No token yet">A source’s set-up makes one for its sender; programs that read alerts or events get theirs here.</Empty> : null}
        </Grid>
      </div>
      {making ? <NewToken onClose={() => setMaking(false)} /> : null}
      {revoking === undefined ? null : (
        <Confirm title={`Revoke “${revoking.name}”?`} verb="Revoke" busy={revoke.isPending} onConfirm={() => revoke.mutate(revoking.id)} onClose={() => setRevoking(undefined)}>
          Whatever uses it is refused from now on.
        </Confirm>
      )}
    </>
  );
}
