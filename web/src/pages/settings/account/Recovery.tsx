import { CopyButton } from '../../../ui/Copy.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { FormEnd } from '../../../ui/form/Field.tsx';
import s from '../Settings.module.css';

/** Codes for the day that the phone is gone: shown once. */
export const Recovery = ({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) => (
  <div className={s.once} role="status">
    <p>Each of these lets you in once without your authenticator. They are told once, now: keep them where your phone is not.</p>
    <ul className={s.codes}>{codes.map((code) => <li key={code}>{code}</li>)}</ul>
    <FormEnd>
      <CopyButton text={codes.join('\n')} label="Copy all" />
      <Button onClick={onDone}>I have kept them</Button>
    </FormEnd>
  </div>
);
