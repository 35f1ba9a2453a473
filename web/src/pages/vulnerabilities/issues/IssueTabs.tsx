import { useQuery } from '@tanstack/react-query';
import type { IssuesSummary } from '../../../../../src/vulnerabilities/contract.ts';
import { issuesQuery, issuesSummaryQuery } from '../../../api/vulnerabilities.ts';
import { useKeys } from '../../../ui/keys.ts';
import { Tabs } from '../../../ui/Tabs.tsx';
import { brief } from '../../../ui/text/numbers.ts';
import { TABS, filterOf, type IssuesView, type Tab, type Trait } from './view.ts';
import s from './Issues.module.css';

type Props = { view: IssuesView; onChange: (part: Partial<IssuesView>) => void };

const titles: Record<Tab, string> = { undecided: 'Undecided', overdue: 'Overdue', proposed: 'To approve', planned: 'Planned', open: 'All open', resolved: 'Resolved' };

const counts: Record<Tab, (summary: IssuesSummary) => number | undefined> = {
  undecided: ({ undecided }) => undecided,
  overdue: ({ overdue }) => overdue,
  proposed: ({ proposed }) => proposed,
  planned: ({ byState }) => byState.planned ?? 0,
  open: ({ open }) => open,
  resolved: ({ byState }) => byState.resolved,
};

const chips: readonly { trait: Trait; title: string; says: string }[] = [
  { trait: 'kev', title: 'KEV', says: 'Known to be exploited, as CISA says' },
  { trait: 'exposed', title: 'Exposed', says: 'On a service that other machines reach' },
  { trait: 'fixable', title: 'Fixable', says: 'A fixed version is there' },
];

/** The questions that are asked most, with how many issues each has; keys 1 to 6. Chips narrow any of them. */
export function IssueTabs({ view, onChange }: Props) {
  const { data: summary } = useQuery(issuesSummaryQuery);
  const choose = (tab: Tab) => onChange({ tab, issue: undefined });
  useKeys(TABS.map((tab, index) => ({ keys: String(index + 1), says: titles[tab], group: 'Issues', run: () => choose(tab) })));
  const toggle = (trait: Trait) => onChange({ traits: view.traits.includes(trait) ? view.traits.filter((other) => other !== trait) : [...view.traits, trait] });
  return (
    <div className={s.tabs}>
      <Tabs
        label="Which issues"
        chosen={view.tab}
        onChoose={choose}
        tabs={TABS.map((tab) => {
          const known = summary === undefined ? undefined : counts[tab](summary);
          return { id: tab, title: <>{titles[tab]} {known === undefined ? null : <span className="quiet">{brief(known)}</span>}</> };
        })}
      />
      <div className={s.chips} role="group" aria-label="Only those that are">
        {chips.map(({ trait, title, says }) => (
          <button key={trait} type="button" className={s.chip} aria-pressed={view.traits.includes(trait)} title={says} onClick={() => toggle(trait)}>
            {title}<TraitCount view={view} trait={trait} />
          </button>
        ))}
      </div>
    </div>
  );
}

/** How many of the tab's issues a chip leaves. */
function TraitCount({ view, trait }: { view: IssuesView; trait: Trait }) {
  const { data } = useQuery(issuesQuery(filterOf({ ...view, traits: [...new Set([...view.traits, trait])] }), 1));
  return data?.total === undefined ? null : <b>{brief(data.total)}</b>;
}
