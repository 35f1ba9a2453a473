import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Cluster, SaveCluster } from '../../../../../src/vulnerabilities/contract.ts';
import { api } from '../../../api/client.ts';
import { clustersQuery } from '../../../api/inventory.ts';
import { Code } from '../../../ui/Code.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { Field, Form, FormEnd, Input, TextArea } from '../../../ui/form/Field.tsx';
import { Dialog } from '../../../ui/overlay/Dialog.tsx';
import { Trouble } from '../../../ui/Trouble.tsx';
import { clusterCommands, type ClusterDraft } from './kubernetes.ts';
import s from './Setup.module.css';

/** Where a cluster is, and the token with which its pods are listed. */
export function ClusterForm({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState<ClusterDraft>({ name: '', url: '', ca: '', token: '' });
  const set = (part: Partial<ClusterDraft>) => setDraft((old) => ({ ...old, ...part }));
  const typed = SaveCluster.safeParse({ name: draft.name.trim(), url: draft.url.trim(), ca: draft.ca.trim() || null, token: draft.token.trim() }).data;
  const save = useMutation({
    mutationFn: () => api.post('/clusters', Cluster, typed),
    meta: { shown: true },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: clustersQuery.queryKey });
      onClose();
    },
  });
  return (
    <Dialog wide title="Add a cluster" onClose={onClose}>
      <Form onSubmit={(event) => { event.preventDefault(); if (typed !== undefined) save.mutate(); }}>
        <div className={s.pair}>
          <Field label="Name">{(props) => <Input {...props} maxLength={100} placeholder="Production" value={draft.name} onChange={(event) => set({ name: event.target.value })} />}</Field>
          <Field label="Address of its API">{(props) => <Input {...props} mono maxLength={500} placeholder="https://10.0.0.1:6443" value={draft.url} onChange={(event) => set({ url: event.target.value })} />}</Field>
          <Field label="Token" hint="That may list pods.">{(props) => <Input {...props} type="password" autoComplete="new-password" maxLength={8_000} value={draft.token} onChange={(event) => set({ token: event.target.value })} />}</Field>
          <Field label="Certificate of its authority" hint="PEM. Empty: one that everybody trusts.">{(props) => <TextArea {...props} className="mono" rows={2} maxLength={100_000} value={draft.ca} onChange={(event) => set({ ca: event.target.value })} />}</Field>
        </div>
        <p className="quiet">These make the token, and show it and the certificate:</p>
        <Code text={clusterCommands} />
        {save.error === null ? null : <Trouble error={save.error} />}
        <FormEnd>
          <Button type="submit" look="primary" busy={save.isPending} disabled={typed === undefined}>Add and list it</Button>
          <Button onClick={onClose}>Cancel</Button>
        </FormEnd>
      </Form>
    </Dialog>
  );
}
