import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { RecoveryCodes } from '../../../../../src/identity/contract.ts';
import { api } from '../../../api/client.ts';
import { asProblem } from '../../../api/problem.ts';
import { Code } from '../../../ui/Code.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { Field, Form, FormEnd, Input } from '../../../ui/form/Field.tsx';
import { Qr } from '../../../ui/qr/Qr.tsx';
import s from '../Settings.module.css';

type Props = { start: { uri: string; secret: string }; onConfirmed: (codes: readonly string[]) => Promise<void>; onCancel: () => void };

/** The secret as a picture and as text, and the first code as proof that it arrived. */
export function ConfirmTotp({ start, onConfirmed, onCancel }: Props) {
  const [code, setCode] = useState('');
  const confirm = useMutation({
    mutationFn: () => api.post('/me/totp/confirm', RecoveryCodes, { code: code.trim() }),
    meta: { shown: true },
    onSuccess: ({ codes }) => onConfirmed(codes),
  });
  return (
    <div className={s.qr}>
      <Qr text={start.uri} label="QR code for an authenticator app" />
      <div>
        <p>Scan it with an authenticator app, or type the secret in:</p>
        <Code text={start.secret} label="Copy the secret" />
        <Form onSubmit={(event) => { event.preventDefault(); confirm.mutate(); }}>
          <Field label="The code that it shows" error={confirm.error === null ? undefined : asProblem(confirm.error).message}>
            {(props) => <Input {...props} mono autoFocus inputMode="numeric" autoComplete="one-time-code" maxLength={10} value={code} onChange={(event) => setCode(event.target.value)} />}
          </Field>
          <FormEnd>
            <Button type="submit" look="primary" busy={confirm.isPending} disabled={code.trim().length < 6}>Turn on</Button>
            <Button onClick={onCancel}>Cancel</Button>
          </FormEnd>
        </Form>
      </div>
    </div>
  );
}
