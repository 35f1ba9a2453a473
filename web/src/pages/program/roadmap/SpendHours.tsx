import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import type { Arrival } from '../../../../../src/program/contract.ts';
import { asProblem } from '../../../api/problem.ts';
import { programKey } from '../../../api/program.ts';
import { changeArrival } from '../../../api/roadmap.ts';
import { Button } from '../../../ui/form/Button.tsx';
import { Field, Form, FormEnd, Input } from '../../../ui/form/Field.tsx';
import { Dialog } from '../../../ui/overlay/Dialog.tsx';
import { done } from '../../../ui/overlay/toasts.ts';
import { Trouble } from '../../../ui/Trouble.tsx';
import { hoursIn } from './hours.ts';

/** What a report or incident is estimated to take, and what it took so far. */
export function SpendHours({ arrival: { id, title, hours, spent }, onClose }: { arrival: z.infer<typeof Arrival>; onClose: () => void }) {
  const queries = useQueryClient();
  const [estimate, setEstimate] = useState(hours === null ? '' : String(hours));
  const [took, setTook] = useState(String(spent));
  const [read, spentRead] = [hoursIn(estimate), hoursIn(took)];
  const save = useMutation({
    mutationFn: () => changeArrival(id, { hours: read ?? null, spent: spentRead ?? 0 }),
    meta: { shown: true },
    onSuccess: () => { done('Saved. The plan is laid out anew.'); onClose(); },
    onSettled: () => queries.invalidateQueries({ queryKey: programKey }),
  });
  const complete = (estimate.trim() === '' || read !== undefined) && spentRead !== undefined;
  return (
    <Dialog title={`Hours of “${title}”`} onClose={onClose}>
      <Form onSubmit={(event) => { event.preventDefault(); if (complete && !save.isPending) save.mutate(); }}>
        <Field label="It takes, in hours" hint="Empty: it counts as the program says.">{(props) => <Input {...props} mono inputMode="decimal" value={estimate} onChange={(event) => setEstimate(event.target.value)} />}</Field>
        <Field label="It took so far, in hours">{(props) => <Input {...props} mono inputMode="decimal" value={took} onChange={(event) => setTook(event.target.value)} />}</Field>
        {save.error === null ? null : <Trouble error={asProblem(save.error)} />}
        <FormEnd><Button type="submit" look="primary" busy={save.isPending} disabled={!complete}>Save</Button><Button onClick={onClose}>Cancel</Button></FormEnd>
      </Form>
    </Dialog>
  );
}
