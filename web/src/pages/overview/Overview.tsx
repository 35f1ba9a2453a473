import { useQuery } from '@tanstack/react-query';
import { OWN_SOURCE } from '../../../../src/logs/contract.ts';
import { alertsSummaryQuery } from '../../api/alerts.ts';
import { signInsQuery } from '../../api/detection.ts';
import { attentionQuery, coverageQuery } from '../../api/inventory.ts';
import { nextQuery, programQuery } from '../../api/program.ts';
import { sourcesQuery } from '../../api/sources.ts';
import { issuesSummaryQuery } from '../../api/vulnerabilities.ts';
import { useMay } from '../../app/session.tsx';
import { unaccounted } from '../sources/ledger.ts';
import { Attention, addsUp } from './Attention.tsx';
import { Changes } from './Changes.tsx';
import { FirstLogs } from './FirstLogs.tsx';
import { Goals } from './Goals.tsx';
import { headline } from './headline.ts';
import { InForce } from './InForce.tsx';
import { NeedsMe, toReviewFilter } from './NeedsMe.tsx';
import { NextGate } from './NextGate.tsx';
import { Question } from './Question.tsx';
import { SignInHealth } from './SignInHealth.tsx';
import { useChanges } from './useChanges.ts';
import { Visibility } from './Visibility.tsx';
import s from './Overview.module.css';

/** The state of the house in ten seconds. */
export function Overview() {
  const may = useMay();
  const alerts = useQuery({ ...alertsSummaryQuery, enabled: may('alerts.read') });
  const reviews = useQuery({ ...signInsQuery(toReviewFilter), enabled: may('signins.read') });
  const sources = useQuery({ ...sourcesQuery, enabled: may('sources.read') });
  const attention = useQuery({ ...attentionQuery, enabled: may('issues.read') });
  const issues = useQuery({ ...issuesSummaryQuery, enabled: may('issues.read') });
  const coverage = useQuery({ ...coverageQuery, enabled: may('assets.read') });
  const program = useQuery({ ...programQuery, enabled: may('program.read') });
  const next = useQuery({ ...nextQuery, enabled: may('program.read') });
  const changed = useChanges();
  // Glacis's own log speaks from the first minute and says nothing of the company.
  const own = sources.data?.filter(({ name }) => name !== OWN_SOURCE);
  const first = attention.data?.filter(addsUp) ?? [];
  const counted = (state: string) => sources.data?.filter((source) => source.state === state).length;
  const known = alerts.data !== undefined || sources.data !== undefined;
  const quiet = own?.every(({ ledger }) => ledger.received === 0) === true;

  return (
    <div className={s.page}>
      <Question changes={changed.entries.length + changed.raised} program={program.data} pending={program.isLoading} next={next.data?.gate ?? undefined} house={known ? headline({
        first: attention.data === undefined ? undefined : first.length,
        openAlerts: alerts.data?.open,
        undecided: issues.data?.undecided,
        late: issues.data?.overdue,
        toReview: reviews.data?.items.length,
        moreToReview: reviews.data !== undefined && reviews.data.next !== null,
        silent: counted('silent'),
        silentNodes: coverage.data?.silentNodes,
        failing: counted('failing'),
        unheard: quiet && coverage.data?.kinds.some(({ total }) => total > 0) !== true,
        lost: sources.data?.reduce((sum, { ledger }) => sum + Math.abs(unaccounted(ledger)), 0),
      }) : ' '} />
      {first.length === 0 ? null : <section className={s.attend} aria-label="Look here first"><Attention items={first} /></section>}
      {program.data === undefined ? null : <Goals program={program.data} />}
      {program.data === undefined ? null : <InForce gates={program.data.gates} />}
      {next.data === undefined ? null : <NextGate next={next.data} />}
      {quiet ? <FirstLogs /> : null}
      <div className={s.columns}>
        <NeedsMe />
        {may('sources.read') ? <Visibility sources={sources.data} error={sources.error} coverage={coverage.data} /> : null}
      </div>
      {may('signins.read') && !quiet ? <SignInHealth /> : null}
      <Changes changed={changed} />
    </div>
  );
}
