import { useState } from 'react';
import { Field } from '../../../ui/form/Field.tsx';
import { Completion } from './Completion.tsx';
import { Dialogue } from './Dialogue.tsx';
import { useOwners } from './PlanDialog.tsx';
import { common, titleOf, type Target } from './target.ts';

/** Whose it is. */
export function AssignDialog({ target, onClose, onDone }: { target: Target; onClose: () => void; onDone: () => void }) {
  const owners = useOwners();
  const [owner, setOwner] = useState(common(target.known, (issue) => issue.owner) ?? '');
  const name = owner.trim();
  return (
    <Dialogue title={`Assign ${titleOf(target)}`} verb={name === '' ? 'Give back to the rules' : 'Assign'} target={target} action={{ do: 'assign', owner: name === '' ? null : name, note: '' }} onClose={onClose} onDone={onDone}>
      <Field label="Who answers for it" hint="Empty: whoever the assets belong to. ↓ offers those that are known.">
        {(props) => <Completion {...props} maxLength={100} value={owner} known={owners} onValue={setOwner} />}
      </Field>
    </Dialogue>
  );
}
