import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Cluster } from '../../../../../src/vulnerabilities/contract.ts';
import { Nothing, api } from '../../../api/client.ts';
import { clustersQuery } from '../../../api/inventory.ts';
import { useMay } from '../../../app/session.tsx';
import { Empty } from '../../../ui/Empty.tsx';
import { Button, IconButton } from '../../../ui/form/Button.tsx';
import { Icon } from '../../../ui/Icon.tsx';
import { useKeys } from '../../../ui/keys.ts';
import { Confirm } from '../../../ui/overlay/Confirm.tsx';
import { PageHead } from '../../../ui/PageHead.tsx';
import { Outcome } from '../../../ui/state/Outcome.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { count, countOf } from '../../../ui/text/numbers.ts';
import { Ago } from '../../../ui/time/Time.tsx';
import { Trouble } from '../../../ui/Trouble.tsx';
import { ClusterForm } from './ClusterForm.tsx';
import s from './Setup.module.css';

/** The Kubernetes clusters that tell which images run. */
export function Clusters() {
  const may = useMay();
  const queries = useQueryClient();
  const { data: clusters = [], error, isSuccess } = useQuery(clustersQuery);
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Cluster>();
  const remove = useMutation({
    mutationFn: (id: string) => api.delete(`/clusters/${encodeURIComponent(id)}`, Nothing),
    onSettled: async () => { setRemoving(undefined); await queries.invalidateQueries({ queryKey: clustersQuery.queryKey }); },
  });
  const writes = may('registries.write');
  useKeys(writes ? [{ keys: 'n', says: 'Add a cluster', run: () => setAdding(true) }] : []);
  return (
    <>
      <PageHead title="Clusters" note={isSuccess ? countOf(clusters.length, 'cluster') : undefined}>{writes ? <Button icon="plus" onClick={() => setAdding(true)}>Add a cluster</Button> : null}</PageHead>
      <div className={s.scroll}>
        {error === null ? null : <Trouble error={error} />}
        {isSuccess && clusters.length === 0 ? (
          <Empty title="No cluster tells what runs">
            <p>Every five minutes Glacis lists the pods of a Kubernetes cluster, with a token that can do nothing else. Their images stand among the assets, with where they run.</p>
            {writes ? <Button look="primary" icon="plus" onClick={() => setAdding(true)}>Add a cluster</Button> : null}
          </Empty>
        ) : null}
        {clusters.length === 0 ? null : (
          <table className={s.table}>
            <caption className="unseen">Clusters</caption>
            <thead><tr><th scope="col">State</th><th scope="col">Cluster</th><th scope="col" className="number">Containers</th><th scope="col">Listed</th>{writes ? <th scope="col"><span className="unseen">Change</span></th> : null}</tr></thead>
            <tbody>{clusters.map((cluster) => <ClusterRow key={cluster.id} cluster={cluster} onRemove={writes ? () => setRemoving(cluster) : null} />)}</tbody>
          </table>
        )}
      </div>
      {adding ? <ClusterForm onClose={() => setAdding(false)} /> : null}
      {removing === undefined ? null : (
        <Confirm title={`No longer list “${removing.name}”?`} verb="Remove" busy={remove.isPending} onConfirm={() => remove.mutate(removing.id)} onClose={() => setRemoving(undefined)}>
          What runs in it is no longer known. Its images stay, as long as a tag or another node has them.
        </Confirm>
      )}
    </>
  );
}

const states: Record<Cluster['state'], ['success' | 'failure' | 'other', string]> = { new: ['other', 'Not listed yet'], fine: ['success', 'Listed'], failing: ['failure', 'Failing'] };

function ClusterRow({ cluster: { name, url, state, problem, listedAt, containers }, onRemove }: { cluster: Cluster; onRemove: (() => void) | null }) {
  const [outcome, says] = states[state];
  return (
    <>
      <tr>
        <td style={{ whiteSpace: 'nowrap' }}><Outcome value={outcome} /> {says}</td>
        <td><b><Text value={name} /></b><div className="mono quiet"><Text value={url} /></div></td>
        <td className="number">{count(containers)}</td>
        <td style={{ whiteSpace: 'nowrap' }}><Ago at={listedAt} /></td>
        {onRemove === null ? null : <td className={s.acts}><IconButton icon="close" label={`Remove “${name}”`} onClick={onRemove} /></td>}
      </tr>
      {problem === null ? null : <tr><td colSpan={5}><span className={s.problem}><Icon name="warning" size={14} /><span><Text value={problem} /></span></span></td></tr>}
    </>
  );
}
