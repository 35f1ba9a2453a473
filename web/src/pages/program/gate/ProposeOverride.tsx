import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { GateAnswer } from '../../../../../src/program/contract.ts';
import { asProblem } from '../../../api/problem.ts';
import { programKey, proposeOverride } from '../../../api/program.ts';
import { Button } from '../../../ui/form/Button.tsx';
import { Check, Field, Form, FormEnd, TextArea } from '../../../ui/form/Field.tsx';
import { Icon } from '../../../ui/Icon.tsx';
import { Kbd } from '../../../ui/Kbd.tsx';
import { Dialog } from '../../../ui/overlay/Dialog.tsx';
import { done } from '../../../ui/overlay/toasts.ts';
import { Text } from '../../../ui/text/Text.tsx';
import { withTimes } from '../../../ui/time/instant.ts';
import { useNow } from '../../../ui/time/now.ts';
import { useZone } from '../../../ui/time/zone.ts';
import { Trouble } from '../../../ui/Trouble.tsx';
import { addDays, dayOf } from '../../vulnerabilities/days/calendar.ts';
import { UntilField } from '../parts/UntilField.tsx';
import s from './Gate.module.css';

const LEAST_REASON = 20;
const MOST_DAYS = 30;

/** Conditions that shall not count for a while: why, what makes up for it, and until when. A second person has to approve it. */
export function ProposeOverride({ gate: { id, title, reasons }, onClose }: { gate: GateAnswer; onClose: () => void }) {
  const queries = useQueryClient();
  const zone = useZone();
  const today = dayOf(useNow());
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [reason, setReason] = useState('');
  const [control, setControl] = useState('');
  const [until, setUntil] = useState(addDays(today, 7));
  const propose = useMutation({
    mutationFn: () => proposeOverride(id, { requirements: chosen, reason: reason.trim(), control: control.trim(), until: new Date(`${until}T23:59:59`).toISOString() }),
    meta: { shown: true },
    onSuccess: () => { done('Proposed. It counts when a second person has approved it.'); onClose(); },
    onSettled: () => queries.invalidateQueries({ queryKey: programKey }),
  });
  const complete = chosen.length > 0 && reason.trim().length >= LEAST_REASON && control.trim() !== '' && until > today;
  const submit = () => { if (complete && !propose.isPending) propose.mutate(); };
  return (
    <Dialog wide title={`Override conditions of ${title}`} onClose={onClose}>
      <Form onSubmit={(event) => { event.preventDefault(); submit(); }} onKeyDown={(event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); submit(); } }}>
        <div className={s.choose} role="group" aria-label="Conditions that shall not count">
          {reasons.map(({ condition, title: what, sentence }) => (
            <Check key={condition} label={<><Text value={what} /> <span className="quiet"><Text value={withTimes(sentence, zone)} /></span></>} checked={chosen.includes(condition)} onChange={(event) => setChosen(event.target.checked ? [...chosen, condition] : chosen.filter((other) => other !== condition))} />
          ))}
        </div>
        <Field label="Why it may open nevertheless" hint={`At least ${LEAST_REASON} characters: it stands in the audit log and beside the gate.`}>{(props) => <TextArea {...props} rows={2} maxLength={4_000} value={reason} onChange={(event) => setReason(event.target.value)} />}</Field>
        <Field label="What makes up for it meanwhile" hint="A compensating control: a firewall, a feature that is off, somebody who watches.">{(props) => <TextArea {...props} rows={2} maxLength={4_000} value={control} onChange={(event) => setControl(event.target.value)} />}</Field>
        <UntilField value={until} onChange={setUntil} today={today} mostDays={MOST_DAYS} />
        <p className="quiet" style={{ display: 'flex', gap: 6, alignItems: 'center' }}><Icon name="user" />It counts when a second person has approved it, and ends by itself.</p>
        {propose.error === null ? null : <Trouble error={asProblem(propose.error)} />}
        <FormEnd>
          <Button type="submit" look="primary" busy={propose.isPending} disabled={!complete}>Propose</Button>
          <Button onClick={onClose}>Cancel</Button>
          <Kbd keys="mod+Enter" />
        </FormEnd>
      </Form>
    </Dialog>
  );
}
