import type { KeyboardEvent, ReactNode } from 'react';
import { Field, Input } from '../../../ui/form/Field.tsx';
import { addBusinessDays, type Calendar } from '../days/calendar.ts';
import { readDay, sayDistance, sayFullDay } from '../days/words.ts';
import s from './Decide.module.css';

type Props = {
  label: string;
  typed: string;
  onTyped: (typed: string) => void;
  today: string;
  calendar: Calendar;
  /** The day that the word `due` stands for. */
  due?: string | undefined;
  /** What is wrong with a day that can be read. */
  wrong?: ((day: string) => string | undefined) | undefined;
  /** What else is to be known of it. */
  children?: (day: string) => ReactNode;
};

/** A day in words; the arrows move it by a business day. */
export function DayField({ label, typed, onTyped, today, calendar, due, wrong, children }: Props) {
  const day = readDay(typed, { today, calendar, due });
  const key = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    onTyped(addBusinessDays(day ?? today, step, calendar));
  };
  const unread = typed.trim() !== '' && day === undefined ? 'Not a day: write 2026-12-24, 24 dec, fri, +10bd (business days), +2w, +3m.' : undefined;
  return (
    <Field
      label={label}
      error={unread ?? (day === undefined ? undefined : wrong?.(day))}
      hint={day === undefined ? 'A day, or words: +10bd, fri, 24 dec, +2w, eom. ↑ and ↓ move it by a business day.' : (
        <span className={s.day}><b>{sayFullDay(day)}</b>, {sayDistance(day, today, calendar)}{children?.(day)}</span>
      )}
    >
      {(props) => <Input {...props} mono maxLength={30} value={typed} onChange={(event) => onTyped(event.target.value)} onFocus={(event) => event.target.select()} onKeyDown={key} />}
    </Field>
  );
}
