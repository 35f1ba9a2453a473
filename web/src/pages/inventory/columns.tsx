import type { Asset } from '../../../../src/inventory/contract.ts';
import type { Column } from '../../ui/grid/column.ts';
import { AssetKind } from '../../ui/state/AssetKind.tsx';
import { Reach } from '../../ui/state/Reach.tsx';
import { ScanState, scanStates } from '../../ui/state/ScanState.tsx';
import { SourceState } from '../../ui/state/SourceState.tsx';
import { Text } from '../../ui/text/Text.tsx';
import { count, countOf } from '../../ui/text/numbers.ts';
import { Ago } from '../../ui/time/Time.tsx';
import { AssetName } from './parts/AssetName.tsx';
import { IssueCells } from './parts/IssueCells.tsx';

const none = <span className="quiet">–</span>;

/** `2 nodes`, `5 images`; nothing for what does not run. */
function runs({ kind, running }: Asset) {
  if (kind === 'repository' || running === 0) return none;
  return kind === 'image' ? countOf(running, 'node') : countOf(running, 'image');
}

/** Silence of an agent says more than the age of its last scan. */
const scanned = ({ scan, silent, lastSeenAt }: Asset) =>
  silent ? <><SourceState value="silent" /> <Ago at={lastSeenAt} /></> : (
    <>
      <ScanState value={scan.state} short={scan.at !== null} />
      {scan.at === null ? null : <> <Ago at={scan.at} /></>}
    </>
  );

/** Ids of those that order the list are the API's words for it. */
export const assetColumns: readonly Column<Asset>[] = [
  { id: 'kind', title: '', width: '22px', cell: ({ kind }) => <AssetKind value={kind} /> },
  {
    id: 'name', title: 'Asset', width: 'minmax(160px, 1fr)', sorts: true, hint: ({ name, key }) => `${name}\n${key}`,
    cell: ({ name }) => <AssetName name={name} />,
  },
  { id: 'owner', title: 'Owner', width: '92px', cell: ({ owner }) => (owner === null ? <span className="quiet">nobody</span> : <Text value={owner} />), hint: ({ owner }) => owner ?? 'Nobody answers for it' },
  { id: 'environment', title: 'Environment', width: '88px', cell: ({ environment }) => (environment === null ? none : <Text value={environment} />) },
  { id: 'running', title: 'Runs', width: '72px', cell: runs },
  { id: 'exposed', title: 'Reached from', width: '90px', cell: ({ exposed, internetFacing }) => <Reach exposed={exposed} internetFacing={internetFacing} /> },
  { id: 'priority', title: 'Undecided', width: '88px', align: 'end', sorts: true, hint: () => 'Required by policy, and neither planned nor otherwise decided', cell: ({ issues }) => (issues.undecided === 0 ? none : <b>{count(issues.undecided)}</b>) },
  { id: 'issues', title: 'Open issues', width: '174px', cell: ({ scan, issues }) => (scan.state === 'never' && issues.undecided === 0 ? <span className="quiet">not known</span> : <IssueCells counts={issues} />) },
  { id: 'scanned', title: 'Scanned', width: '120px', sorts: true, hint: ({ scan, silent }) => (silent ? 'Its agent does not report' : scanStates[scan.state]), cell: scanned },
  { id: 'lastSeen', title: 'Last seen', width: '84px', align: 'end', sorts: true, cell: ({ lastSeenAt }) => <Ago at={lastSeenAt} /> },
];
