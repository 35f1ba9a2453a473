import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { signInHealthQuery } from '../../api/detection.ts';
import { Bars } from '../../ui/chart/Bars.tsx';
import { Text } from '../../ui/text/Text.tsx';
import { count } from '../../ui/text/numbers.ts';
import { Trouble } from '../../ui/Trouble.tsx';
import { term } from '../logs/query/terms.ts';
import { logsLink } from '../logs/view.ts';
import s from './Overview.module.css';

const HOUR_MS = 3_600_000;
const FEW = 5;
const attempts = 'class:authentication';

/** How signing in goes: by hour, and by whom it fails most and whether it then succeeded. */
export function SignInHealth() {
  const navigate = useNavigate();
  const { data: health, error } = useQuery(signInHealthQuery);
  const totals = health?.hours.reduce((sum, { success, failure }) => ({ success: sum.success + success, failure: sum.failure + failure }), { success: 0, failure: 0 });
  const first = health?.hours[0];
  return (
    <section className={s.wide} aria-labelledby="sign-in-health">
      <div className={s.title}>
        <h2 id="sign-in-health">Sign-in health, 24 h</h2>
        {totals === undefined ? null : <span className="quiet">{count(totals.failure)} failed, {count(totals.success)} succeeded</span>}
        <Link to="/sign-ins" search={{ show: 'all' }}>Sign-ins</Link>
      </div>
      {error === null ? null : <Trouble error={error} />}
      {health === undefined || first === undefined ? null : (
        <div className={s.health}>
          <Bars
            label="Sign-ins by hour: choose a stretch to see its events"
            noun="sign-in"
            buckets={health.hours.map(({ success, failure }) => ({ success, failure, other: 0 }))}
            from={Date.parse(first.at)}
            interval={HOUR_MS}
            height={104}
            onChoose={(from, to) => void navigate(logsLink({ query: attempts, range: { kind: 'between', from: new Date(from).toISOString(), to: new Date(to).toISOString() } }))}
          />
          <Failing title="Accounts" field="user" list={health.accounts} />
          <Failing title="Addresses" field="src_ip" list={health.addresses} />
        </div>
      )}
    </section>
  );
}

type FailingProps = { title: string; field: string; list: readonly { value: string; failure: number; success: number }[] };

/** Who fails most. A success beside many failures is what to look at. */
const Failing = ({ title, field, list }: FailingProps) => (
  <table className={s.top}>
    <thead><tr><th scope="col">{title}</th><th scope="col">Failed</th><th scope="col">Succeeded</th></tr></thead>
    <tbody>
      {list.slice(0, FEW).map(({ value, failure, success }) => (
        <tr key={value}>
          <td className="cut"><Link className="mono" {...logsLink({ query: `${attempts} ${term(field, value)}` })}><Text value={value} /></Link></td>
          <td className="mono">{count(failure)}</td>
          <td className="mono">{success === 0 ? <span className="quiet">none</span> : <span className={failure > success * 2 ? s.breached : undefined}>{count(success)}</span>}</td>
        </tr>
      ))}
      {list.length === 0 ? <tr><td className="quiet">No failures</td><td /><td /></tr> : null}
    </tbody>
  </table>
);
