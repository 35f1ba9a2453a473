import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { MailSettings } from '../../../../../src/delivery/contract.ts';
import { api } from '../../../api/client.ts';
import { mailQuery } from '../../../api/settings.ts';
import { useMay } from '../../../app/session.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { Field, Form, FormEnd, Input, Select } from '../../../ui/form/Field.tsx';
import { done } from '../../../ui/overlay/toasts.ts';
import { PageHead } from '../../../ui/PageHead.tsx';
import { Trouble } from '../../../ui/Trouble.tsx';
import s from '../Settings.module.css';

/** The server that sends e-mail. */
export function Mail() {
  const may = useMay();
  const { data: settings, error } = useQuery(mailQuery);
  return (
    <>
      <PageHead title="Mail server" note={settings === null ? 'none: no e-mail is sent' : undefined} />
      <div className={s.scroll}>
        {error === null ? null : <Trouble error={error} />}
        {settings === undefined ? null : <section className={s.section}><MailForm key={JSON.stringify(settings)} settings={settings} writes={may('settings.write')} /></section>}
      </div>
    </>
  );
}

function MailForm({ settings, writes }: { settings: MailSettings | null; writes: boolean }) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState({ host: settings?.host ?? '', port: String(settings?.port ?? 587), security: settings?.security ?? 'starttls', from: settings?.from ?? '', user: settings?.user ?? '', password: '' });
  const set = (part: Partial<typeof draft>) => setDraft((old) => ({ ...old, ...part }));
  const save = useMutation({
    mutationFn: () => {
      const { user, password, port, ...rest } = draft;
      return api.put('/settings/mail', MailSettings, { ...rest, port: Number(port), ...(user === '' ? {} : { user }), ...(password === '' ? {} : { password }) });
    },
    meta: { shown: true },
    onSuccess: async () => {
      done('Saved.');
      await queries.invalidateQueries({ queryKey: mailQuery.queryKey });
    },
  });
  return (
    <Form onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
      <div className={s.pair}>
        <Field label="Host">{(props) => <Input {...props} mono disabled={!writes} maxLength={255} value={draft.host} onChange={(event) => set({ host: event.target.value })} />}</Field>
        <Field label="Port">{(props) => <Input {...props} mono type="number" min={1} max={65_535} disabled={!writes} value={draft.port} onChange={(event) => set({ port: event.target.value })} />}</Field>
        <Field label="Security">
          {(props) => (
            <Select {...props} disabled={!writes} value={draft.security} onChange={(event) => set({ security: MailSettings.shape.security.safeParse(event.target.value).data ?? 'starttls' })}>
              <option value="starttls">STARTTLS</option>
              <option value="tls">TLS from the start</option>
              <option value="none">None: readable on the way</option>
            </Select>
          )}
        </Field>
        <Field label="From">{(props) => <Input {...props} type="email" disabled={!writes} maxLength={254} placeholder="glacis@example.org" value={draft.from} onChange={(event) => set({ from: event.target.value })} />}</Field>
        <Field label="User" hint="Empty: no sign-in.">{(props) => <Input {...props} disabled={!writes} maxLength={255} value={draft.user} onChange={(event) => set({ user: event.target.value })} />}</Field>
        <Field label="Password" hint={settings?.passwordSet === true ? 'One is set; empty keeps it while host, port, security and user stay.' : undefined}>
          {(props) => <Input {...props} type="password" autoComplete="new-password" disabled={!writes} maxLength={1_000} value={draft.password} onChange={(event) => set({ password: event.target.value })} />}
        </Field>
      </div>
      {save.error === null ? null : <Trouble error={save.error} />}
      {writes ? <FormEnd><Button type="submit" look="primary" busy={save.isPending} disabled={draft.host === '' || draft.from === ''}>Save</Button></FormEnd> : null}
    </Form>
  );
}
