import type { FactAnswer } from '../../../../../src/program/contract.ts';
import { byNumber, byText, type Column } from '../../../ui/grid/column.ts';
import { Text } from '../../../ui/text/Text.tsx';
import { withTimes } from '../../../ui/time/instant.ts';
import { Ago } from '../../../ui/time/Time.tsx';
import { useZone } from '../../../ui/time/zone.ts';
import { FactSource } from '../parts/FactSource.tsx';
import { valueOf } from '../words.ts';
import s from './Evidence.module.css';

/** What it is now, or that nobody knows. */
function Value({ fact: { known, value, unit } }: { fact: FactAnswer }) {
  const zone = useZone();
  return known ? <span className="mono"><Text value={withTimes(valueOf(value, unit), zone)} /></span> : <span className={s.lacking}>not known</span>;
}

function Why({ fact }: { fact: FactAnswer }) {
  const zone = useZone();
  return fact.known ? <FactSource fact={fact} /> : <span className="quiet"><Text value={withTimes(fact.words ?? '', zone)} /></span>;
}

export const factColumns: readonly Column<FactAnswer>[] = [
  { id: 'id', title: 'Fact', width: 'minmax(190px, 0.8fr)', mono: true, cell: ({ id }) => <Text value={id} />, order: byText(({ id }) => id) },
  { id: 'value', title: 'Value', width: '150px', align: 'end', cell: (fact) => <Value fact={fact} />, order: byNumber(({ known }) => Number(known)) },
  { id: 'age', title: 'As of', width: '100px', cell: ({ at }) => (at === null ? <span className="quiet">–</span> : <Ago at={at} />), order: byText(({ at }) => at ?? '') },
  { id: 'source', title: 'Who says so, or why it is not known', width: 'minmax(180px, 0.9fr)', cell: (fact) => <Why fact={fact} />, hint: ({ words, by }) => words ?? by.join('\n'), order: byText(({ from, because }) => from ?? because ?? '') },
  { id: 'meaning', title: 'Meaning', width: 'minmax(200px, 1.4fr)', cell: ({ meaning }) => <span className="quiet"><Text value={meaning} /></span>, hint: ({ meaning }) => meaning },
];
