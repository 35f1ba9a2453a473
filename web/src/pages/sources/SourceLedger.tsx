import type { Source } from '../../../../src/logs/contract.ts';
import { Sparkline } from '../../ui/chart/Sparkline.tsx';
import { count, percent } from '../../ui/text/numbers.ts';
import { span } from '../../ui/time/instant.ts';
import { Ago, Exact } from '../../ui/time/Time.tsx';
import { Balance } from './Balance.tsx';
import s from './Sources.module.css';

/** Where every line of a source went. */
export function SourceLedger({ source: { ledger, hourly, lastSeen, lagMs, createdAt, retentionDays, format, timeZone } }: { source: Source }) {
  const reasons = Object.entries(ledger.rejected).filter(([, lines]) => lines > 0);
  return (
    <>
      <section className={s.section}>
        <Balance ledger={ledger} />
        {reasons.length === 0 ? null : (
          <table className={s.reasons}>
            <caption className="unseen">Lines rejected, by reason</caption>
            <tbody>{reasons.map(([reason, lines]) => <tr key={reason}><td>Rejected: {reason.replaceAll('_', ' ')}</td><td className="number">{count(lines)}</td></tr>)}</tbody>
          </table>
        )}
      </section>
      <section className={s.section}>
        <Sparkline values={hourly} width={420} height={48} label="Lines stored in each of the last 24 hours" />
        <dl className={s.facts}>
          <dt>Last line</dt><dd><Ago at={lastSeen} /></dd>
          <dt>Lag</dt><dd>{lagMs === null ? 'not known' : span(lagMs)}</dd>
          <dt>Not understood</dt><dd>{count(ledger.unparsed)} lines, {percent(ledger.unparsed, ledger.stored)} of those stored; kept with their text</dd>
          <dt>Format</dt><dd>{format === null ? 'recognised line by line' : <code>{format}</code>}</dd>
          <dt>Times without a zone</dt><dd>{timeZone}</dd>
          <dt>Kept</dt><dd>{retentionDays} days</dd>
          <dt>Registered</dt><dd><Exact at={createdAt} /></dd>
        </dl>
      </section>
    </>
  );
}
