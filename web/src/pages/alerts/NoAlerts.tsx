import { Link } from '@tanstack/react-router';
import { Empty } from '../../ui/Empty.tsx';
import type { AlertsView } from './view.ts';

/** Says whether an empty list is good news. */
export function NoAlerts({ view }: { view: AlertsView }) {
  if (view.severity !== undefined || view.group !== undefined) return <Empty title="No alert matches">Other severities and groups may have some.</Empty>;
  switch (view.state) {
    case 'open':
      return (
        <Empty title="Nothing is open">
          <p>Glacis watches for spikes of failed sign-ins to one account and over all of them, sources that fall silent or are not understood, and sign-ins that you alert on.</p>
          <Link to="/settings/$part" params={{ part: 'channels' }}>Choose where alerts are sent</Link>
        </Empty>
      );
    case 'acknowledged':
      return <Empty title="Nobody has an alert in hand">Acknowledged alerts wait here until they are resolved.</Empty>;
    case 'resolved':
    case 'all':
      return <Empty title="No alert yet" />;
  }
}
