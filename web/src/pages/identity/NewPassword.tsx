import { Field, Input } from '../../ui/form/Field.tsx';

const LEAST = 12;

/** A password that is long enough; nothing else is asked of it. */
export const NewPassword = ({ label = 'Password', value, onChange, error }: { label?: string; value: string; onChange: (value: string) => void; error?: string | undefined }) => (
  <Field label={label} hint={`At least ${LEAST} characters. A sentence is better than a riddle.`} error={error}>
    {(props) => <Input {...props} type="password" autoComplete="new-password" minLength={LEAST} maxLength={200} value={value} onChange={(event) => onChange(event.target.value)} />}
  </Field>
);

export const longEnough = (password: string): boolean => password.length >= LEAST;
