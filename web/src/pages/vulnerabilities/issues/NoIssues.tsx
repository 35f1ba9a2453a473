import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { issuesSummaryQuery } from '../../../api/vulnerabilities.ts';
import { Code } from '../../../ui/Code.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { Empty } from '../../../ui/Empty.tsx';
import { isNarrowed, issuesLink, type IssuesView, type Tab } from './view.ts';

const calm: Record<Tab, { title: string; words: string }> = {
  undecided: { title: 'Everything required is planned or resolved.', words: 'Whatever policy wants decided has a plan, a fix, or a reason. What comes up anew appears here.' },
  overdue: { title: 'Nothing is overdue', words: 'No clock has run out: triage, decision, fix and plans are all in time.' },
  proposed: { title: 'Nothing waits for approval', words: 'Plans and acceptances that need another person are found here.' },
  planned: { title: 'Nothing is planned', words: 'A plan has somebody who does it, a day, and a change. Choose issues and press p.' },
  open: { title: 'No issue is open', words: 'Complete scans find nothing that is known to be vulnerable.' },
  resolved: { title: 'Nothing was resolved yet', words: 'An issue is resolved when a complete scan no longer finds it anywhere.' },
};

/** Whether an empty list is good news, or how to bring the first data. */
export function NoIssues({ view, onClear }: { view: IssuesView; onClear: () => void }) {
  const { data: summary } = useQuery(issuesSummaryQuery);
  if (summary === undefined) return null;
  if (summary.open === 0 && (summary.byState.resolved ?? 0) === 0) return <FirstScan />;
  if (isNarrowed(view)) {
    return (
      <Empty title="No issue matches">
        <p>Other issues are here; the filter hides them.</p>
        <Button onClick={onClear}>Clear the filter</Button>
      </Empty>
    );
  }
  const { title, words } = calm[view.tab];
  return (
    <Empty title={title}>
      <p>{words}</p>
      {view.tab === 'undecided' ? <Link {...issuesLink({ tab: 'planned' })}>What is planned</Link> : null}
    </Empty>
  );
}

/** The one command that brings the first issues, and what goes on by itself. */
const FirstScan = () => (
  <Empty title="Issues appear with the first scan">
    <p>Scan an image from anywhere and send the result here. It needs a token that may upload scans, made in Settings.</p>
    <Code text={`glacis scan image debian:12 --report ${location.origin}`} />
    <p>Or let Glacis watch: registries whose images it scans by itself, and agents that tell what is on your machines.</p>
    <div style={{ display: 'flex', gap: 16 }}>
      <Link to="/settings/$part" params={{ part: 'tokens' }}>Make a token</Link>
      <Link to="/settings/$part" params={{ part: 'registries' }}>Watch a registry</Link>
      <Link to="/settings/$part" params={{ part: 'agents' }}>Enrol a machine</Link>
    </div>
  </Empty>
);
