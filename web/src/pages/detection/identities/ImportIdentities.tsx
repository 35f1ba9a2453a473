import { useState } from 'react';
import { useMay } from '../../../app/session.tsx';
import { Dialog } from '../../../ui/overlay/Dialog.tsx';
import { Tabs } from '../../../ui/Tabs.tsx';
import { FromCsv } from './FromCsv.tsx';
import { FromGitHub } from './FromGitHub.tsx';
import { FromSso } from './FromSso.tsx';

type From = 'csv' | 'sso' | 'github';

/** Brings a list of people and services. */
export function ImportIdentities({ onClose }: { onClose: () => void }) {
  const may = useMay();
  const [from, setFrom] = useState<From>('csv');
  const tabs: { id: From; title: string }[] = [
    { id: 'csv', title: 'CSV' },
    { id: 'sso', title: 'Single sign-on' },
    ...(may('settings.read') ? [{ id: 'github', title: 'GitHub organization' } as const] : []),
  ];
  return (
    <Dialog wide title="Import people and services" onClose={onClose}>
      <Tabs label="From" tabs={tabs} chosen={from} onChoose={setFrom}>
        <div style={{ paddingTop: 14 }}>
          {from === 'csv' ? <FromCsv /> : null}
          {from === 'sso' ? <FromSso /> : null}
          {from === 'github' ? <FromGitHub writes={may('settings.write')} /> : null}
        </div>
      </Tabs>
    </Dialog>
  );
}
