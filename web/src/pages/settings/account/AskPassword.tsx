import { useState } from 'react';
import { asProblem } from '../../../api/problem.ts';
import { Button } from '../../../ui/form/Button.tsx';
import { Field, Form, FormEnd, Input } from '../../../ui/form/Field.tsx';
import { Dialog } from '../../../ui/overlay/Dialog.tsx';

type Props = { title: string; verb: string; busy: boolean; error: Error | null; onPassword: (password: string) => void; onClose: () => void };

/** Asks for the password again, so that a session somebody else got hold of is not enough. */
export function AskPassword({ title, verb, busy, error, onPassword, onClose }: Props) {
  const [password, setPassword] = useState('');
  return (
    <Dialog title={title} onClose={onClose}>
      <Form onSubmit={(event) => { event.preventDefault(); onPassword(password); }}>
        <Field label="Your password" error={error === null ? undefined : asProblem(error).message}>
          {(props) => <Input {...props} type="password" autoComplete="current-password" maxLength={200} value={password} onChange={(event) => setPassword(event.target.value)} />}
        </Field>
        <FormEnd>
          <Button type="submit" look="primary" busy={busy} disabled={password === ''}>{verb}</Button>
          <Button onClick={onClose}>Cancel</Button>
        </FormEnd>
      </Form>
    </Dialog>
  );
}
