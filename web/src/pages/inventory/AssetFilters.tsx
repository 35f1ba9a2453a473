import { AssetKind } from '../../../../src/inventory/contract.ts';
import { Button } from '../../ui/form/Button.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import type { AssetsView } from './view.ts';
import s from './Inventory.module.css';

type Props = { view: AssetsView; onChange: (part: Partial<AssetsView>) => void };

const kinds = [{ id: 'all', title: 'All' }, { id: 'image', title: 'Images' }, { id: 'node', title: 'Nodes' }, { id: 'repository', title: 'Repositories' }] as const;

type Quick = { title: string; part: Partial<AssetsView>; off: Partial<AssetsView> };

/** What somebody looks for again and again, one press each. */
const quick: readonly Quick[] = [
  { title: 'Never scanned', part: { scan: 'never' }, off: { scan: undefined } },
  { title: 'Stale', part: { scan: 'stale' }, off: { scan: undefined } },
  { title: 'Incomplete', part: { scan: 'incomplete' }, off: { scan: undefined } },
  { title: 'Silent', part: { silent: true }, off: { silent: false } },
  { title: 'Exposed', part: { exposed: true }, off: { exposed: false } },
  { title: 'Running', part: { running: true }, off: { running: false } },
  { title: 'Unowned', part: { owner: '-' }, off: { owner: undefined } },
  { title: 'Retired', part: { retired: true }, off: { retired: false } },
];

const holds = (view: Readonly<Record<string, unknown>>, part: Partial<AssetsView>): boolean => Object.entries(part).every(([name, value]) => view[name] === value);

/** Which assets are listed. */
export const AssetFilters = ({ view, onChange }: Props) => (
  <div className={s.filters}>
    <Tabs label="Kind" tabs={kinds} chosen={view.kind ?? 'all'} onChoose={(kind) => onChange({ kind: AssetKind.safeParse(kind).data })} />
    {quick.map(({ title, part, off }) => {
      const on = holds(view, part);
      return <Button key={title} aria-pressed={on} onClick={() => onChange(on ? off : part)}>{title}</Button>;
    })}
  </div>
);
