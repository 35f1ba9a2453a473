import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Severity as Severities } from '../../../../src/alerts/contract.ts';
import { alertsQuery } from '../../api/alerts.ts';
import { signInsQuery } from '../../api/detection.ts';
import { attentionQuery } from '../../api/inventory.ts';
import { issuesSummaryQuery } from '../../api/vulnerabilities.ts';
import { useMay } from '../../app/session.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Severity } from '../../ui/state/Severity.tsx';
import { Text } from '../../ui/text/Text.tsx';
import { Ago } from '../../ui/time/Time.tsx';
import { Trouble } from '../../ui/Trouble.tsx';
import { Attention, addsUp } from './Attention.tsx';
import { Unplanned } from './Unplanned.tsx';
import { reasonsIn } from '../detection/reasons.ts';
import { writeSignInsView } from '../detection/view.ts';
import s from './Overview.module.css';

const FEW = 5;
/** So many of the newest are looked at for the worst. */
const MANY = 100;
export const toReviewFilter = { expected: false, reviewed: false, limit: FEW };

/** Exposed hosts, alerts that nobody has taken on, issues without a plan, and sign-ins that nobody has judged. */
export function NeedsMe() {
  const may = useMay();
  const alerts = useQuery({ ...alertsQuery({ state: 'open', limit: MANY }), enabled: may('alerts.read') });
  const signIns = useQuery({ ...signInsQuery(toReviewFilter), enabled: may('signins.read') });
  const worst = alerts.data?.items.toSorted((a, b) => Severities.options.indexOf(a.severity) - Severities.options.indexOf(b.severity)) ?? [];
  const attention = useQuery({ ...attentionQuery, enabled: may('issues.read') });
  const issues = useQuery({ ...issuesSummaryQuery, enabled: may('issues.read') });
  const calm = attention.data?.length === 0 && issues.data?.undecided === 0 && issues.data.overdue === 0;
  const none = alerts.data?.items.length === 0 && signIns.data?.items.length === 0 && calm;
  return (
    <section className={s.panel} aria-labelledby="needs-me">
      <div className={s.title}><h2 id="needs-me">Needs me now</h2></div>
      {alerts.error === null ? null : <Trouble error={alerts.error} />}
      {none ? <p className={s.calm}>No alert is open, every required issue is planned or decided, and every sign-in was expected or judged.</p> : null}
      {attention.data === undefined ? null : <Attention items={attention.data.filter((item) => !addsUp(item))} />}
      {worst.slice(0, FEW).map(({ id, severity, title, lastAt }) => (
        <Link key={id} to="/alerts" search={{ alert: id }} className={`${s.row} ${s.alert}`}>
          <Severity value={severity} short />
          <span className="cut"><Text value={title} /></span>
          <span className="number quiet"><Ago at={lastAt} /></span>
        </Link>
      ))}
      {worst.length > FEW ? <Link to="/alerts" className={s.more}>All open alerts</Link> : null}
      {issues.data === undefined ? null : <Unplanned summary={issues.data} />}
      {signIns.data === undefined || signIns.data.items.length === 0 ? null : (
        <>
          <div className={s.sub}><span>Sign-ins that were not expected</span>{signIns.data.next === null ? null : <Link to="/sign-ins">All of them</Link>}</div>
          {signIns.data.items.map(({ id, account, ip, reasons, at }) => (
            <Link key={id} to="/sign-ins" search={writeSignInsView({ signIn: id, range: { kind: 'all' } })} className={`${s.row} ${s.signin}`}>
              <span style={{ color: 'var(--high)' }}><Icon name="user" size={14} /></span>
              <span className="mono cut"><Text value={account} /></span>
              <span className="cut">{reasonsIn(reasons)}</span>
              <span className="mono cut quiet"><Text value={ip} /></span>
              <span className="number quiet"><Ago at={at} /></span>
            </Link>
          ))}
        </>
      )}
    </section>
  );
}
