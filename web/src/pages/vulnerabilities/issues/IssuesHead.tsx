import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { issuesSummaryQuery } from '../../../api/vulnerabilities.ts';
import { countOf } from '../../../ui/text/numbers.ts';
import { headline } from './headline.ts';
import s from './Issues.module.css';

/** Where the house stands, in a sentence and in one line as wide as the page. */
export function IssuesHead() {
  const { data: summary } = useQuery(issuesSummaryQuery);
  const decided = summary === undefined ? 0 : Math.max(0, summary.required - summary.undecided);
  return (
    <>
      <header className={s.head}>
        <title>Issues · Glacis</title>
        <h1>{summary === undefined ? 'Issues' : headline(summary)}</h1>
        <div className={s.actions}>
          {summary === undefined || summary.dueSoon === 0 ? null : <span className="quiet">{countOf(summary.dueSoon, 'plan')} due within 5 business days</span>}
          <Link to="/trends">Trends</Link>
          <Link to="/settings/$part" params={{ part: 'policy' }}>Policy</Link>
        </div>
      </header>
      <div className={s.gauge} role="img" aria-label={summary === undefined ? 'Not known yet' : `${decided} of ${countOf(summary.required, 'required issue')} decided`}>
        <span className={s.decided} style={{ flexGrow: decided }} />
        <span className={s.left} style={{ flexGrow: summary?.undecided ?? 0 }} />
      </div>
    </>
  );
}
