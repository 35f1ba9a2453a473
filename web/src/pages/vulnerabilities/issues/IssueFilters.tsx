import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { IssueState, Severity as Severities } from '../../../../../src/vulnerabilities/contract.ts';
import { issueGroupsQuery } from '../../../api/vulnerabilities.ts';
import { Button } from '../../../ui/form/Button.tsx';
import { Input } from '../../../ui/form/Field.tsx';
import { Icon } from '../../../ui/Icon.tsx';
import { Kbd } from '../../../ui/Kbd.tsx';
import { useKeys } from '../../../ui/keys.ts';
import { Menu, MenuItem, MenuLine } from '../../../ui/overlay/Menu.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { brief } from '../../../ui/text/numbers.ts';
import { capital } from '../../../ui/text/words.ts';
import { useSettled } from '../../../ui/useSettled.ts';
import { stateNames } from '../signs/StateSign.tsx';
import { GROUPINGS, filterOf, type Facet, type IssuesView } from './view.ts';
import s from './Issues.module.css';

type Props = { view: IssuesView; onChange: (part: Partial<IssuesView>) => void };

const PAUSE_MS = 200;

const facets = [
  { facet: 'severity', title: 'Severity', many: true }, { facet: 'state', title: 'State', many: true }, { facet: 'owner', title: 'Owner', many: false },
  { facet: 'environment', title: 'Environment', many: false }, { facet: 'ecosystem', title: 'Ecosystem', many: false },
] as const;

/** What came by a link, or by a group that is shown alone: it is told and can be taken away, not chosen. */
const told = ['package', 'vulnerability', 'asset', 'appeared'] as const satisfies readonly Facet[];

/** Words to look for, values to keep to, and how the list is grouped. */
export function IssueFilters({ view, onChange }: Props) {
  const keep = (facet: Facet, value: string | undefined) => {
    const { [facet]: _before, ...rest } = view.only;
    onChange({ only: value === undefined || value === '' ? rest : { ...rest, [facet]: value } });
  };
  const group = (by: IssuesView['group']) => onChange({ group: by, unfolded: [] });
  useKeys([{ keys: 'b', says: 'Group by package, or not', group: 'Issues', run: () => group(view.group === undefined ? 'package' : undefined) }]);
  return (
    <div className={s.filters}>
      <SearchField value={view.search} onSearch={(search) => onChange({ search })} />
      {facets.filter(({ facet }) => facet !== 'state' || view.tab === 'open').map(({ facet, title, many }) => <FacetMenu key={facet} facet={facet} title={title} many={many} view={view} onKeep={(value) => keep(facet, value)} />)}
      {told.filter((facet) => view.only[facet] !== undefined).map((facet) => (
        <Button key={facet} icon="close" className={s.facet} data-set onClick={() => keep(facet, undefined)}>{capital(facet)}: {facet === 'asset' ? 'one' : view.only[facet]}</Button>
      ))}
      <div className={s.group}>
        <Menu label="Group by" align="end" trigger={(props) => <Button {...props} look="bare" icon="columns">{view.group === undefined ? 'Group' : `By ${view.group}`}</Button>}>
          {(close) => (
            <>
              {GROUPINGS.map((by) => <MenuItem key={by} checked={view.group === by} onSelect={() => { close(); group(by); }}>{capital(by)}</MenuItem>)}
              <MenuLine />
              <MenuItem checked={view.group === undefined} onSelect={() => { close(); group(undefined); }}>Not grouped</MenuItem>
            </>
          )}
        </Menu>
      </div>
    </div>
  );
}

function SearchField({ value, onSearch }: { value: string; onSearch: (words: string) => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  const [asked, setAsked] = useState(value);
  if (known !== value) {
    setKnown(value);
    // The address changed by itself (a link, or back): what is asked here comes back while more is being typed.
    if (value !== asked.trim()) { setTyped(value); setAsked(value); }
  }
  const settled = useSettled(typed, PAUSE_MS);
  useEffect(() => {
    // Each pause in what is typed is one search, and nothing else is.
    if (settled === asked || settled !== typed) return;
    setAsked(settled);
    onSearch(settled.trim());
  }, [settled, asked, typed, onSearch]);
  useKeys([{ keys: '/', says: 'Look for words', group: 'Issues', run: () => { field.current?.focus(); field.current?.select(); } }]);
  return (
    <div className={s.search}>
      <Icon name="search" />
      <Input
        ref={field}
        aria-label="Search issues"
        placeholder="Id, package or words"
        maxLength={200}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== 'Escape') return;
          event.preventDefault();
          if (event.key === 'Escape') setTyped('');
          event.currentTarget.blur();
        }}
      />
      {typed === '' ? <span className={s.hint}><Kbd keys="/" /></span> : null}
    </div>
  );
}

type FacetProps = { facet: 'severity' | 'state' | 'owner' | 'environment' | 'ecosystem'; title: string; many: boolean; view: IssuesView; onKeep: (value: string | undefined) => void };

const orders: Partial<Record<Facet, readonly string[]>> = { severity: Severities.options, state: IssueState.options };

const named = (facet: Facet, value: string): string => {
  if (value === '' || value === '-') return facet === 'owner' ? 'Nobody' : 'None';
  const state = facet === 'state' ? IssueState.safeParse(value) : undefined;
  return state?.success === true ? stateNames[state.data] : facet === 'severity' ? capital(value) : value;
};

/** The values of a facet with how many issues each has, under the rest of the filter. */
function FacetMenu({ facet, title, many, view, onKeep }: FacetProps) {
  const chosen = (view.only[facet] ?? '').split(',').filter(Boolean);
  const [open, setOpen] = useState(false);
  const { [facet]: _own, ...others } = view.only;
  const { data = [] } = useQuery({ ...issueGroupsQuery(filterOf({ ...view, only: others }), facet), enabled: open });
  const order = orders[facet];
  const values = order === undefined ? data : data.toSorted((a, b) => order.indexOf(a.value) - order.indexOf(b.value));
  const toggle = (value: string) => {
    if (!many) onKeep(chosen.includes(value) ? undefined : value || '-');
    else onKeep((chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value]).join(','));
  };
  return (
    <Menu
      label={title}
      onOpen={() => setOpen(true)}
      trigger={(props) => <Button {...props} className={s.facet} data-set={chosen.length > 0}>{chosen.length === 0 ? title : chosen.map((value) => named(facet, value)).join(', ')}</Button>}
    >
      {(close) => (
        <>
          {values.map(({ value, issues }) => (
            <MenuItem key={value} checked={chosen.includes(value || '-')} hint={brief(issues)} onSelect={() => { if (!many) close(); toggle(value || '-'); }}><Text value={named(facet, value)} /></MenuItem>
          ))}
          {values.length === 0 ? <MenuItem disabled onSelect={close}>Nothing to choose</MenuItem> : <MenuLine />}
          {values.length === 0 ? null : <MenuItem disabled={chosen.length === 0} onSelect={() => { close(); onKeep(undefined); }}>All</MenuItem>}
        </>
      )}
    </Menu>
  );
}
