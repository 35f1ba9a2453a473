import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Registry } from '../../../../../src/vulnerabilities/contract.ts';
import { api } from '../../../api/client.ts';
import { registriesQuery } from '../../../api/inventory.ts';
import { Button } from '../../../ui/form/Button.tsx';
import { Field, Form, FormEnd, Input, TextArea } from '../../../ui/form/Field.tsx';
import { Dialog } from '../../../ui/overlay/Dialog.tsx';
import { Trouble } from '../../../ui/Trouble.tsx';
import { draftOfRegistry, registryOf, type RegistryDraft } from './registryDraft.ts';
import s from './Setup.module.css';

/** Where a registry is, what of it is followed, and with what it is asked. */
export function RegistryForm({ registry, onClose }: { registry: Registry | undefined; onClose: () => void }) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState(() => draftOfRegistry(registry));
  const set = (part: Partial<RegistryDraft>) => setDraft((old) => ({ ...old, ...part }));
  const typed = registryOf(draft);
  const save = useMutation({
    mutationFn: () => (registry === undefined ? api.post('/registries', Registry, typed) : api.put(`/registries/${encodeURIComponent(registry.id)}`, Registry, typed)),
    meta: { shown: true },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: registriesQuery.queryKey });
      onClose();
    },
  });
  const text = (name: keyof RegistryDraft, most: number) => ({ maxLength: most, value: draft[name], onChange: (event: { target: { value: string } }) => set({ [name]: event.target.value }) });
  return (
    <Dialog wide title={registry === undefined ? 'Add a registry' : `Edit “${registry.name}”`} onClose={onClose}>
      <Form onSubmit={(event) => { event.preventDefault(); if (typed !== undefined) save.mutate(); }}>
        <div className={s.pair}>
          <Field label="Name">{(props) => <Input {...props} placeholder="Main registry" {...text('name', 100)} />}</Field>
          <Field label="Address">{(props) => <Input {...props} mono placeholder="https://registry.example.org" {...text('url', 500)} />}</Field>
          <Field label="Repositories" hint={<>One a line, <code>*</code> for anything. Empty: all of its catalog.</>}>{(props) => <TextArea {...props} className="mono" rows={3} placeholder="shop/*" {...text('repositories', 20_000)} />}</Field>
          <Field label="Tags" hint="One a line. Empty: every tag.">{(props) => <TextArea {...props} className="mono" rows={3} placeholder={'v*\nlatest'} {...text('tags', 20_000)} />}</Field>
          <Field label="User" hint="Empty: no sign-in.">{(props) => <Input {...props} {...text('username', 300)} />}</Field>
          <Field label="Password or token" hint={registry?.passwordSet === true ? 'One is set; empty keeps it while address and user stay.' : 'One that may only read.'}>{(props) => <Input {...props} type="password" autoComplete="new-password" {...text('password', 2_000)} />}</Field>
          <Field label="Ask every (minutes)" hint="Pushes that it tells of are seen at once.">{(props) => <Input {...props} type="number" min={1} max={10_080} value={draft.everyMinutes} onChange={(event) => set({ everyMinutes: event.target.value })} />}</Field>
        </div>
        {save.error === null ? null : <Trouble error={save.error} />}
        <FormEnd>
          <Button type="submit" look="primary" busy={save.isPending} disabled={typed === undefined}>{registry === undefined ? 'Add and list it' : 'Save'}</Button>
          <Button onClick={onClose}>Cancel</Button>
        </FormEnd>
      </Form>
    </Dialog>
  );
}
