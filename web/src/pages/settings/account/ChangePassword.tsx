import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Nothing, api } from '../../../api/client.ts';
import { asProblem } from '../../../api/problem.ts';
import { Button } from '../../../ui/form/Button.tsx';
import { Field, Form, FormEnd, Input } from '../../../ui/form/Field.tsx';
import { done } from '../../../ui/overlay/toasts.ts';
import { longEnough, NewPassword } from '../../identity/NewPassword.tsx';
import s from '../Settings.module.css';

/** A new password ends every other session. */
export function ChangePassword() {
  const queries = useQueryClient();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useMutation({
    mutationFn: () => api.post('/me/password', Nothing, { current, next }),
    meta: { shown: true },
    onSuccess: async () => {
      setCurrent('');
      setNext('');
      done('Password changed; your other sessions have ended.');
      await queries.invalidateQueries({ queryKey: ['me'] });
    },
  });
  return (
    <section className={s.section}>
      <h2>Password</h2>
      <Form className={s.narrow} onSubmit={(event) => { event.preventDefault(); change.mutate(); }}>
        <Field label="Now" error={change.error === null ? undefined : asProblem(change.error).message}>
          {(props) => <Input {...props} type="password" autoComplete="current-password" maxLength={200} value={current} onChange={(event) => setCurrent(event.target.value)} />}
        </Field>
        <NewPassword label="From now on" value={next} onChange={setNext} />
        <FormEnd><Button type="submit" busy={change.isPending} disabled={current === '' || !longEnough(next)}>Change password</Button></FormEnd>
      </Form>
    </section>
  );
}
