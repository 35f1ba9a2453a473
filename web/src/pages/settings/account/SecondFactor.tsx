import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { RecoveryCodes, TotpStart } from '../../../../../src/identity/contract.ts';
import { Nothing, api } from '../../../api/client.ts';
import { meQuery } from '../../../api/identity.ts';
import { Button } from '../../../ui/form/Button.tsx';
import { AskPassword } from './AskPassword.tsx';
import { ConfirmTotp } from './ConfirmTotp.tsx';
import { Recovery } from './Recovery.tsx';
import s from '../Settings.module.css';

type Asking = 'nothing' | 'start' | 'remove' | 'renew';

/** A code beside the password: turned on, off, and its recovery codes. */
export function SecondFactor({ on }: { on: boolean }) {
  const queries = useQueryClient();
  const [asking, setAsking] = useState<Asking>('nothing');
  const [codes, setCodes] = useState<readonly string[]>([]);
  const again = () => queries.invalidateQueries({ queryKey: meQuery.queryKey });
  const stop = () => setAsking('nothing');
  const meta = { shown: true };
  const start = useMutation({ mutationFn: (password: string) => api.post('/me/totp', TotpStart, { password }), meta, onSuccess: stop });
  const remove = useMutation({ mutationFn: (password: string) => api.delete('/me/totp', Nothing, { password }), meta, onSuccess: async () => { stop(); setCodes([]); await again(); } });
  const renew = useMutation({ mutationFn: (password: string) => api.post('/me/recovery-codes', RecoveryCodes, { password }), meta, onSuccess: (answer) => { stop(); setCodes(answer.codes); } });
  const confirmed = async (given: readonly string[]) => {
    start.reset();
    setCodes(given);
    await again();
  };

  return (
    <section className={s.section}>
      <h2>Second factor</h2>
      <p className="quiet">{on ? 'On: signing in asks for a code of your authenticator.' : 'Off: your password alone lets anybody in who has it.'}</p>
      {start.data === undefined ? null : <ConfirmTotp start={start.data} onConfirmed={confirmed} onCancel={() => start.reset()} />}
      {codes.length === 0 ? null : <Recovery codes={codes} onDone={() => setCodes([])} />}
      {start.data !== undefined ? null : (
        <div style={{ display: 'flex', gap: 8 }}>
          {on ? (
            <>
              <Button onClick={() => setAsking('renew')}>New recovery codes</Button>
              <Button look="danger" onClick={() => setAsking('remove')}>Turn off</Button>
            </>
          ) : <Button look="primary" onClick={() => setAsking('start')}>Turn on</Button>}
        </div>
      )}
      {asking === 'start' ? <AskPassword title="Turn the second factor on" verb="Go on" busy={start.isPending} error={start.error} onPassword={start.mutate} onClose={stop} /> : null}
      {asking === 'remove' ? <AskPassword title="Turn the second factor off" verb="Turn off" busy={remove.isPending} error={remove.error} onPassword={remove.mutate} onClose={stop} /> : null}
      {asking === 'renew' ? <AskPassword title="New recovery codes" verb="Make them" busy={renew.isPending} error={renew.error} onPassword={renew.mutate} onClose={stop} /> : null}
    </section>
  );
}
