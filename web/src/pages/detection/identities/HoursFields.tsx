import { Check, Field, Input } from '../../../ui/form/Field.tsx';
import type { Draft } from './draft.ts';
import s from '../Detection.module.css';

const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** When somebody usually signs in. */
export const HoursFields = ({ draft, onChange }: { draft: Draft; onChange: (part: Partial<Draft>) => void }) => (
  <>
    <div className={s.hours}>
      <Field label="From">{(props) => <Input {...props} type="time" value={draft.from} onChange={(event) => onChange({ from: event.target.value })} />}</Field>
      <Field label="To">{(props) => <Input {...props} type="time" value={draft.to} onChange={(event) => onChange({ to: event.target.value })} />}</Field>
      <Field label="In the zone">{(props) => <Input {...props} maxLength={64} value={draft.zone} onChange={(event) => onChange({ zone: event.target.value })} />}</Field>
    </div>
    <div className={s.days} role="group" aria-label="Days">
      {days.map((name, index) => {
        const day = index + 1;
        return <Check key={name} label={name.slice(0, 3)} checked={draft.days.includes(day)} onChange={(event) => onChange({ days: event.target.checked ? [...draft.days, day].sort((a, b) => a - b) : draft.days.filter((other) => other !== day) })} />;
      })}
    </div>
  </>
);
