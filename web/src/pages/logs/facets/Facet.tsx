import { useQuery } from '@tanstack/react-query';
import { useState, type MouseEvent } from 'react';
import { facetsQuery, type Selection } from '../../../api/events.ts';
import { cx } from '../../../ui/cx.ts';
import { IconButton } from '../../../ui/form/Button.tsx';
import { Icon } from '../../../ui/Icon.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { brief, count } from '../../../ui/text/numbers.ts';
import { stanceOn } from '../query/terms.ts';
import s from './Facets.module.css';

type Value = { value: string; count: number };
type Props = { field: string; values: readonly Value[]; selection: Selection; onToggle: (field: string, value: string, exclude: boolean) => void };

const FEW = 5;
const MANY = 50;

/** The most frequent values of one field. */
export function Facet({ field, values, selection, onToggle }: Props) {
  const [folded, setFolded] = useState(false);
  const [all, setAll] = useState(false);
  const { data: more } = useQuery({ ...facetsQuery(selection, field, MANY), enabled: all });
  const shown = all ? (more?.facets[0]?.values.filter(({ value }) => value !== '') ?? values) : values.slice(0, FEW);
  const most = Math.max(1, ...values.map((value) => value.count));
  return (
    <section className={s.facet}>
      <h3 className={s.name}>
        <button type="button" aria-expanded={!folded} onClick={() => setFolded(!folded)}>
          <Icon name={folded ? 'right' : 'down'} size={12} />{field}
        </button>
      </h3>
      {folded ? null : (
        <ul>
          {shown.map((value) => <FacetValue key={value.value} field={field} {...value} most={most} query={selection.query} onToggle={onToggle} />)}
          {!all && values.length > FEW ? <li><button type="button" className={s.more} onClick={() => setAll(true)}>more</button></li> : null}
        </ul>
      )}
    </section>
  );
}

type ValueProps = Value & { field: string; most: number; query: string; onToggle: Props['onToggle'] };

function FacetValue({ field, value, count: times, most, query, onToggle }: ValueProps) {
  const stance = stanceOn(query, field, value);
  const choose = (event: MouseEvent) => onToggle(field, value, event.altKey);
  return (
    <li className={cx(s.value, s[stance])}>
      <button type="button" className={s.choose} aria-pressed={stance === 'asked'} title={`${value}\n${count(times)} events. Click: only these. Alt-click: without these.`} onClick={choose}>
        <span className="cut"><Text value={value} /></span>
        <span className={s.count}>{brief(times)}</span>
        <span className={s.share} style={{ width: `${(times / most) * 100}%` }} />
      </button>
      <IconButton icon="minus" label={`Exclude ${value}`} aria-pressed={stance === 'excluded'} className={s.exclude} onClick={() => onToggle(field, value, true)} />
    </li>
  );
}
