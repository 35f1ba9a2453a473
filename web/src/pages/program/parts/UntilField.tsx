import { Field, Input } from '../../../ui/form/Field.tsx';
import { addDays } from '../../vulnerabilities/days/calendar.ts';

type Props = { value: string; onChange: (day: string) => void; today: string; /** It ends within so many days. */ mostDays: number };

/** The last day on which something holds. */
export function UntilField({ value, onChange, today, mostDays }: Props) {
  const last = addDays(today, mostDays - 1);
  const wrong = value === '' ? undefined : value <= today ? 'That day is over.' : value > last ? `It ends within ${mostDays} days: on ${last} at the latest.` : undefined;
  return (
    <Field label="Until" error={wrong} hint="The end of that day, on your clock.">
      {(props) => <span style={{ maxWidth: 180 }}><Input {...props} mono type="date" min={addDays(today, 1)} max={last} value={value} onChange={(event) => onChange(event.target.value)} /></span>}
    </Field>
  );
}
