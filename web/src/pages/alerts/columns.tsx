import type { Alert } from '../../../../src/alerts/contract.ts';
import type { Column } from '../../ui/grid/column.ts';
import { Severity } from '../../ui/state/Severity.tsx';
import { Text } from '../../ui/text/Text.tsx';
import { count } from '../../ui/text/numbers.ts';
import { Ago } from '../../ui/time/Time.tsx';
import { AlertStateSign } from './AlertStateSign.tsx';

export const alertColumns: readonly Column<Alert>[] = [
  { id: 'severity', title: 'Severity', width: '92px', cell: ({ severity }) => <Severity value={severity} /> },
  { id: 'title', title: 'What happened', width: 'minmax(0, 1fr)', cell: ({ title }) => <Text value={title} /> },
  { id: 'group', title: 'About', width: '180px', cell: ({ group }) => <span className="mono"><Text value={group} /></span> },
  { id: 'state', title: 'State', width: '120px', cell: ({ state }) => <AlertStateSign value={state} /> },
  { id: 'events', title: 'Events', width: '72px', align: 'end', cell: ({ evidence }) => (evidence === null ? <span className="quiet">–</span> : count(evidence.count)) },
  { id: 'last', title: 'Last', width: '100px', align: 'end', cell: ({ lastAt }) => <Ago at={lastAt} /> },
];
