import { useQuery } from '@tanstack/react-query';
import type { AuditEntry } from '../../../../src/identity/contract.ts';
import { Link } from '@tanstack/react-router';
import { alertsQuery } from '../../api/alerts.ts';
import { auditQuery } from '../../api/settings.ts';
import { useMay, useMe } from '../../app/session.tsx';
import { Button } from '../../ui/form/Button.tsx';
import { Outcome } from '../../ui/state/Outcome.tsx';
import { Text } from '../../ui/text/Text.tsx';
import { countOf } from '../../ui/text/numbers.ts';
import { Ago } from '../../ui/time/Time.tsx';
import { targetName } from '../settings/audit/target.ts';
import { useLastLooked } from './looked.ts';
import s from './Overview.module.css';

const FEW = 8;

/** What happens all day: coming and going, and looking. */
const usual = /^(session|events|event|search|savedsearch|audit)\./;
const isChange = (me: string) => ({ action, actor, outcome }: AuditEntry): boolean => actor.id !== me && (outcome === 'failure' || !usual.test(action));

/** What was found, and what others did here, since I last looked. */
export function Changes() {
  const may = useMay();
  const me = useMe();
  const { since, look } = useLastLooked(me.id);
  const { data } = useQuery({ ...auditQuery({ from: since, limit: 200 }), enabled: may('audit.read') });
  const { data: alerts } = useQuery({ ...alertsQuery({ limit: 100 }), enabled: may('alerts.read') });
  const changes = data?.items.filter(isChange(me.id)) ?? [];
  const raised = alerts?.items.filter(({ raisedAt }) => raisedAt > since).length ?? 0;
  if (data === undefined && alerts === undefined) return null;
  return (
    <section className={s.wide} aria-labelledby="changes">
      <div className={s.title}>
        <h2 id="changes">Since I last looked</h2>
        <span className="quiet"><Ago at={since} /></span>
        {changes.length + raised === 0 ? null : <Button look="bare" icon="check" onClick={look}>Seen</Button>}
      </div>
      {raised === 0 ? null : <Link to="/alerts" search={{ state: 'all' }} className={s.more}>{countOf(raised, 'alert')} raised</Link>}
      {changes.length + raised === 0 ? <p className={s.calm}>No alert was raised, and nobody else changed anything.</p> : null}
      {changes.slice(0, FEW).map(({ seq, at, outcome, actor, action, target, detail }) => (
        <div key={seq} className={`${s.row} ${s.change}`}>
          <Outcome value={outcome} />
          <span className="quiet"><Ago at={at} /></span>
          <span className="cut"><Text value={actor.name} /></span>
          <span className="mono cut"><Text value={action} /></span>
          <span className="mono cut quiet"><Text value={targetName({ target, detail })} /></span>
        </div>
      ))}
      {changes.length > FEW ? <p className={s.calm}>{changes.length - FEW} more in the audit log.</p> : null}
    </section>
  );
}
