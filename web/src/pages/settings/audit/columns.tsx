import type { AuditEntry } from '../../../../../src/identity/contract.ts';
import type { Column } from '../../../ui/grid/column.ts';
import { Outcome } from '../../../ui/state/Outcome.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { exactTime, rowTime, type Zone } from '../../../ui/time/instant.ts';
import { targetName } from './target.ts';

export const auditColumns = (zone: Zone): readonly Column<AuditEntry>[] => [
  { id: 'at', title: 'Time', width: '154px', cell: ({ at }) => <span className="mono" title={exactTime(Date.parse(at), zone)}>{rowTime(Date.parse(at), zone)}</span> },
  { id: 'outcome', title: '', width: '22px', cell: ({ outcome }) => <Outcome value={outcome} /> },
  { id: 'actor', title: 'Who', width: 'minmax(100px, 0.8fr)', cell: ({ actor }) => <><Text value={actor.name} />{actor.kind === 'person' ? null : <span className="quiet"> {actor.kind}</span>}</> },
  { id: 'action', title: 'What', width: 'minmax(120px, 0.8fr)', cell: ({ action }) => <span className="mono"><Text value={action} /></span> },
  { id: 'target', title: 'To', width: 'minmax(100px, 1fr)', cell: (entry) => (entry.target === null ? null : <><span className="quiet">{entry.target.type}</span> <span className="mono"><Text value={targetName(entry)} /></span></>) },
  { id: 'ip', title: 'From', width: '128px', cell: ({ ip }) => <span className="mono"><Text value={ip ?? ''} /></span> },
];
