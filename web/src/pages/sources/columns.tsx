import type { Source } from '../../../../src/logs/contract.ts';
import { Sparkline } from '../../ui/chart/Sparkline.tsx';
import { byNumber, byText, type Column } from '../../ui/grid/column.ts';
import { SourceState } from '../../ui/state/SourceState.tsx';
import { Text } from '../../ui/text/Text.tsx';
import { count, percent } from '../../ui/text/numbers.ts';
import { span } from '../../ui/time/instant.ts';
import { Ago } from '../../ui/time/Time.tsx';
import { rejectedIn } from './ledger.ts';

/** What is wrong comes first. */
const urgency: Record<Source['state'], number> = { failing: 0, silent: 1, quarantine: 2, new: 3, active: 4 };

const seen = ({ lastSeen }: Source): number => (lastSeen === null ? 0 : Date.parse(lastSeen));

export const sourceColumns: readonly Column<Source>[] = [
  { id: 'state', title: 'State', width: '132px', cell: ({ state }) => <SourceState value={state} />, order: byNumber(({ state, ledger }) => (state === 'quarantine' && ledger.received === 0 ? 5 : urgency[state])) },
  { id: 'name', title: 'Source', width: 'minmax(120px, 1.2fr)', cell: ({ name, description }) => <><span className="mono"><Text value={name} /></span> <span className="quiet"><Text value={description} /></span></>, order: byText(({ name }) => name) },
  { id: 'received', title: 'Received', width: '96px', align: 'end', cell: ({ ledger }) => count(ledger.received), order: byNumber(({ ledger }) => ledger.received) },
  { id: 'stored', title: 'Stored', width: '96px', align: 'end', cell: ({ ledger }) => count(ledger.stored), order: byNumber(({ ledger }) => ledger.stored) },
  { id: 'rejected', title: 'Rejected', width: '76px', align: 'end', cell: ({ ledger }) => <Zero value={rejectedIn(ledger)} />, order: byNumber(({ ledger }) => rejectedIn(ledger)) },
  { id: 'unparsed', title: 'Unparsed', width: '80px', align: 'end', cell: ({ ledger }) => <span title={`${count(ledger.unparsed)} lines`} className={ledger.unparsed === 0 ? 'quiet' : undefined}>{percent(ledger.unparsed, ledger.stored)}</span>, order: byNumber(({ ledger }) => ledger.unparsed) },
  { id: 'lag', title: 'Lag', width: '68px', align: 'end', cell: ({ lagMs }) => (lagMs === null ? <span className="quiet">–</span> : span(lagMs)), order: byNumber(({ lagMs }) => lagMs ?? -1) },
  { id: 'seen', title: 'Last seen', width: '100px', align: 'end', cell: ({ lastSeen }) => <Ago at={lastSeen} />, order: byNumber(seen) },
  { id: 'hourly', title: '24 hours', width: '116px', align: 'end', cell: ({ hourly }) => <span style={{ display: 'inline-block' }}><Sparkline values={hourly} label={`${count(hourly.reduce((sum, lines) => sum + lines, 0))} lines in 24 hours`} /></span> },
];

const Zero = ({ value }: { value: number }) => <span className={value === 0 ? 'quiet' : undefined}>{count(value)}</span>;
