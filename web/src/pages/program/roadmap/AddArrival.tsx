import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ArrivalKind } from '../../../../../src/program/contract.ts';
import { asProblem } from '../../../api/problem.ts';
import { programKey } from '../../../api/program.ts';
import { addArrival } from '../../../api/roadmap.ts';
import { Button } from '../../../ui/form/Button.tsx';
import { Field, Form, FormEnd, Input, Select } from '../../../ui/form/Field.tsx';
import { Kbd } from '../../../ui/Kbd.tsx';
import { Dialog } from '../../../ui/overlay/Dialog.tsx';
import { done } from '../../../ui/overlay/toasts.ts';
import { Trouble } from '../../../ui/Trouble.tsx';
import { hoursIn } from './hours.ts';

const kinds: Readonly<Record<ArrivalKind, string>> = { 'security-report': 'a security report', incident: 'an incident' };

/** Work that came in unplanned: what it is, and what it is thought to take. */
export function AddArrival({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const [kind, setKind] = useState<ArrivalKind>('security-report');
  const [title, setTitle] = useState('');
  const [url, setUrl] = useState('');
  const [hours, setHours] = useState('');
  const estimate = hoursIn(hours);
  const add = useMutation({
    mutationFn: () => addArrival({ kind, title: title.trim(), ...(url.trim() === '' ? {} : { url: url.trim() }), ...(estimate === undefined ? {} : { hours: estimate }) }),
    meta: { shown: true },
    onSuccess: () => { done('Added. What it delays is told below Capacity.'); onClose(); },
    onSettled: () => queries.invalidateQueries({ queryKey: programKey }),
  });
  const wrongUrl = url.trim() !== '' && !/^https?:\/\//iu.test(url.trim());
  const wrongHours = hours.trim() !== '' && estimate === undefined;
  const complete = title.trim() !== '' && !wrongUrl && !wrongHours;
  const submit = () => { if (complete && !add.isPending) add.mutate(); };
  return (
    <Dialog title="Something arrived" onClose={onClose}>
      <Form onSubmit={(event) => { event.preventDefault(); submit(); }} onKeyDown={(event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); submit(); } }}>
        <Field label="It is">{(props) => <Select {...props} value={kind} onChange={(event) => setKind(event.target.value === 'incident' ? 'incident' : 'security-report')}>{Object.entries(kinds).map(([value, name]) => <option key={value} value={value}>{name}</option>)}</Select>}</Field>
        <Field label="What it is about">{(props) => <Input {...props} maxLength={300} value={title} onChange={(event) => setTitle(event.target.value)} />}</Field>
        <Field label="Where it is, if anywhere" error={wrongUrl ? 'An address begins with https://.' : undefined}>{(props) => <Input {...props} mono maxLength={2_000} placeholder="https://" value={url} onChange={(event) => setUrl(event.target.value)} />}</Field>
        <Field label="It takes, in hours" hint="Empty: it counts as the program says." error={wrongHours ? 'Hours are a number, such as 12 or 2.5.' : undefined}>{(props) => <Input {...props} mono inputMode="decimal" value={hours} onChange={(event) => setHours(event.target.value)} />}</Field>
        {add.error === null ? null : <Trouble error={asProblem(add.error)} />}
        <FormEnd>
          <Button type="submit" look="primary" busy={add.isPending} disabled={!complete}>Add</Button>
          <Button onClick={onClose}>Cancel</Button>
          <Kbd keys="mod+Enter" />
        </FormEnd>
      </Form>
    </Dialog>
  );
}
