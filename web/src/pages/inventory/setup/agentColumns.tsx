import type { Agent } from '../../../../../src/inventory/contract.ts';
import { Button } from '../../../ui/form/Button.tsx';
import { byNumber, byText, type Column } from '../../../ui/grid/column.ts';
import { SourceState, sourceStates } from '../../../ui/state/SourceState.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { Ago } from '../../../ui/time/Time.tsx';

/** An agent is heard, or not, as a source is. */
const stateOf = ({ silent, lastReportAt }: Agent): 'silent' | 'new' | 'active' => (silent ? 'silent' : lastReportAt === null ? 'new' : 'active');
const urgency = { silent: 0, new: 1, active: 2 } as const;

export const agentColumns = (onRevoke: ((agent: Agent) => void) | null): readonly Column<Agent>[] => [
  { id: 'state', title: 'State', width: '112px', hint: (agent) => sourceStates[stateOf(agent)], cell: (agent) => <SourceState value={stateOf(agent)} />, order: byNumber((agent) => urgency[stateOf(agent)]) },
  { id: 'node', title: 'Node', width: 'minmax(140px, 1fr)', mono: true, cell: ({ node }) => <Text value={node.name} />, order: byText(({ node }) => node.name) },
  { id: 'report', title: 'Last report', width: '110px', cell: ({ lastReportAt }) => <Ago at={lastReportAt} />, order: byText(({ lastReportAt }) => lastReportAt ?? '') },
  { id: 'version', title: 'Version', width: '96px', mono: true, cell: ({ version }) => <Text value={version} />, order: byText(({ version }) => version) },
  { id: 'enrolled', title: 'Enrolled', width: '110px', cell: ({ enrolledAt }) => <Ago at={enrolledAt} />, order: byText(({ enrolledAt }) => enrolledAt) },
  { id: 'by', title: 'With a token of', width: 'minmax(90px, 0.7fr)', cell: ({ enrolledBy }) => <Text value={enrolledBy} />, order: byText(({ enrolledBy }) => enrolledBy) },
  ...(onRevoke === null ? [] : [{ id: 'acts', title: '', width: '84px', cell: (agent: Agent) => <Button look="bare" onClick={() => onRevoke(agent)}>Revoke</Button> }]),
];
