import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { SignInAnswer } from '../../../../src/identity/contract.ts';
import { api } from '../../api/client.ts';
import { asProblem } from '../../api/problem.ts';
import { Button } from '../../ui/form/Button.tsx';
import { Field, Form, Input } from '../../ui/form/Field.tsx';
import { Door } from './Door.tsx';
import { useLinkToken } from './useLinkToken.ts';
import { longEnough, NewPassword } from './NewPassword.tsx';
import { useEntering } from './useEntering.ts';
import s from './Door.module.css';

/** The first owner, made once, with the link that the server printed. */
export function SetUp() {
  const enter = useEntering();
  const token = useLinkToken();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const setUp = useMutation({
    mutationFn: () => api.post('/setup', SignInAnswer, { token, name, email, password }),
    meta: { shown: true },
    onSuccess: (answer) => { if (answer.result === 'signed-in') enter(answer.me); },
  });
  const wrong = setUp.error === null ? undefined : [asProblem(setUp.error).message, asProblem(setUp.error).hint].filter(Boolean).join(' ');

  if (token === null) {
    return <Door title="This link is not whole" says="Copy all of the set-up link that the server printed, with what follows the #.">{null}</Door>;
  }
  return (
    <Door title="Make the first owner" says="You can do everything here, and invite the others. There is no default password: this account is the only way in.">
      <Form onSubmit={(event) => { event.preventDefault(); setUp.mutate(); }}>
        <Field label="Your name">{(props) => <Input {...props} autoFocus autoComplete="name" maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />}</Field>
        <Field label="E-mail">{(props) => <Input {...props} type="email" autoComplete="username" maxLength={254} value={email} onChange={(event) => setEmail(event.target.value)} />}</Field>
        <NewPassword value={password} onChange={setPassword} error={wrong} />
        <Button type="submit" look="primary" className={s.wide} busy={setUp.isPending} disabled={name === '' || email === '' || !longEnough(password)}>Make the account</Button>
      </Form>
    </Door>
  );
}
