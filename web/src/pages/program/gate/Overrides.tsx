import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { GateAnswer, OverrideAnswer } from '../../../../../src/program/contract.ts';
import { approveOverride, endOverride, programKey } from '../../../api/program.ts';
import { useMay, useMe } from '../../../app/session.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { Confirm } from '../../../ui/overlay/Confirm.tsx';
import { done } from '../../../ui/overlay/toasts.ts';
import { Text } from '../../../ui/text/Text.tsx';
import { Ago } from '../../../ui/time/Time.tsx';
import s from './Gate.module.css';

/** What two people let pass, and what waits for the second of them. */
export function Overrides({ gate: { overrides } }: { gate: GateAnswer }) {
  const shown = overrides.filter(({ state }) => state !== 'ended');
  if (shown.length === 0) return null;
  return (
    <section className={s.section} aria-labelledby="overrides">
      <div className={s.head}><h3 id="overrides">Overrides</h3><span className="quiet">conditions that do not count for this gate until they end</span></div>
      {shown.map((override) => <Override key={override.id} override={override} />)}
    </section>
  );
}

function Override({ override: { id, state, requirements, by, approvedBy, reason, control, from, until } }: { override: OverrideAnswer }) {
  const may = useMay();
  const me = useMe();
  const queries = useQueryClient();
  const [ending, setEnding] = useState(false);
  const onSettled = () => queries.invalidateQueries({ queryKey: programKey });
  const approve = useMutation({ mutationFn: () => approveOverride(id), onSuccess: () => done('It counts from now on.'), onSettled });
  const end = useMutation({ mutationFn: () => endOverride(id), onSuccess: () => { setEnding(false); done('The conditions count again.'); }, onSettled });
  return (
    <article className={s.override} data-state={state}>
      <div>
        <span><b>{state === 'active' ? 'In force' : 'Waits for a second person'}</b>, ends <Ago at={until} />. <span className="quiet">Proposed by <Text value={by} />{approvedBy === null ? '' : <>, approved by <Text value={approvedBy} /></>}, <Ago at={from} />.</span></span>
        <p><Text value={reason} /></p>
        <p><span className="quiet">Meanwhile:</span> <Text value={control} /></p>
        <code className="quiet"><Text value={requirements.join(', ')} /></code>
      </div>
      <div className={s.acts}>
        {state === 'proposed' && may('program.write') && by !== me.email ? <Button look="primary" busy={approve.isPending} onClick={() => approve.mutate()}>Approve</Button> : null}
        {may('evidence.write') ? <Button onClick={() => setEnding(true)}>Take back</Button> : null}
      </div>
      {ending ? <Confirm title="Take the override back?" verb="Take back" busy={end.isPending} onConfirm={() => end.mutate()} onClose={() => setEnding(false)}>Its conditions count again at once, and the gate may close.</Confirm> : null}
    </article>
  );
}
