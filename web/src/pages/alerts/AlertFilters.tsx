import { Severity, type AlertsSummary } from '../../../../src/alerts/contract.ts';
import { Select } from '../../ui/form/Field.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { brief } from '../../ui/text/numbers.ts';
import { capital } from '../../ui/text/words.ts';
import type { AlertsView } from './view.ts';
import s from './Alerts.module.css';

type Props = { view: AlertsView; summary: AlertsSummary | undefined; onChange: (part: Partial<AlertsView>) => void };


/** Which alerts are listed. */
export const AlertFilters = ({ view, summary, onChange }: Props) => (
  <div className={s.filters}>
    <Tabs
      label="State"
      chosen={view.state}
      onChoose={(state) => onChange({ state })}
      tabs={[
        { id: 'open', title: <>Open {summary === undefined ? null : <span className="quiet">{brief(summary.open)}</span>}</> },
        { id: 'acknowledged', title: <>Acknowledged {summary === undefined ? null : <span className="quiet">{brief(summary.acknowledged)}</span>}</> },
        { id: 'resolved', title: 'Resolved' },
        { id: 'all', title: 'All' },
      ]}
    />
    <Select className={s.severity} aria-label="Severity" value={view.severity ?? ''} onChange={(event) => onChange({ severity: Severity.safeParse(event.target.value).data })}>
      <option value="">Every severity</option>
      {Severity.options.map((severity) => <option key={severity} value={severity}>{capital(severity)}</option>)}
    </Select>
  </div>
);
