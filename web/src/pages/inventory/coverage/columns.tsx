import { Link } from '@tanstack/react-router';
import type { Coverage } from '../../../../../src/inventory/contract.ts';
import type { Column } from '../../../ui/grid/column.ts';
import { AssetKind } from '../../../ui/state/AssetKind.tsx';
import { ScanState } from '../../../ui/state/ScanState.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { withTimes } from '../../../ui/time/instant.ts';
import { Ago } from '../../../ui/time/Time.tsx';
import { useZone } from '../../../ui/time/zone.ts';
import { AssetName } from '../parts/AssetName.tsx';
import { remedyOf } from './words.ts';

type Gap = Coverage['gaps'][number];

function Remedy({ gap: { asset, state } }: { gap: Gap }) {
  const remedy = remedyOf(asset.kind, state);
  switch (remedy.is) {
    case 'settings': return <Link to="/settings/$part" params={{ part: remedy.part }}>{remedy.says}</Link>;
    case 'asset': return <Link to="/assets/$id" params={{ id: asset.id }} search={state === 'incomplete' ? { part: 'scans' } : {}}>{remedy.says}</Link>;
    case 'command': return <code title={remedy.says}>{remedy.code}</code>;
  }
}

/** Instants in what the server says are shown as every other time is. */
function Reason({ text }: { text: string }) {
  return <Text value={withTimes(text, useZone())} />;
}

export const gapColumns: readonly Column<Gap>[] = [
  { id: 'kind', title: '', width: '22px', cell: ({ asset }) => <AssetKind value={asset.kind} /> },
  { id: 'name', title: 'Not seen in full', width: 'minmax(180px, 1.2fr)', mono: true, hint: ({ asset }) => asset.name, cell: ({ asset }) => <AssetName name={asset.name} /> },
  { id: 'state', title: 'State', width: '128px', cell: ({ state }) => <ScanState value={state} /> },
  { id: 'since', title: 'Unseen since', width: '104px', cell: ({ since }) => <Ago at={since} /> },
  { id: 'reason', title: 'Why', width: 'minmax(160px, 1.1fr)', hint: ({ reason }) => reason, cell: ({ reason }) => <Reason text={reason} /> },
  { id: 'remedy', title: 'What closes it', width: '208px', cell: (gap) => <Remedy gap={gap} /> },
];
