import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Identity } from '../../../../../src/detection/contract.ts';
import { Nothing, api } from '../../../api/client.ts';
import { Button } from '../../../ui/form/Button.tsx';
import { Check, Field, Form, FormEnd, Input, Select, TextArea } from '../../../ui/form/Field.tsx';
import { Dialog } from '../../../ui/overlay/Dialog.tsx';
import { Trouble } from '../../../ui/Trouble.tsx';
import { draftOf, savedOf, type Draft } from './draft.ts';
import { HoursFields } from './HoursFields.tsx';
import s from '../Detection.module.css';

/** Who somebody is, by which accounts the logs know them, and from where and when they usually sign in. */
export function EditIdentity({ identity, onClose }: { identity: Identity | null; onClose: () => void }) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(identity));
  const set = (part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part }));
  const ended = async () => {
    await queries.invalidateQueries({ queryKey: ['identities'] });
    onClose();
  };
  const path = identity === null ? '/identities' : `/identities/${encodeURIComponent(identity.id)}`;
  const save = useMutation({
    mutationFn: () => (identity === null ? api.post(path, Identity, savedOf(draft)) : api.put(path, Identity, savedOf(draft))),
    meta: { shown: true },
    onSuccess: ended,
  });
  const remove = useMutation({ mutationFn: () => api.delete(path, Nothing), onSuccess: ended });
  return (
    <Dialog wide title={identity === null ? 'Add a person or service' : identity.name} onClose={onClose}>
      <Form onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
        <div className={s.pair}>
          <Field label="Name">{(props) => <Input {...props} maxLength={200} value={draft.name} onChange={(event) => set({ name: event.target.value })} />}</Field>
          <Field label="Kind">
            {(props) => (
              <Select {...props} value={draft.kind} onChange={(event) => set({ kind: event.target.value === 'service' ? 'service' : 'person' })}>
                <option value="person">A person</option>
                <option value="service">A service: no person signs in with it</option>
              </Select>
            )}
          </Field>
          <Field label="Accounts" hint="As the logs write them, one a line.">
            {(props) => <TextArea {...props} className="mono" rows={3} value={draft.accounts} onChange={(event) => set({ accounts: event.target.value })} />}
          </Field>
          <Field label="Known networks" hint="CIDR, one a line. Others are learned.">
            {(props) => <TextArea {...props} className="mono" rows={3} value={draft.networks} onChange={(event) => set({ networks: event.target.value })} />}
          </Field>
          <Field label="Left on" hint="Every sign-in from then on is unexpected.">
            {(props) => <Input {...props} type="date" value={draft.departed} onChange={(event) => set({ departed: event.target.value })} />}
          </Field>
        </div>
        <Check label="Has usual hours" checked={draft.usual} onChange={(event) => set({ usual: event.target.checked })} />
        {draft.usual ? <HoursFields draft={draft} onChange={set} /> : null}
        {save.error === null ? null : <Trouble error={save.error} />}
        <FormEnd>
          <Button type="submit" look="primary" busy={save.isPending} disabled={draft.name.trim() === ''}>Save</Button>
          <Button onClick={onClose}>Cancel</Button>
          {identity === null ? null : <Button look="danger" busy={remove.isPending} onClick={() => remove.mutate()}>Forget</Button>}
        </FormEnd>
      </Form>
    </Dialog>
  );
}
