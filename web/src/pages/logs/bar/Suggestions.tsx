import { cx } from '../../../ui/cx.ts';
import { Text } from '../../../ui/text/Text.tsx';
import type { Suggestion } from './suggest.ts';
import s from './QueryBar.module.css';

type Props = { id: string; items: readonly Suggestion[]; chosen: number; /** Character below which the list stands. */ column: number; onChoose: (index: number) => void };

/** What can be written at the caret. The field keeps the focus. */
export const Suggestions = ({ id, items, chosen, column, onChoose }: Props) => (
  <div id={`${id}-list`} role="listbox" aria-label="Suggestions" className={s.list} hidden={items.length === 0} style={{ left: `${Math.min(column, 70)}ch` }}>
    {items.map((item, index) => (
      <div
        key={`${item.start} ${item.insert}`}
        id={`${id}-${index}`}
        role="option"
        aria-selected={index === chosen}
        className={cx(s.item, index === chosen && s.chosen)}
        onPointerDown={(event) => {
          event.preventDefault();
          onChoose(index);
        }}
      >
        <span className="cut"><Text value={item.title} /></span>
        <span className={s.note}>{item.note}</span>
      </div>
    ))}
  </div>
);
