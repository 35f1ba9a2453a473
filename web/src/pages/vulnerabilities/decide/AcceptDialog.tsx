import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { policyQuery } from '../../../api/vulnerabilities.ts';
import { useMe } from '../../../app/session.tsx';
import { Field, TextArea } from '../../../ui/form/Field.tsx';
import { useNow } from '../../../ui/time/now.ts';
import { addMonths, dayOf, usualCalendar } from '../days/calendar.ts';
import { readDay, sayFullDay } from '../days/words.ts';
import { sayApproval } from '../policy/sentences.ts';
import { DayField } from './DayField.tsx';
import { Dialogue, useScope } from './Dialogue.tsx';
import { titleOf, type Target } from './target.ts';

const MOST_MONTHS = 6;

/** The risk is taken, for a reason and for a time. */
export function AcceptDialog({ target, onClose, onDone }: { target: Target; onClose: () => void; onDone: () => void }) {
  const me = useMe();
  const today = dayOf(useNow());
  const { data } = useQuery(policyQuery);
  const policy = data?.policy;
  const [typed, setTyped] = useState('+3m');
  const [reason, setReason] = useState('');
  const [control, setControl] = useState('');
  const [scope, scopeField] = useScope();
  const calendar = policy ?? usualCalendar;
  const until = readDay(typed, { today, calendar });
  const most = addMonths(today, policy?.accept.mostMonths ?? MOST_MONTHS);
  const wrong = (day: string) => (day <= today ? 'That day is over.' : day > most ? `Policy lets a risk be accepted until ${sayFullDay(most)} at most.` : undefined);
  const complete = reason.trim() !== '' && until !== undefined && wrong(until) === undefined;
  return (
    <Dialogue
      title={`Accept ${titleOf(target)} until…`}
      verb="Accept"
      target={target}
      action={complete ? { do: 'accept', reason: reason.trim(), control: control.trim(), until, scope } : undefined}
      approval={policy === undefined ? '' : sayApproval(policy.accept, target.known.map(({ severity }) => severity), me.role)}
      onClose={onClose}
      onDone={onDone}
    >
      <Field label="Why the risk is taken" hint="Goes into the release notes’ page of accepted vulnerabilities.">
        {(props) => <TextArea {...props} rows={2} maxLength={4_000} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
      <Field label="What makes up for it" hint="A compensating control: a firewall, a feature that is off. May be empty.">
        {(props) => <TextArea {...props} rows={2} maxLength={4_000} value={control} onChange={(event) => setControl(event.target.value)} />}
      </Field>
      <DayField label="Until" typed={typed} onTyped={setTyped} today={today} calendar={calendar} wrong={wrong}>{() => '. Then it opens again by itself.'}</DayField>
      {scopeField}
    </Dialogue>
  );
}
