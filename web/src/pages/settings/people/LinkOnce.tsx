import type { z } from 'zod';
import type { Invitation } from '../../../../../src/identity/contract.ts';
import { Code } from '../../../ui/Code.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { FormEnd } from '../../../ui/form/Field.tsx';
import { Dialog } from '../../../ui/overlay/Dialog.tsx';

/** The link of an invitation, told once. */
export const LinkOnce = ({ invitation: { person, link }, onClose }: { invitation: z.infer<typeof Invitation>; onClose: () => void }) => (
  <Dialog title={`A link for ${person.name}`} onClose={onClose}>
    <p style={{ paddingBottom: 10 }}>It works once and for three days. Whoever has it becomes {person.name}: send it by a way that only they read.</p>
    <Code text={link} label="Copy the link" />
    <div style={{ paddingTop: 12 }}><FormEnd><Button look="primary" onClick={onClose}>Done</Button></FormEnd></div>
  </Dialog>
);
