import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FactAnswer } from '../../../../../src/program/contract.ts';
import { asProblem } from '../../../api/problem.ts';
import { makeClaim, programKey } from '../../../api/program.ts';
import { Button } from '../../../ui/form/Button.tsx';
import { Field, Form, FormEnd, Input, Select, TextArea } from '../../../ui/form/Field.tsx';
import { Kbd } from '../../../ui/Kbd.tsx';
import { Dialog } from '../../../ui/overlay/Dialog.tsx';
import { done } from '../../../ui/overlay/toasts.ts';
import { useNow } from '../../../ui/time/now.ts';
import { Trouble } from '../../../ui/Trouble.tsx';
import { addDays, dayOf } from '../../vulnerabilities/days/calendar.ts';
import { UntilField } from '../parts/UntilField.tsx';
import { readValue } from './value.ts';

const LEAST_REASON = 20;
const MOST_DAYS = 180;

/** One person says what a fact is, for how long, and how they know. */
export function SayFact({ facts, first, onClose, onDone }: { facts: readonly FactAnswer[]; first: string | undefined; onClose: () => void; onDone: () => void }) {
  const queries = useQueryClient();
  const today = dayOf(useNow());
  const outside = facts.filter(({ measured }) => !measured);
  const [id, setId] = useState(outside.find((fact) => fact.id === first)?.id ?? outside[0]?.id ?? '');
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState(addDays(today, 30));
  const fact = outside.find((one) => one.id === id);
  const value = fact === undefined ? undefined : readValue(typed, fact);
  const say = useMutation({
    mutationFn: (given: boolean | number | string) => makeClaim({ fact: id, value: given, reason: reason.trim(), until: new Date(`${until}T23:59:59`).toISOString() }),
    meta: { shown: true },
    onSuccess: () => { done('Said. It counts when somebody else has confirmed it.'); onDone(); },
    onSettled: () => queries.invalidateQueries({ queryKey: programKey }),
  });
  const complete = value !== undefined && reason.trim().length >= LEAST_REASON && until > today;
  const submit = () => { if (complete && !say.isPending) say.mutate(value); };
  return (
    <Dialog title="Say what a fact is" onClose={onClose}>
      <Form onSubmit={(event) => { event.preventDefault(); submit(); }} onKeyDown={(event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); submit(); } }}>
        <Field label="Fact" hint={fact?.meaning}>{(props) => <Select {...props} value={id} onChange={(event) => { setId(event.target.value); setTyped(''); }}>{outside.map((one) => <option key={one.id} value={one.id}>{one.id}</option>)}</Select>}</Field>
        {fact?.type === 'bool'
          ? <Field label="Is it so?">{(props) => <Select {...props} value={typed} onChange={(event) => setTyped(event.target.value)}><option value="">–</option><option value="yes">Yes</option><option value="no">No</option></Select>}</Field>
          : <Field label={fact?.unit === 'share' ? 'Value in per cent' : 'Value'} hint={fact?.unit ?? undefined} error={typed !== '' && value === undefined ? `That is no ${fact?.type ?? 'value'}.` : undefined}>{(props) => <Input {...props} mono maxLength={2_000} value={typed} onChange={(event) => setTyped(event.target.value)} />}</Field>}
        <Field label="How do you know?" hint={`At least ${LEAST_REASON} characters: the person who confirms it reads this, and so does an auditor.`}>{(props) => <TextArea {...props} rows={3} maxLength={4_000} value={reason} onChange={(event) => setReason(event.target.value)} />}</Field>
        <UntilField value={until} onChange={setUntil} today={today} mostDays={MOST_DAYS} />
        {say.error === null ? null : <Trouble error={asProblem(say.error)} />}
        <FormEnd>
          <Button type="submit" look="primary" busy={say.isPending} disabled={!complete}>Say it</Button>
          <Button onClick={onClose}>Cancel</Button>
          <Kbd keys="mod+Enter" />
        </FormEnd>
      </Form>
    </Dialog>
  );
}
