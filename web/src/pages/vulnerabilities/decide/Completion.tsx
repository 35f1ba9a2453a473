import { useId, useLayoutEffect, useRef, useState, type ComponentProps, type KeyboardEvent } from 'react';
import { cx } from '../../../ui/cx.ts';
import { Input } from '../../../ui/form/Field.tsx';
import { placed } from '../../../ui/overlay/placed.ts';
import { Text } from '../../../ui/text/Text.tsx';
import s from './Decide.module.css';

const MOST = 6;

type Props = Omit<ComponentProps<typeof Input>, 'value' | 'onChange'> & { value: string; known: readonly string[]; onValue: (value: string) => void };

/** A field that offers what is known; anything else may be written, too. Arrows and Enter choose. */
export function Completion({ value, known, onValue, ...rest }: Props) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const [typing, setTyping] = useState(false);
  const [at, setAt] = useState(-1);
  const typed = value.trim().toLowerCase();
  const offered = known.filter((name) => name.toLowerCase().includes(typed) && name !== value).slice(0, MOST);
  const open = typing && offered.length > 0;

  useLayoutEffect(() => {
    const list = box.current;
    if (list === null || field.current === null) return;
    if (open && !list.matches(':popover-open')) list.showPopover();
    if (!open && list.matches(':popover-open')) list.hidePopover();
    if (open) placed(list, field.current);
  }, [open, offered.length]);

  const choose = (name: string | undefined) => {
    if (name === undefined) return;
    onValue(name);
    setTyping(false);
    setAt(-1);
  };
  const key = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && !open) setTyping(true);
    else if (step !== 0) setAt((at + step + offered.length) % offered.length);
    else if (event.key === 'Enter' && open && at >= 0) choose(offered[at]);
    else if (event.key === 'Escape' && open) setTyping(false);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <Input
        {...rest}
        ref={field}
        role="combobox"
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={open && at >= 0 ? `${id}-${at}` : undefined}
        value={value}
        onChange={(event) => { onValue(event.target.value); setTyping(true); setAt(-1); }}
        onBlur={() => setTyping(false)}
        onKeyDown={key}
      />
      <div ref={box} id={`${id}-list`} popover="manual" role="listbox" aria-label="Known ones" className={s.offers}>
        {offered.map((name, index) => (
          <div key={name} id={`${id}-${index}`} role="option" aria-selected={index === at} className={cx(s.offer, index === at && s.chosen)} onPointerDown={(event) => { event.preventDefault(); choose(name); }}>
            <Text value={name} />
          </div>
        ))}
      </div>
    </>
  );
}
