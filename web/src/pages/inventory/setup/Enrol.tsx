import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Enrolment, Label } from '../../../../../src/inventory/contract.ts';
import { api } from '../../../api/client.ts';
import { Code } from '../../../ui/Code.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { Field, Form, FormEnd, Input } from '../../../ui/form/Field.tsx';
import { Dialog } from '../../../ui/overlay/Dialog.tsx';
import { Exact } from '../../../ui/time/Time.tsx';
import { Trouble } from '../../../ui/Trouble.tsx';
import { enrolSteps } from './systemd.ts';
import s from '../../settings/Settings.module.css';

/** Makes a one-time token, and shows what to paste on the node. */
export function Enrol({ onClose }: { onClose: () => void }) {
  const [draft, setDraft] = useState({ owner: '', environment: '', hours: '24' });
  const set = (part: Partial<typeof draft>) => setDraft((old) => ({ ...old, ...part }));
  const said = (text: string) => text.trim() || undefined;
  const make = useMutation({
    mutationFn: () => api.post('/agents/enrolments', Enrolment, { owner: said(draft.owner), environment: said(draft.environment), expiresInHours: Number(draft.hours) }),
    meta: { shown: true },
  });
  if (make.data !== undefined) {
    return (
      <Dialog wide title="Enrol a node" onClose={onClose}>
        <div className={s.once}>
          <span>The token enrols one node and is told once, now. It ends <Exact at={make.data.expiresAt} />.</span>
          {enrolSteps(make.data.command).map(({ says, code }) => <div key={says}><p style={{ paddingBottom: 6 }}>{says}</p><Code text={code} /></div>)}
        </div>
        <div style={{ paddingTop: 12 }}><FormEnd><Button look="primary" onClick={onClose}>Done</Button><span className="quiet">The node stands among the assets as soon as it has reported.</span></FormEnd></div>
      </Dialog>
    );
  }
  const wrong = (text: string) => (text.trim() === '' || Label.safeParse(text.trim()).success ? undefined : '1 to 100 letters, digits, spaces and ._/@-');
  const hours = Number(draft.hours);
  const outside = !Number.isInteger(hours) || hours < 1 || hours > 720;
  return (
    <Dialog title="Enrol a node" onClose={onClose}>
      <Form onSubmit={(event) => { event.preventDefault(); make.mutate(); }}>
        <Field label="Owner" hint="The team that answers for it. Empty: as the rules say." error={wrong(draft.owner)}>{(props) => <Input {...props} maxLength={100} value={draft.owner} onChange={(event) => set({ owner: event.target.value })} />}</Field>
        <Field label="Environment" hint="production, staging, … Empty: as the rules say." error={wrong(draft.environment)}>{(props) => <Input {...props} maxLength={100} value={draft.environment} onChange={(event) => set({ environment: event.target.value })} />}</Field>
        <Field label="The token ends after (hours)" error={outside ? '1 to 720' : undefined}>{(props) => <Input {...props} type="number" min={1} max={720} value={draft.hours} onChange={(event) => set({ hours: event.target.value })} />}</Field>
        {make.error === null ? null : <Trouble error={make.error} />}
        <FormEnd>
          <Button type="submit" look="primary" busy={make.isPending} disabled={outside || wrong(draft.owner) !== undefined || wrong(draft.environment) !== undefined}>Make the command</Button>
          <Button onClick={onClose}>Cancel</Button>
        </FormEnd>
      </Form>
    </Dialog>
  );
}
