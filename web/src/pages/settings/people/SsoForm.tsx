import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import { Role, SsoSettings } from '../../../../../src/identity/contract.ts';
import { api } from '../../../api/client.ts';
import { ssoQuery } from '../../../api/settings.ts';
import { Button, IconButton } from '../../../ui/form/Button.tsx';
import { Field, Form, FormEnd, Input, Select } from '../../../ui/form/Field.tsx';
import { done } from '../../../ui/overlay/toasts.ts';
import { capital } from '../../../ui/text/words.ts';
import { Trouble } from '../../../ui/Trouble.tsx';
import s from '../Settings.module.css';

type Props = { settings: z.infer<typeof SsoSettings> | null; writes: boolean };

/** The provider, and which of its groups have which role here. */
export function SsoForm({ settings, writes }: Props) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState({ name: settings?.name ?? '', issuer: settings?.issuer ?? '', clientId: settings?.clientId ?? '', groupsClaim: settings?.groupsClaim ?? 'groups', clientSecret: '' });
  const [roles, setRoles] = useState(() => Object.entries(settings?.roles ?? {}).map(([group, role]) => ({ group, role })));
  const set = (part: Partial<typeof draft>) => setDraft((old) => ({ ...old, ...part }));
  const save = useMutation({
    mutationFn: () => {
      const { clientSecret, ...rest } = draft;
      const given = Object.fromEntries(roles.filter(({ group }) => group.trim() !== '').map(({ group, role }) => [group.trim(), role]));
      return api.put('/settings/sso', SsoSettings, { ...rest, roles: given, ...(clientSecret === '' ? {} : { clientSecret }) });
    },
    meta: { shown: true },
    onSuccess: async () => {
      done('Saved. Try it in a private window before you sign out.');
      await queries.invalidateQueries({ queryKey: ssoQuery.queryKey });
    },
  });
  return (
    <Form onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
      <div className={s.pair}>
        <Field label="Name" hint="As the button says it: Sign in with …">{(props) => <Input {...props} disabled={!writes} maxLength={60} value={draft.name} onChange={(event) => set({ name: event.target.value })} />}</Field>
        <Field label="Issuer">{(props) => <Input {...props} mono type="url" disabled={!writes} placeholder="https://login.example.org" maxLength={500} value={draft.issuer} onChange={(event) => set({ issuer: event.target.value })} />}</Field>
        <Field label="Client id">{(props) => <Input {...props} mono disabled={!writes} maxLength={200} value={draft.clientId} onChange={(event) => set({ clientId: event.target.value })} />}</Field>
        <Field label="Client secret" hint={settings?.secretSet === true ? 'One is set; empty keeps it.' : undefined}>{(props) => <Input {...props} type="password" autoComplete="new-password" disabled={!writes} maxLength={500} value={draft.clientSecret} onChange={(event) => set({ clientSecret: event.target.value })} />}</Field>
        <Field label="Claim that holds the groups">{(props) => <Input {...props} mono disabled={!writes} maxLength={60} value={draft.groupsClaim} onChange={(event) => set({ groupsClaim: event.target.value })} />}</Field>
      </div>
      <h3>Groups</h3>
      {roles.map(({ group, role }, index) => {
        const change = (part: { group?: string; role?: Role }) => setRoles((old) => old.map((entry, at) => (at === index ? { ...entry, ...part } : entry)));
        return (
          <div key={index} className={s.line} style={{ border: 0 }}>
            <Input mono aria-label="Group" disabled={!writes} maxLength={200} placeholder="security-team" value={group} onChange={(event) => change({ group: event.target.value })} />
            <Select aria-label="Role" disabled={!writes} value={role} onChange={(event) => change({ role: Role.safeParse(event.target.value).data ?? role })}>
              {Role.options.map((option) => <option key={option} value={option}>{capital(option)}</option>)}
            </Select>
            {writes ? <IconButton icon="close" label="Remove this group" onClick={() => setRoles((old) => old.filter((_, at) => at !== index))} /> : null}
          </div>
        );
      })}
      {save.error === null ? null : <Trouble error={save.error} />}
      {writes ? (
        <FormEnd>
          <Button type="submit" look="primary" busy={save.isPending} disabled={draft.name === '' || draft.issuer === '' || draft.clientId === ''}>Save</Button>
          <Button icon="plus" onClick={() => setRoles((old) => [...old, { group: '', role: 'analyst' }])}>Add a group</Button>
        </FormEnd>
      ) : null}
    </Form>
  );
}
