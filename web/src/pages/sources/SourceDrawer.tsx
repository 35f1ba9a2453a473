import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { isOwn, type Source } from '../../../../src/logs/contract.ts';
import { useMay } from '../../app/session.tsx';
import { Drawer } from '../../ui/overlay/Drawer.tsx';
import { SourceState } from '../../ui/state/SourceState.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { Text } from '../../ui/text/Text.tsx';
import { term } from '../logs/query/terms.ts';
import { logsLink } from '../logs/view.ts';
import { SourceLedger } from './SourceLedger.tsx';
import { SourceSenders } from './SourceSenders.tsx';
import { SourceSettingsForm } from './SourceSettingsForm.tsx';
import { SetUp } from './SetUp.tsx';
import s from './Sources.module.css';

type Part = 'ledger' | 'setup' | 'senders' | 'settings';

/** One source: what came, how it is set up, and who may send. */
export function SourceDrawer({ source, onClose }: { source: Source; onClose: () => void }) {
  const may = useMay();
  const writes = may('sources.write');
  const takes = writes && !isOwn(source.name);
  const [part, setPart] = useState<Part>(source.state === 'new' && takes ? 'setup' : 'ledger');
  const tabs: { id: Part; title: string }[] = [
    { id: 'ledger', title: 'Ledger' },
    ...(takes ? [{ id: 'setup', title: 'Set up' }, { id: 'senders', title: 'Senders' }] as const : []),
    ...(writes ? [{ id: 'settings', title: 'Settings' }] as const : []),
  ];
  return (
    <Drawer
      wide
      label={`Source ${source.name}`}
      onClose={onClose}
      head={
        <>
          <h2 className="cut mono"><Text value={source.name} /></h2>
          <SourceState value={source.state} />
          {may('events.search') ? <Link {...logsLink({ query: term('source', source.name), range: { kind: 'all' } })}>Its events</Link> : null}
        </>
      }
    >
      <div className={s.tabs}>
        <Tabs label="About the source" tabs={tabs} chosen={part} onChoose={setPart}>
          {part === 'ledger' ? <SourceLedger source={source} /> : null}
          {part === 'setup' ? <SetUp source={source.name} /> : null}
          {part === 'senders' ? <SourceSenders source={source} /> : null}
          {part === 'settings' ? <SourceSettingsForm source={source} onDeleted={onClose} /> : null}
        </Tabs>
      </div>
    </Drawer>
  );
}
