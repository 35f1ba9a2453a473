import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Justification } from '../../../../../src/vulnerabilities/contract.ts';
import { policyQuery } from '../../../api/vulnerabilities.ts';
import { useMe } from '../../../app/session.tsx';
import { Field, Select, TextArea } from '../../../ui/form/Field.tsx';
import { sayApproval } from '../policy/sentences.ts';
import { Dialogue, useScope } from './Dialogue.tsx';
import { titleOf, type Target } from './target.ts';

export const justificationWords: Record<Justification, string> = {
  component_not_present: 'The package is not there',
  vulnerable_code_not_present: 'The vulnerable code is not there',
  vulnerable_code_not_in_execute_path: 'The vulnerable code is never run',
  vulnerable_code_cannot_be_controlled_by_adversary: 'An attacker cannot reach the vulnerable code',
  inline_mitigations_already_exist: 'It is mitigated already',
};

/** It does not harm here, for a reason that VEX knows. */
export function NotAffectedDialog({ target, onClose, onDone }: { target: Target; onClose: () => void; onDone: () => void }) {
  const me = useMe();
  const { data } = useQuery(policyQuery);
  const [justification, setJustification] = useState<Justification>('vulnerable_code_not_in_execute_path');
  const [reason, setReason] = useState('');
  const [scope, scopeField] = useScope();
  return (
    <Dialogue
      title={`Not affected by ${titleOf(target)}`}
      verb="Mark not affected"
      target={target}
      action={reason.trim() === '' ? undefined : { do: 'not-affected', justification, reason: reason.trim(), scope }}
      approval={data === undefined ? '' : sayApproval(data.policy.accept, target.known.map(({ severity }) => severity), me.role)}
      onClose={onClose}
      onDone={onDone}
    >
      <Field label="Why not" hint="As OpenVEX has it; it is exported with these words.">
        {(props) => (
          <Select {...props} value={justification} onChange={(event) => setJustification(Justification.parse(event.target.value))}>
            {Justification.options.map((option) => <option key={option} value={option}>{justificationWords[option]}</option>)}
          </Select>
        )}
      </Field>
      <Field label="What makes you sure" hint="Somebody will ask in a year.">
        {(props) => <TextArea {...props} rows={3} maxLength={4_000} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
      {scopeField}
    </Dialogue>
  );
}
