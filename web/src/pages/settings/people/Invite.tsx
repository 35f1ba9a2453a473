import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Invitation, Role } from '../../../../../src/identity/contract.ts';
import { api } from '../../../api/client.ts';
import { asProblem } from '../../../api/problem.ts';
import { peopleQuery } from '../../../api/settings.ts';
import { useMe } from '../../../app/session.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { Field, Form, FormEnd, Input, Select } from '../../../ui/form/Field.tsx';
import { Dialog } from '../../../ui/overlay/Dialog.tsx';
import { capital } from '../../../ui/text/words.ts';
import { LinkOnce } from './LinkOnce.tsx';

const does: Record<Role, string> = { owner: 'everything, and makes owners', admin: 'everything but owners', analyst: 'searches, handles alerts and sign-ins', auditor: 'reads everything, changes nothing' };

/** Makes an account and the link by which its person comes in. */
export function Invite({ onClose }: { onClose: () => void }) {
  const me = useMe();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('analyst');
  const invite = useMutation({
    mutationFn: () => api.post('/people', Invitation, { name, email, role }),
    meta: { shown: true },
    onSuccess: () => queries.invalidateQueries({ queryKey: peopleQuery.queryKey }),
  });
  if (invite.data !== undefined) return <LinkOnce invitation={invite.data} onClose={onClose} />;
  return (
    <Dialog title="Invite somebody" onClose={onClose}>
      <Form onSubmit={(event) => { event.preventDefault(); invite.mutate(); }}>
        <Field label="Name">{(props) => <Input {...props} maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />}</Field>
        <Field label="E-mail" error={invite.error === null ? undefined : asProblem(invite.error).message}>
          {(props) => <Input {...props} type="email" maxLength={254} value={email} onChange={(event) => setEmail(event.target.value)} />}
        </Field>
        <Field label="Role" hint={capital(does[role])}>
          {(props) => (
            <Select {...props} value={role} onChange={(event) => setRole(Role.safeParse(event.target.value).data ?? 'auditor')}>
              {Role.options.filter((option) => option !== 'owner' || me.role === 'owner').map((option) => <option key={option} value={option}>{capital(option)}</option>)}
            </Select>
          )}
        </Field>
        <FormEnd>
          <Button type="submit" look="primary" busy={invite.isPending} disabled={name === '' || email === ''}>Make the link</Button>
          <Button onClick={onClose}>Cancel</Button>
        </FormEnd>
      </Form>
    </Dialog>
  );
}
