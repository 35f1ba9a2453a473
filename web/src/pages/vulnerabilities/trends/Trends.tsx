import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { issueGroupsQuery, trendsQuery } from '../../../api/vulnerabilities.ts';
import type { Trends as TrendsOf } from '../../../../../src/vulnerabilities/contract.ts';
import { Select } from '../../../ui/form/Field.tsx';
import { Empty } from '../../../ui/Empty.tsx';
import { PageHead } from '../../../ui/PageHead.tsx';
import { countOf } from '../../../ui/text/numbers.ts';
import { useNow } from '../../../ui/time/now.ts';
import { Trouble } from '../../../ui/Trouble.tsx';
import { addDays, dayOf } from '../days/calendar.ts';
import { Lines } from './Lines.tsx';
import s from './Trends.module.css';

const route = getRouteApi('/house/trends');

const spans = [['30', 'Last 30 days'], ['90', 'Last 90 days'], ['365', 'Last year']] as const;

/** Whether it gets better: what is undecided, how old it is, how long planning and fixing take. */
export function Trends() {
  const { days: span = '90', owner } = route.useSearch();
  const navigate = route.useNavigate();
  const change = (part: { days?: string | undefined; owner?: string | undefined }) => void navigate({ search: (old) => Object.fromEntries(Object.entries({ ...old, ...part }).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value]]))) });
  const to = dayOf(useNow());
  const from = addDays(to, 1 - Number(spans.find(([known]) => known === span)?.[0] ?? '90'));
  const { data, error, refetch } = useQuery(trendsQuery({ from, to, owner }));
  const { data: owners = [] } = useQuery(issueGroupsQuery({}, 'owner'));
  return (
    <div className={s.page} tabIndex={0} role="region" aria-label="Trends">
      <PageHead title="Trends" note={owner === undefined ? 'of all issues' : `of ${owner}`}>
        <Link to="/issues">Issues</Link>
        <Select aria-label="Whose" value={owner ?? ''} onChange={(event) => change({ owner: event.target.value })}>
          <option value="">Everybody</option>
          {owners.filter(({ value }) => value !== '-').map(({ value, label }) => <option key={value} value={value}>{label}</option>)}
        </Select>
        <Select aria-label="How far back" value={span} onChange={(event) => change({ days: event.target.value })}>
          {spans.map(([value, title]) => <option key={value} value={value}>{title}</option>)}
        </Select>
      </PageHead>
      {error === null ? null : <Trouble error={error} again={() => void refetch()} />}
      {data === undefined ? null : <Figures trends={data} />}
      {data === undefined || data.days.length === 0 ? null : <Charts trends={data} />}
      {data?.days.length === 0 ? <Empty title="No day is known yet">Each day that Glacis runs adds one: how many issues are open, undecided, late, new and resolved.</Empty> : null}
    </div>
  );
}

const days = (value: number | null) => (value === null ? <>– <small>none</small></> : <>{Number.isInteger(value) ? value : value.toFixed(1)} <small>business {value === 1 ? 'day' : 'days'}</small></>);

const Figures = ({ trends: { days: all, age, timeToPlan, timeToFix } }: { trends: TrendsOf }) => {
  const now = all.at(-1);
  return (
    <div className={s.figures}>
      <div className={s.figure}><span>Undecided now</span><b>{now?.undecided ?? 0} <small>of {countOf(now?.required ?? 0, 'required issue')}</small></b><span className="quiet">{now === undefined || now.overdue === 0 ? 'none is overdue' : `${now.overdue} overdue`}</span></div>
      <div className={s.figure}><span>Age of what is open</span><b>{days(age.median)}</b><span className="quiet">median; oldest {age.oldest === null ? 'none' : Math.round(age.oldest)}</span></div>
      <div className={s.figure}><span>Time to plan</span><b>{days(timeToPlan.median)}</b><span className="quiet">median of {timeToPlan.issues}{timeToPlan.p90 === null ? '' : `; 9 of 10 within ${Math.ceil(timeToPlan.p90)}`}</span></div>
      <div className={s.figure}><span>Time to fix</span><b>{days(timeToFix.median)}</b><span className="quiet">median of {timeToFix.issues}{timeToFix.p90 === null ? '' : `; 9 of 10 within ${Math.ceil(timeToFix.p90)}`}</span></div>
    </div>
  );
};

const Charts = ({ trends: { days: all } }: { trends: TrendsOf }) => {
  const at = all.map(({ day }) => day);
  return (
    <div className={s.charts}>
      <Lines wide title="Required, and not decided" unit="issues" days={at} series={[{ name: 'required', colour: 'var(--quiet)', values: all.map(({ required }) => required) }, { name: 'undecided', colour: 'var(--critical)', area: true, values: all.map(({ undecided }) => undecided) }]} height={150} />
      <Lines title="New and resolved" unit="issues a day" days={at} series={[{ name: 'new', colour: 'var(--high)', values: all.map(({ opened }) => opened) }, { name: 'resolved', colour: 'var(--success)', dashed: true, values: all.map(({ resolved }) => resolved) }]} />
      <Lines title="Open, and overdue" unit="issues" days={at} series={[{ name: 'open', colour: 'var(--quiet)', values: all.map(({ open }) => open) }, { name: 'overdue', colour: 'var(--critical)', area: true, values: all.map(({ overdue }) => overdue) }]} />
    </div>
  );
};
