import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { policyQuery } from '../../../api/vulnerabilities.ts';
import { Field, TextArea } from '../../../ui/form/Field.tsx';
import { useNow } from '../../../ui/time/now.ts';
import { addBusinessDays, dayOf, usualCalendar } from '../days/calendar.ts';
import { readDay, sayDay } from '../days/words.ts';
import { DayField } from './DayField.tsx';
import { Dialogue } from './Dialogue.tsx';
import { common, titleOf, type Target } from './target.ts';

/** A plan gets another day. A later one is a slip and is kept for good. */
export function MoveDialog({ target, onClose, onDone }: { target: Target; onClose: () => void; onDone: () => void }) {
  const today = dayOf(useNow());
  const { data } = useQuery(policyQuery);
  const calendar = data?.policy ?? usualCalendar;
  const before = common(target.known, ({ plan }) => plan?.due);
  const from = before !== undefined && before > today ? before : today;
  const [typed, setTyped] = useState(() => addBusinessDays(from, 5, calendar));
  const [reason, setReason] = useState('');
  const day = readDay(typed, { today, calendar });
  const wrong = (at: string) => (at < today ? 'That day is over.' : undefined);
  const complete = reason.trim() !== '' && day !== undefined && wrong(day) === undefined;
  return (
    <Dialogue title={`Another day for ${titleOf(target)}`} verb="Move" target={target} action={complete ? { do: 'move', due: day, reason: reason.trim() } : undefined} onClose={onClose} onDone={onDone}>
      <DayField label="By when now" typed={typed} onTyped={setTyped} today={today} calendar={calendar} wrong={wrong}>
        {(at) => (before === undefined ? null : at > before ? `. It was promised for ${sayDay(before, today)}: this is a slip.` : `. It was promised for ${sayDay(before, today)}.`)}
      </DayField>
      <Field label="Why" hint="Kept with the day that was promised before.">
        {(props) => <TextArea {...props} rows={2} maxLength={2_000} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
    </Dialogue>
  );
}
