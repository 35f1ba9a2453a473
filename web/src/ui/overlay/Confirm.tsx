import type { ReactNode } from 'react';
import { Button } from '../form/Button.tsx';
import { FormEnd } from '../form/Field.tsx';
import { Dialog } from './Dialog.tsx';

type Props = { title: string; verb: string; busy?: boolean; onConfirm: () => void; onClose: () => void; children: ReactNode };

/** Asks before what cannot be taken back. */
export const Confirm = ({ title, verb, busy = false, onConfirm, onClose, children }: Props) => (
  <Dialog title={title} onClose={onClose}>
    <p>{children}</p>
    <div style={{ paddingTop: 12 }}>
      <FormEnd>
        <Button look="danger" busy={busy} onClick={onConfirm}>{verb}</Button>
        <Button onClick={onClose}>Cancel</Button>
      </FormEnd>
    </div>
  </Dialog>
);
