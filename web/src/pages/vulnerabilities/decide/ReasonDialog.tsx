import { useState } from 'react';
import type { Action } from '../../../../../src/vulnerabilities/contract.ts';
import { Field, TextArea } from '../../../ui/form/Field.tsx';
import { Dialogue } from './Dialogue.tsx';
import { titleOf, type Target } from './target.ts';

type What = 'reopen' | 'refuse' | 'approve' | 'triage' | 'note';

const words: Record<What, { title: string; verb: string; label: string; hint: string; needed: boolean }> = {
  reopen: { title: 'Open again:', verb: 'Open again', label: 'Why', hint: 'The decision that holds ends; clocks start anew.', needed: true },
  refuse: { title: 'Refuse the proposal for', verb: 'Refuse', label: 'Why not', hint: 'Whoever proposed it reads this.', needed: true },
  approve: { title: 'Approve the proposal for', verb: 'Approve', label: 'Note', hint: 'May be empty.', needed: false },
  triage: { title: 'Triage', verb: 'Mark triaged', label: 'What you found', hint: 'May be empty.', needed: false },
  note: { title: 'Note on', verb: 'Keep', label: 'Note', hint: 'Stands in the history.', needed: true },
};

/** What needs a word and no more. */
export function ReasonDialog({ what, target, onClose, onDone }: { what: What; target: Target; onClose: () => void; onDone: () => void }) {
  const [note, setNote] = useState('');
  const { title, verb, label, hint, needed } = words[what];
  const action: Action = { do: what, note: note.trim() };
  return (
    <Dialogue title={`${title} ${titleOf(target)}`} verb={verb} target={target} action={needed && note.trim() === '' ? undefined : action} onClose={onClose} onDone={onDone}>
      <Field label={label} hint={hint}>{(props) => <TextArea {...props} rows={3} maxLength={4_000} value={note} onChange={(event) => setNote(event.target.value)} />}</Field>
    </Dialogue>
  );
}
