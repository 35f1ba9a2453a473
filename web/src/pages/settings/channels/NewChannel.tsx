import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { CreatedChannel, Importance } from '../../../../../src/delivery/contract.ts';
import { api } from '../../../api/client.ts';
import { asProblem } from '../../../api/problem.ts';
import { channelsQuery } from '../../../api/settings.ts';
import { Code } from '../../../ui/Code.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { Field, Form, FormEnd, Input, Select } from '../../../ui/form/Field.tsx';
import { Dialog } from '../../../ui/overlay/Dialog.tsx';
import { capital } from '../../../ui/text/words.ts';

const listed = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean);

/** A webhook or addresses, and from which severity on. */
export function NewChannel({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const [kind, setKind] = useState<'webhook' | 'email'>('webhook');
  const [name, setName] = useState('');
  const [where, setWhere] = useState('');
  const [minimum, setMinimum] = useState<Importance>('low');
  const make = useMutation({
    mutationFn: () => api.post('/channels', CreatedChannel, { kind, name, minimum, ...(kind === 'webhook' ? { url: where.trim() } : { to: listed(where) }) }),
    meta: { shown: true },
    onSuccess: async ({ signingSecret }) => {
      await queries.invalidateQueries({ queryKey: channelsQuery.queryKey });
      if (signingSecret === undefined) onClose();
    },
  });
  if (make.data?.signingSecret !== undefined) {
    return (
      <Dialog title={`“${make.data.channel.name}” signs what it sends`} onClose={onClose}>
        <p style={{ paddingBottom: 10 }}>The receiver checks the signature with this secret. It is told once, now.</p>
        <Code text={make.data.signingSecret} label="Copy the secret" />
        <div style={{ paddingTop: 12 }}><FormEnd><Button look="primary" onClick={onClose}>Done</Button></FormEnd></div>
      </Dialog>
    );
  }
  return (
    <Dialog title="Add a channel" onClose={onClose}>
      <Form onSubmit={(event) => { event.preventDefault(); make.mutate(); }}>
        <Field label="Kind">
          {(props) => (
            <Select {...props} value={kind} onChange={(event) => setKind(event.target.value === 'email' ? 'email' : 'webhook')}>
              <option value="webhook">Webhook</option>
              <option value="email">E-mail</option>
            </Select>
          )}
        </Field>
        <Field label="Name">{(props) => <Input {...props} maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />}</Field>
        <Field label={kind === 'webhook' ? 'Address' : 'To'} hint={kind === 'webhook' ? 'Alerts are posted to it as JSON, signed.' : 'One or more addresses.'} error={make.error === null ? undefined : asProblem(make.error).message}>
          {(props) => <Input {...props} mono maxLength={2_000} placeholder={kind === 'webhook' ? 'https://hooks.example.org/glacis' : 'security@example.org'} value={where} onChange={(event) => setWhere(event.target.value)} />}
        </Field>
        <Field label="From severity">
          {(props) => (
            <Select {...props} value={minimum} onChange={(event) => setMinimum(Importance.safeParse(event.target.value).data ?? minimum)}>
              {Importance.options.map((option) => <option key={option} value={option}>{capital(option)}</option>)}
            </Select>
          )}
        </Field>
        <FormEnd>
          <Button type="submit" look="primary" busy={make.isPending} disabled={name === '' || where.trim() === ''}>Add</Button>
          <Button onClick={onClose}>Cancel</Button>
        </FormEnd>
      </Form>
    </Dialog>
  );
}
