import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { SignInAnswer } from '../../../../src/identity/contract.ts';
import { addressOf, api } from '../../api/client.ts';
import { signInOptionsQuery } from '../../api/identity.ts';
import { asProblem } from '../../api/problem.ts';
import { Button } from '../../ui/form/Button.tsx';
import { Field, Form, Input } from '../../ui/form/Field.tsx';
import { Trouble } from '../../ui/Trouble.tsx';
import { Door } from './Door.tsx';
import { useEntering } from './useEntering.ts';
import s from './Door.module.css';

const route = getRouteApi('/sign-in');

/** Why single sign-on sent somebody back here. */
const refusals: Readonly<Record<string, string>> = {
  'no-role': 'You are known there, but none of your groups has a role here. Ask an owner of Glacis.',
  'no-email': 'Your provider did not tell your e-mail address. Ask whoever runs it.',
  disabled: 'Your account here is switched off. Ask an owner of Glacis.',
  'account-exists': 'There is an account with your e-mail address that signs in with a password. Use that, or ask an owner.',
  failed: 'Signing in there did not work. Try again, or use your password.',
};

/** Password, then the second factor where there is one; or single sign-on. */
export function SignIn() {
  const { to, sso: refused } = route.useSearch();
  const enter = useEntering();
  const options = useQuery(signInOptionsQuery);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const signIn = useMutation({
    mutationFn: () => api.post('/session', SignInAnswer, { email, password, ...(code === '' ? {} : { code: code.trim() }) }),
    meta: { shown: true },
    onSuccess: (answer) => { if (answer.result === 'signed-in') enter(answer.me, to); },
  });
  const wantsCode = signIn.data?.result === 'totp' || code !== '';
  const sso = options.data?.sso ?? null;
  const wrong = signIn.error === null ? undefined : [asProblem(signIn.error).message, asProblem(signIn.error).hint].filter(Boolean).join(' ');

  if (options.data?.setUpNeeded === true) {
    return (
      <Door title="Nobody has an account yet" says="The first owner is made with the one-time link that the server printed when it started.">
        <p className="quiet">Look at the server’s output, or run <code>glacis doctor</code> where it runs.</p>
      </Door>
    );
  }
  return (
    <Door title={wantsCode ? 'Your second factor' : 'Sign in'}>
      {options.error === null ? null : <Trouble error={options.error} again={() => void options.refetch()} />}
      {refused === undefined ? null : <p role="alert">{refusals[refused] ?? refusals['failed']}</p>}
      <Form onSubmit={(event) => { event.preventDefault(); signIn.mutate(); }}>
        {wantsCode ? (
          <Field key="code" label="Code" hint="Of your authenticator, or a recovery code." error={wrong}>
            {(props) => <Input {...props} mono autoFocus autoComplete="one-time-code" maxLength={20} value={code} onChange={(event) => setCode(event.target.value)} />}
          </Field>
        ) : (
          <>
            <Field label="E-mail">{(props) => <Input {...props} type="email" autoFocus autoComplete="username" value={email} onChange={(event) => setEmail(event.target.value)} />}</Field>
            <Field label="Password" error={wrong}>{(props) => <Input {...props} type="password" autoComplete="current-password" value={password} onChange={(event) => setPassword(event.target.value)} />}</Field>
          </>
        )}
        <Button type="submit" look="primary" className={s.wide} busy={signIn.isPending} disabled={email === '' || password === ''}>{wantsCode ? 'Confirm' : 'Sign in'}</Button>
        {wantsCode ? <Button look="bare" onClick={() => { signIn.reset(); setCode(''); setPassword(''); }}>Start again</Button> : null}
      </Form>
      {sso === null || wantsCode ? null : (
        <>
          <div className={s.or}>or</div>
          <Button className={s.wide} onClick={() => location.assign(addressOf('/sso/start', { to }))}>Sign in with {sso.name}</Button>
        </>
      )}
    </Door>
  );
}
