import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { alertsSummaryQuery } from '../../api/alerts.ts';
import { rememberedColumns } from '../../pages/logs/remembered.ts';
import { writeLogsView } from '../../pages/logs/view.ts';
import { useStored } from '../../ui/stored.ts';
import { brief } from '../../ui/text/numbers.ts';
import { useMay } from '../session.tsx';
import { places } from './places.ts';
import s from './Navigation.module.css';

/** The pages, and how many alerts are open. */
export function Navigation() {
  const may = useMay();
  const columns = useStored(rememberedColumns);
  return (
    <nav className={s.nav} aria-label="Pages">
      {places.filter(({ permission }) => permission === undefined || may(permission)).map(({ name, to, key }) => (
        <Link key={to} to={to} search={to === '/logs' ? writeLogsView({ columns }) : {}} className={s.place} activeOptions={{ exact: to === '/', includeSearch: false }} activeProps={{ 'aria-current': 'page' }}>
          <span>{name}</span>
          {to === '/alerts' ? <OpenAlerts /> : null}
          <kbd className={s.key} aria-hidden="true">g {key}</kbd>
        </Link>
      ))}
    </nav>
  );
}

function OpenAlerts() {
  const { data } = useQuery(alertsSummaryQuery);
  if (data === undefined || data.open === 0) return null;
  return <span className={s.count} data-worst={data.worst} aria-label={`${data.open} open`}>{brief(data.open)}</span>;
}
