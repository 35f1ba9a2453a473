import type { Identity } from '../../../../../src/detection/contract.ts';
import { byText, type Column } from '../../../ui/grid/column.ts';
import { Text } from '../../../ui/text/Text.tsx';

const clock = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const days = ['', 'Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];

export const identityColumns: readonly Column<Identity>[] = [
  { id: 'name', title: 'Name', width: 'minmax(120px, 1fr)', cell: ({ name, departedAt }) => <span className={departedAt === null ? undefined : 'quiet'}><Text value={name} /></span>, order: byText(({ name }) => name) },
  { id: 'kind', title: 'Kind', width: '84px', cell: ({ kind }) => kind, order: byText(({ kind }) => kind) },
  { id: 'accounts', title: 'Accounts', width: 'minmax(140px, 1.6fr)', cell: ({ accounts }) => <span className="mono"><Text value={accounts.join(', ')} /></span> },
  { id: 'networks', title: 'Known networks', width: 'minmax(110px, 1fr)', cell: ({ networks }) => <span className="mono"><Text value={networks.join(', ')} /></span> },
  { id: 'hours', title: 'Hours', width: '200px', cell: ({ hours }) => (hours === null ? <span className="quiet">any time</span> : <span title={hours.zone}>{clock(hours.from)} – {clock(hours.to)} {hours.days.map((day) => days[day]).join(' ')}</span>) },
  { id: 'departed', title: 'Left', width: '96px', cell: ({ departedAt }) => departedAt?.slice(0, 10) ?? '', order: byText(({ departedAt }) => departedAt ?? '') },
  { id: 'origin', title: 'From', width: '72px', cell: ({ origin }) => <span className="quiet">{origin}</span>, order: byText(({ origin }) => origin) },
];
