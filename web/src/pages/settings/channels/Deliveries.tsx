import { useQuery } from '@tanstack/react-query';
import type { Delivery } from '../../../../../src/delivery/contract.ts';
import { deliveriesQuery } from '../../../api/settings.ts';
import { Outcome, type OutcomeName } from '../../../ui/state/Outcome.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { Ago } from '../../../ui/time/Time.tsx';
import s from '../Settings.module.css';

const outcomes: Record<Delivery['state'], OutcomeName> = { sent: 'success', failed: 'failure', waiting: 'other' };

/** What was sent lately, and what did not get through. */
export function Deliveries() {
  const { data: deliveries = [] } = useQuery(deliveriesQuery);
  if (deliveries.length === 0) return null;
  return (
    <section className={s.section}>
      <h2>Sent lately</h2>
      <ul>
        {deliveries.map(({ id, state, title, channel, attempts, lastError, at }) => (
          <li key={id} className={s.line}>
            <span className="cut"><Outcome value={outcomes[state]} /> <Text value={title} /> <span className="quiet">to <Text value={channel.name} />{lastError === null ? null : <> · <Text value={lastError} /></>}</span></span>
            <span className="quiet">{state === 'sent' ? '' : `${state}, ${attempts} tries`}</span>
            <span className="quiet"><Ago at={at} /></span>
          </li>
        ))}
      </ul>
    </section>
  );
}
