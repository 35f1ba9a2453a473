import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { SignIn } from '../../../../src/detection/contract.ts';
import { useMay } from '../../app/session.tsx';
import { Button } from '../../ui/form/Button.tsx';
import { Field, TextArea } from '../../ui/form/Field.tsx';
import { Drawer } from '../../ui/overlay/Drawer.tsx';
import { Text } from '../../ui/text/Text.tsx';
import { capital } from '../../ui/text/words.ts';
import { Exact } from '../../ui/time/Time.tsx';
import { logsLink } from '../logs/view.ts';
import { Expectation } from './Expectation.tsx';
import { reasonNames } from './reasons.ts';
import { useReview } from './useReview.ts';
import s from './Detection.module.css';

type Props = { signIn: SignIn; onAccount: (account: string) => void; onClose: () => void };

const hour = 3_600_000;
const instant = (ms: number): string => new Date(ms).toISOString();

/** One sign-in: why it is here, what is known, and what somebody says of it. */
export function SignInDrawer({ signIn, onAccount, onClose }: Props) {
  const at = Date.parse(signIn.at);
  const facts: [string, string][] = [
    ['Who', signIn.identity === null ? 'nobody known' : `${signIn.identity.name} (${signIn.identity.kind})`],
    ['At', [signIn.product, signIn.host].filter(Boolean).join(' on ')],
    ['From', [signIn.ip, signIn.network].filter(Boolean).join(' in ')],
    ['By', signIn.means],
    ['On behalf', signIn.actor],
    ['Source', signIn.source],
  ];
  return (
    <Drawer label="Sign-in" onClose={onClose} head={<><h2 className="cut mono"><Text value={signIn.account} /></h2><Expectation signIn={signIn} /></>}>
      {signIn.reasons.length === 0 ? null : (
        <section className={s.section}>
          {signIn.reasons.map(({ reason, because }) => (
            <div key={`${reason} ${because}`} className={s.reason}><b>{capital(reasonNames[reason])}</b><Text value={because} /></div>
          ))}
        </section>
      )}
      <section className={s.section}>
        <dl className={s.facts}>
          <dt>When</dt><dd><Exact at={signIn.at} /></dd>
          {facts.filter(([, value]) => value !== '').map(([name, value]) => <Fact key={name} name={name} value={value} />)}
        </dl>
        <div className={s.actions}>
          <Link {...logsLink({ range: { kind: 'between', from: instant(at - hour), to: instant(at + hour) }, event: signIn.id })}>Its event in Logs</Link>
          <button type="button" className="quiet" onClick={() => onAccount(signIn.account)}>All sign-ins of this account</button>
        </div>
      </section>
      <Review signIn={signIn} />
    </Drawer>
  );
}

const Fact = ({ name, value }: { name: string; value: string }) => <><dt>{name}</dt><dd><Text value={value} /></dd></>;

function Review({ signIn }: { signIn: SignIn }) {
  const may = useMay();
  const review = useReview();
  const [note, setNote] = useState('');
  if (signIn.review !== null) {
    const { by, at, note: said, verdict } = signIn.review;
    return (
      <section className={s.section}>
        <div>{verdict === 'confirmed' ? 'Confirmed' : 'Made an alert'} by <b><Text value={by} /></b>, <Exact at={at} /></div>
        {said === '' ? null : <p><Text value={said} /></p>}
      </section>
    );
  }
  if (!may('signins.write')) return null;
  const judge = (verdict: 'confirmed' | 'alerted') => review.mutate({ id: signIn.id, verdict, note });
  return (
    <section className={s.section}>
      <Field label="Note">{(props) => <TextArea {...props} rows={2} maxLength={4_000} value={note} onChange={(event) => setNote(event.target.value)} />}</Field>
      <div className={s.actions}>
        <Button look="primary" busy={review.isPending} onClick={() => judge('confirmed')}>It was meant</Button>
        <Button look="danger" busy={review.isPending} onClick={() => judge('alerted')}>Make an alert</Button>
      </div>
      <p className="quiet">Confirming makes its network known for this account.</p>
    </section>
  );
}
