import { Link } from '@tanstack/react-router';
import type { z } from 'zod';
import type { Evidence } from '../../../../src/alerts/contract.ts';
import { Bars } from '../../ui/chart/Bars.tsx';
import { Text } from '../../ui/text/Text.tsx';
import { count } from '../../ui/text/numbers.ts';
import { withTimes } from '../../ui/time/instant.ts';
import { useZone } from '../../ui/time/zone.ts';
import { term, withTerm } from '../logs/query/terms.ts';
import { logsLink } from '../logs/view.ts';
import s from './Alerts.module.css';

type Props = { evidence: z.infer<typeof Evidence>; /** The events counted are failures. */ failures: boolean };

/** What makes an alert believable, and the way back to its events. */
export function AlertEvidence({ evidence, failures }: Props) {
  const { query, from, to, threshold, histogram, accounts, addresses } = evidence;
  const zone = useZone();
  const range = { kind: 'between' as const, from, to };
  const narrowed = (field: string, value: string) => logsLink({ query: query === '' ? term(field, value) : withTerm(query, field, value), range });
  return (
    <section className={s.section}>
      <p className={s.because}><Text value={withTimes(threshold, zone)} /></p>
      {histogram.counts.length < 2 ? null : (
        <Bars
          label="Events behind the alert over time"
          buckets={histogram.counts.map((events) => ({ success: 0, failure: failures ? events : 0, other: failures ? 0 : events }))}
          from={Date.parse(histogram.from)}
          interval={histogram.intervalMs}
          height={48}
        />
      )}
      <div className={s.actions}><Link {...logsLink({ query, range })}>{evidence.count === 0 ? 'Its' : `All ${count(evidence.count)}`} events in Logs</Link></div>
      <div className={s.pair}>
        <Top title="Accounts" list={accounts} link={(value) => narrowed('user', value)} />
        <Top title="Addresses" list={addresses} link={(value) => narrowed('src_ip', value)} />
      </div>
    </section>
  );
}

type TopProps = { title: string; list: readonly { value: string; count: number }[]; link: (value: string) => ReturnType<typeof logsLink> };

const Top = ({ title, list, link }: TopProps) =>
  list.length === 0 ? null : (
    <div>
      <h3>{title}</h3>
      <ul>
        {list.map(({ value, count: events }) => (
          <li key={value} className={s.top}>
            <Link {...link(value)} className="cut"><Text value={value} /></Link>
            <span>{count(events)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
