import { useState } from 'react';
import type { Selection } from '../../../api/events.ts';
import { useMay } from '../../../app/session.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { PageHead } from '../../../ui/PageHead.tsx';
import { useKeys } from '../../../ui/keys.ts';
import { rememberedColumns } from '../remembered.ts';
import type { ChangeView } from '../useView.ts';
import type { LogsView } from '../view.ts';
import { ColumnsMenu } from './ColumnsMenu.tsx';
import { ExportMenu } from './ExportMenu.tsx';
import { SaveSearch } from './SaveSearch.tsx';
import { SearchesMenu } from './SearchesMenu.tsx';

type Props = { view: LogsView; selection: Selection; onChange: ChangeView };

/** What can be done with the view as a whole. */
export function LogsHead({ view, selection, onChange }: Props) {
  const may = useMay();
  const [saving, setSaving] = useState(false);
  const choose = (columns: string[]) => {
    rememberedColumns.set(columns);
    onChange({ columns });
  };
  const live = () => onChange({ live: !view.live });
  const turn = () => onChange({ oldestFirst: !view.oldestFirst });
  useKeys([
    { keys: 'f', says: 'Follow new events', run: live },
    { keys: 'o', says: 'Turn the order round', run: turn },
  ]);
  return (
    <PageHead title="Logs">
      <SearchesMenu view={view} onChange={onChange} onSave={() => setSaving(true)} />
      <ColumnsMenu columns={view.columns} onColumns={choose} />
      <Button look="bare" icon={view.oldestFirst ? 'up' : 'down'} disabled={view.live} onClick={turn}>{view.oldestFirst ? 'Oldest first' : 'Newest first'}</Button>
      {may('events.export') ? <ExportMenu selection={selection} columns={view.columns} /> : null}
      {may('events.tail') ? <Button icon={view.live ? 'pause' : 'play'} aria-pressed={view.live} onClick={live}>Live</Button> : null}
      {saving ? <SaveSearch view={view} onClose={() => setSaving(false)} /> : null}
    </PageHead>
  );
}
