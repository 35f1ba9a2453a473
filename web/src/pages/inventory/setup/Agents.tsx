import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { Agent } from '../../../../../src/inventory/contract.ts';
import { Nothing, api } from '../../../api/client.ts';
import { agentsQuery } from '../../../api/inventory.ts';
import { useMay } from '../../../app/session.tsx';
import { Empty } from '../../../ui/Empty.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { Grid } from '../../../ui/grid/Grid.tsx';
import { useSorted } from '../../../ui/grid/sorted.ts';
import { useKeys } from '../../../ui/keys.ts';
import { Confirm } from '../../../ui/overlay/Confirm.tsx';
import { PageHead } from '../../../ui/PageHead.tsx';
import { count, countOf } from '../../../ui/text/numbers.ts';
import { Trouble } from '../../../ui/Trouble.tsx';
import { agentColumns } from './agentColumns.tsx';
import { Enrol } from './Enrol.tsx';
import s from '../../settings/Settings.module.css';

/** The nodes that report by themselves, and how more of them come. */
export function Agents() {
  const may = useMay();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { data: agents = [], error, isSuccess } = useQuery(agentsQuery);
  const [active, setActive] = useState(-1);
  const [enrolling, setEnrolling] = useState(false);
  const [revoking, setRevoking] = useState<Agent>();
  const revoke = useMutation({
    mutationFn: (id: string) => api.delete(`/agents/${encodeURIComponent(id)}`, Nothing),
    onSettled: async () => { setRevoking(undefined); await Promise.all([agentsQuery.queryKey, ['assets']].map((queryKey) => queries.invalidateQueries({ queryKey }))); },
  });
  const writes = may('agents.write');
  const columns = useMemo(() => agentColumns(writes ? setRevoking : null), [writes]);
  const { rows, sorting } = useSorted(agents, columns, { by: 'state' });
  useKeys(writes ? [{ keys: 'n', says: 'Enrol a node', run: () => setEnrolling(true) }] : []);
  const silent = agents.filter((agent) => agent.silent).length;
  return (
    <>
      <PageHead title="Agents" note={isSuccess ? `${countOf(agents.length, 'node')}, ${silent === 0 ? 'none' : count(silent)} silent` : undefined}>{writes ? <Button icon="plus" onClick={() => setEnrolling(true)}>Enrol a node</Button> : null}</PageHead>
      <div className={s.list}>
        <Grid label="Agents" columns={columns} count={rows.length} rowAt={(index) => rows[index]} keyOf={({ id }) => id} active={active} onActive={setActive} sorting={sorting} onOpen={(index) => { const node = rows[index]?.node.id; if (node !== undefined) void navigate({ to: '/assets/$id', params: { id: node }, search: {} }); }}>
          {error === null ? null : <Trouble error={error} />}
          {isSuccess && agents.length === 0 ? (
            <Empty title="No node reports by itself">
              <p>The agent tells at least hourly, and whenever it changes, what is installed on its node, who listens, what has to be restarted, and which containers run. It can report this node and send its logs, and nothing else.</p>
              {writes ? <Button look="primary" icon="plus" onClick={() => setEnrolling(true)}>Enrol a node</Button> : null}
            </Empty>
          ) : null}
        </Grid>
      </div>
      {enrolling ? <Enrol onClose={() => setEnrolling(false)} /> : null}
      {revoking === undefined ? null : (
        <Confirm title={`Revoke the agent of “${revoking.node.name}”?`} verb="Revoke" busy={revoke.isPending} onConfirm={() => revoke.mutate(revoking.id)} onClose={() => setRevoking(undefined)}>
          Its credential is refused from now on, for its reports and its logs. The node stays among the assets, as a gap in coverage; a new token enrols it again.
        </Confirm>
      )}
    </>
  );
}
