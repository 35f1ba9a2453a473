import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { TicketSettings, type SaveTicketSettings } from '../../../../../src/vulnerabilities/contract.ts';
import { Nothing, api } from '../../../api/client.ts';
import { ticketSettingsQuery } from '../../../api/inventory.ts';
import { useMay } from '../../../app/session.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { Field, Form, FormEnd, Input, Select } from '../../../ui/form/Field.tsx';
import { Icon } from '../../../ui/Icon.tsx';
import { done } from '../../../ui/overlay/toasts.ts';
import { PageHead } from '../../../ui/PageHead.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { Trouble } from '../../../ui/Trouble.tsx';
import { draftOfTickets, ticketsOf, type TicketsDraft } from './ticketsDraft.ts';
import settings from '../../settings/Settings.module.css';
import s from './Setup.module.css';

/** The repository in which issues become tickets. */
export function Tickets() {
  const may = useMay();
  const { data: known, error } = useQuery(ticketSettingsQuery);
  return (
    <>
      <PageHead title="Tickets" note={known === null ? 'none are made' : undefined} />
      <div className={settings.scroll}>
        {error === null ? null : <Trouble error={error} />}
        {known === undefined ? null : (
          <section className={settings.section}>
            <p className="quiet">Issues become issues at GitHub, each once. Both sides are kept together: state, owner and day go out; what is closed there is told here.</p>
            {known === null || known.problem === null ? null : <p className={s.problem}><Icon name="warning" size={14} /><span><Text value={known.problem} /></span></p>}
            <TicketsForm key={JSON.stringify(known)} known={known} writes={may('settings.write')} />
          </section>
        )}
      </div>
    </>
  );
}

const when: Record<TicketSettings['automatic'], string> = { none: 'Only those that somebody makes', required: 'Every issue that policy requires', planned: 'Every issue that is planned' };

function TicketsForm({ known, writes }: { known: TicketSettings | null; writes: boolean }) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState(() => draftOfTickets(known));
  const set = (part: Partial<TicketsDraft>) => setDraft((old) => ({ ...old, ...part }));
  const typed = ticketsOf(draft, known);
  const save = useMutation({
    mutationFn: (wanted: SaveTicketSettings) => api.put('/settings/tickets', TicketSettings, wanted),
    meta: { shown: true },
    onSuccess: async () => {
      done('Saved.');
      await queries.invalidateQueries({ queryKey: ticketSettingsQuery.queryKey });
    },
  });
  const end = useMutation({
    mutationFn: () => api.delete('/settings/tickets', Nothing),
    onSuccess: async () => {
      done('No more tickets are made; those that exist stay.');
      await queries.invalidateQueries({ queryKey: ticketSettingsQuery.queryKey });
    },
  });
  return (
    <Form onSubmit={(event) => { event.preventDefault(); if (typed !== undefined) save.mutate(typed); }}>
      <div className={s.pair}>
        <Field label="Repository">{(props) => <Input {...props} mono disabled={!writes} maxLength={141} placeholder="acme/security" value={draft.repository} onChange={(event) => set({ repository: event.target.value })} />}</Field>
        <Field label="API" hint="Of GitHub Enterprise Server: https://HOST/api/v3">{(props) => <Input {...props} mono disabled={!writes} maxLength={500} value={draft.api} onChange={(event) => set({ api: event.target.value })} />}</Field>
        <Field label="Token" hint={known?.tokenSet === true ? 'One is set; empty keeps it.' : 'That may read and write issues of the repository.'}>{(props) => <Input {...props} type="password" autoComplete="new-password" disabled={!writes} maxLength={500} value={draft.token} onChange={(event) => set({ token: event.target.value })} />}</Field>
        <Field label="Labels" hint="Several divided by commas.">{(props) => <Input {...props} disabled={!writes} maxLength={500} placeholder="security" value={draft.labels} onChange={(event) => set({ labels: event.target.value })} />}</Field>
        <Field label="Which issues get one">
          {(props) => (
            <Select {...props} disabled={!writes} value={draft.automatic} onChange={(event) => set({ automatic: TicketSettings.shape.automatic.safeParse(event.target.value).data ?? 'none' })}>
              {TicketSettings.shape.automatic.options.map((option) => <option key={option} value={option}>{when[option]}</option>)}
            </Select>
          )}
        </Field>
      </div>
      {save.error === null ? null : <Trouble error={save.error} />}
      {writes ? (
        <FormEnd>
          <Button type="submit" look="primary" busy={save.isPending} disabled={typed === undefined}>Save</Button>
          {known === null ? null : <Button look="danger" busy={end.isPending} onClick={() => end.mutate()}>Make none any longer</Button>}
        </FormEnd>
      ) : null}
    </Form>
  );
}
