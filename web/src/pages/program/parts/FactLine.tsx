import type { FactState } from '../../../../../src/program/contract.ts';
import { Text } from '../../../ui/text/Text.tsx';
import { withTimes } from '../../../ui/time/instant.ts';
import { Ago } from '../../../ui/time/Time.tsx';
import { useZone } from '../../../ui/time/zone.ts';
import { valueOf } from '../words.ts';
import { FactSource } from './FactSource.tsx';
import s from './Condition.module.css';

/** A fact with its value, how old it is, and who says so; or why it is not known. */
export function FactLine({ fact }: { fact: FactState }) {
  const { id, meaning, unit, known, value, words, at } = fact;
  const zone = useZone();
  return (
    <li title={meaning}>
      <code className="cut"><Text value={id} /></code>
      {known ? <b className={s.value}><Text value={withTimes(valueOf(value, unit), zone)} /></b> : <span className={s.lacking}>not known</span>}
      <span className="cut quiet">{known ? null : <><Text value={withTimes(words ?? '', zone)} />{at === null ? null : ', '}</>}{at === null ? null : <><Ago at={at} />, <FactSource fact={fact} /></>}</span>
    </li>
  );
}
