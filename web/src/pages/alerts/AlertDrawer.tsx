import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Alert, AlertDetail } from '../../../../src/alerts/contract.ts';
import { alertQuery } from '../../api/alerts.ts';
import { useMay } from '../../app/session.tsx';
import { Button } from '../../ui/form/Button.tsx';
import { Field, TextArea } from '../../ui/form/Field.tsx';
import { Drawer } from '../../ui/overlay/Drawer.tsx';
import { Severity } from '../../ui/state/Severity.tsx';
import { Text } from '../../ui/text/Text.tsx';
import { capital } from '../../ui/text/words.ts';
import { Exact } from '../../ui/time/Time.tsx';
import { Trouble } from '../../ui/Trouble.tsx';
import { AlertEvidence } from './AlertEvidence.tsx';
import { AlertStateSign } from './AlertStateSign.tsx';
import { actionsFor, useChangeAlerts, type AlertAction } from './useChangeAlerts.ts';
import s from './Alerts.module.css';

type Props = { id: string; /** The alert, where the list has it. */ known: Alert | undefined; onGroup: (group: string) => void; onClose: () => void };

/** One alert: why it was raised, what is behind it, and what becomes of it. */
export function AlertDrawer({ id, known, onGroup, onClose }: Props) {
  const { data: detail, error } = useQuery(alertQuery(id));
  const alert = detail ?? known;
  return (
    <Drawer
      wide
      label="Alert"
      onClose={onClose}
      head={alert === undefined ? <h2>Alert</h2> : <><Severity value={alert.severity} short /><h2 className="cut"><Text value={alert.title} /></h2><AlertStateSign value={alert.state} /></>}
    >
      {alert === undefined && error !== null ? <Trouble error={error} /> : null}
      {alert === undefined ? null : (
        <>
          {alert.evidence === null ? null : <AlertEvidence evidence={alert.evidence} failures={alert.detection.startsWith('signin.')} />}
          <section className={s.section}>
            <dl className={s.facts}>
              <dt>About</dt><dd><button type="button" className="mono" title="All alerts about it" onClick={() => onGroup(alert.group)}><Text value={alert.group} /></button></dd>
              <dt>Severity</dt><dd><Severity value={alert.severity} /></dd>
              <dt>Found by</dt><dd><code>{alert.detection}</code></dd>
              <dt>First</dt><dd><Exact at={alert.firstAt} /></dd>
              <dt>Last</dt><dd><Exact at={alert.lastAt} /></dd>
            </dl>
          </section>
          <Handling alert={alert} history={detail?.history ?? []} />
        </>
      )}
    </Drawer>
  );
}

const verbs: Record<AlertAction, string> = { acknowledge: 'Acknowledge', resolve: 'Resolve', reopen: 'Open again' };

/** What somebody did about it, and can do now. */
function Handling({ alert, history }: { alert: Alert; history: AlertDetail['history'] }) {
  const may = useMay();
  const changing = useChangeAlerts();
  const [note, setNote] = useState(alert.note);
  return (
    <section className={s.section}>
      <ul className={s.history}>
        {history.map(({ at, what, by, note: said }) => (
          <li key={`${at} ${what}`}>
            <span>{capital(what)} by <b><Text value={by} /></b>{said === '' ? null : <span className="quiet"> · <Text value={said} /></span>}</span>
            <Exact at={at} />
          </li>
        ))}
      </ul>
      {may('alerts.write') ? (
        <>
          <Field label="Note" hint="Kept with the next step that you take.">
            {(props) => <TextArea {...props} rows={3} maxLength={4_000} value={note} onChange={(event) => setNote(event.target.value)} />}
          </Field>
          <div className={s.actions}>
            {actionsFor[alert.state].map((action, index) => (
              <Button key={action} look={index === 0 ? 'primary' : 'plain'} busy={changing.isPending} onClick={() => changing.mutate({ ids: [alert.id], action, note })}>{verbs[action]}</Button>
            ))}
          </div>
        </>
      ) : alert.note === '' ? null : <p><Text value={alert.note} /></p>}
    </section>
  );
}
