import { ISSUE_SORTS } from '../../../../../src/vulnerabilities/contract.ts';

/** The questions that the desk is asked most, each a tab; the first is the usual one. */
export const TABS = ['undecided', 'overdue', 'proposed', 'planned', 'open', 'resolved'] as const;
export type Tab = (typeof TABS)[number];
/** What narrows any of them further: yes or no. */
export const TRAITS = ['kev', 'exposed', 'fixable', 'required'] as const;
export type Trait = (typeof TRAITS)[number];
/** … and by value. */
export const FACETS = ['severity', 'state', 'owner', 'environment', 'ecosystem', 'package', 'vulnerability', 'asset', 'appeared'] as const;
export type Facet = (typeof FACETS)[number];
export const GROUPINGS = ['package', 'vulnerability', 'owner', 'environment', 'ecosystem', 'severity', 'asset'] as const;
export type Grouping = (typeof GROUPINGS)[number];
export type Sort = (typeof ISSUE_SORTS)[number];

/** What the Issues page shows; all of it stands in the address, in the words of the API. */
export type IssuesView = {
  tab: Tab;
  traits: readonly Trait[];
  only: Readonly<Partial<Record<Facet, string>>>;
  search: string;
  sort: Sort;
  group: Grouping | undefined;
  /** Groups that are unfolded, by value. */
  unfolded: readonly string[];
  /** Id of the issue that is open in the drawer. */
  issue: string | undefined;
};

type Words = Readonly<Record<string, string>>;

const MOST_UNFOLDED = 20;
const BETWEEN = '|';
const usualSort: Sort = 'priority';

const oneOf = <T extends string>(options: readonly T[], word: string | undefined): T | undefined => options.find((option) => option === word);

export function readIssuesView(search: Words): IssuesView {
  const traits = TRAITS.filter((trait) => search[trait] === 'true');
  const tab = tabOf(search, traits);
  const only = Object.fromEntries(FACETS.flatMap((facet) => {
    const value = search[facet];
    // The tabs for one state say it already.
    return value === undefined || value === '' || (facet === 'state' && tab !== 'open') ? [] : [[facet, value]];
  }));
  return {
    tab, traits, only,
    search: (search['search'] ?? '').slice(0, 200),
    sort: oneOf(ISSUE_SORTS, search['sort']) ?? usualSort,
    group: oneOf(GROUPINGS, search['group']),
    unfolded: (search['unfolded'] ?? '').split(BETWEEN).filter(Boolean).slice(0, MOST_UNFOLDED),
    issue: search['issue'],
  };
}

/** Without a word about it, the page shows what is undecided; a filter alone (a link from elsewhere) shows all that is open. */
function tabOf(search: Words, traits: readonly Trait[]): Tab {
  const flag = (['undecided', 'overdue', 'proposed'] as const).find((name) => search[name] === 'true');
  if (flag !== undefined) return flag;
  if (search['state'] === 'planned' || search['state'] === 'resolved') return search['state'];
  const narrowed = traits.length > 0 || (search['search'] ?? '') !== '' || FACETS.some((facet) => (search[facet] ?? '') !== '');
  return narrowed || search['show'] === 'open' ? 'open' : 'undecided';
}

/** What the API is asked for, without order and page. Without a state it gives what is not resolved. */
export function filterOf({ tab, traits, only, search }: Pick<IssuesView, 'tab' | 'traits' | 'only' | 'search'>): Record<string, string> {
  return {
    ...(tab === 'undecided' || tab === 'overdue' || tab === 'proposed' ? { [tab]: 'true' } : tab === 'open' ? {} : { state: tab }),
    ...Object.fromEntries(traits.map((trait) => [trait, 'true'])),
    ...only,
    ...(search.trim() === '' ? {} : { search: search.trim() }),
  };
}

/** The words of the address for a view; what is usual is left out. */
export function writeIssuesView(view: Partial<IssuesView>): Record<string, string> {
  const { tab = 'undecided', traits = [], only = {}, search = '', sort = usualSort, group, unfolded = [], issue } = view;
  const filter = filterOf({ tab, traits, only, search });
  const words = Object.keys(filter).length;
  return {
    ...(tab === 'undecided' && words === 1 ? {} : filter),
    ...(tab === 'open' && words === 0 ? { show: 'open' } : {}),
    ...(sort === usualSort ? {} : { sort }),
    ...(group === undefined ? {} : { group }),
    ...(group === undefined || unfolded.length === 0 ? {} : { unfolded: unfolded.join(BETWEEN) }),
    ...(issue === undefined ? {} : { issue }),
  };
}

/** For links from other pages: these issues in the desk. */
export const issuesLink = (view: Partial<IssuesView>) => ({ to: '/issues' as const, search: writeIssuesView(view) });

/** Whether anything but the tab narrows the list. */
export const isNarrowed = ({ traits, only, search }: IssuesView): boolean => traits.length > 0 || Object.keys(only).length > 0 || search.trim() !== '';
