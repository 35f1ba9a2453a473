import type { SignIn } from '../../../../src/detection/contract.ts';
import type { Column } from '../../ui/grid/column.ts';
import { Text } from '../../ui/text/Text.tsx';
import { Ago } from '../../ui/time/Time.tsx';
import { Expectation } from './Expectation.tsx';
import { reasonsIn } from './reasons.ts';

const mono = (value: string) => <span className="mono"><Text value={value} /></span>;

export const signInColumns: readonly Column<SignIn>[] = [
  { id: 'expected', title: 'Judged', width: '112px', cell: (signIn) => <Expectation signIn={signIn} /> },
  { id: 'account', title: 'Account', width: 'minmax(90px, 0.8fr)', cell: ({ account }) => mono(account) },
  { id: 'identity', title: 'Who', width: 'minmax(90px, 0.9fr)', cell: ({ identity }) => (identity === null ? <span className="quiet">nobody known</span> : <><Text value={identity.name} />{identity.kind === 'service' ? <span className="quiet"> service</span> : null}</>) },
  { id: 'product', title: 'At', width: 'minmax(90px, 0.8fr)', cell: ({ product, host }) => <><Text value={product} /> <span className="quiet mono"><Text value={host} /></span></> },
  { id: 'ip', title: 'From', width: '132px', cell: ({ ip }) => mono(ip) },
  { id: 'means', title: 'By', width: '96px', cell: ({ means }) => <Text value={means} /> },
  { id: 'reasons', title: 'Because', width: 'minmax(120px, 1.4fr)', cell: ({ reasons }) => reasonsIn(reasons) },
  { id: 'at', title: 'When', width: '92px', align: 'end', cell: ({ at }) => <Ago at={at} /> },
];
