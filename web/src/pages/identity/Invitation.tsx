import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { SignInAnswer } from '../../../../src/identity/contract.ts';
import { api } from '../../api/client.ts';
import { asProblem } from '../../api/problem.ts';
import { Button } from '../../ui/form/Button.tsx';
import { Form } from '../../ui/form/Field.tsx';
import { Door } from './Door.tsx';
import { useLinkToken } from './useLinkToken.ts';
import { longEnough, NewPassword } from './NewPassword.tsx';
import { useEntering } from './useEntering.ts';
import s from './Door.module.css';

/** Somebody invited chooses a password and is in. */
export function Invitation() {
  const enter = useEntering();
  const navigate = useNavigate();
  const token = useLinkToken();
  const [password, setPassword] = useState('');
  const accept = useMutation({
    mutationFn: () => api.post('/invitations/accept', SignInAnswer, { token, password }),
    meta: { shown: true },
    onSuccess: (answer) => {
      if (answer.result === 'signed-in') enter(answer.me);
      else void navigate({ to: '/sign-in' });
    },
  });
  const wrong = accept.error === null ? undefined : [asProblem(accept.error).message, asProblem(accept.error).hint].filter(Boolean).join(' ');

  if (token === null) return <Door title="This link is not whole" says="Copy all of the link in the invitation, with what follows the #.">{null}</Door>;
  return (
    <Door title="Welcome" says="You were invited. Choose the password that you will sign in with.">
      <Form onSubmit={(event) => { event.preventDefault(); accept.mutate(); }}>
        <NewPassword value={password} onChange={setPassword} error={wrong} />
        <Button type="submit" look="primary" className={s.wide} busy={accept.isPending} disabled={!longEnough(password)}>Come in</Button>
      </Form>
    </Door>
  );
}
