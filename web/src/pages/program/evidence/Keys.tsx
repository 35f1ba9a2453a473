import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import type { EvidenceKey } from '../../../../../src/program/contract.ts';
import { confirmEvidenceKey, programKey, removeEvidenceKey } from '../../../api/program.ts';
import { useMay, useMe } from '../../../app/session.tsx';
import { Empty } from '../../../ui/Empty.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { Confirm } from '../../../ui/overlay/Confirm.tsx';
import { done } from '../../../ui/overlay/toasts.ts';
import { Text } from '../../../ui/text/Text.tsx';
import { Ago } from '../../../ui/time/Time.tsx';
import { Trouble } from '../../../ui/Trouble.tsx';
import s from './Evidence.module.css';

type Key = z.infer<typeof EvidenceKey>;

/** The keys whose statements are believed, each of its facts. */
export function Keys({ keys, error }: { keys: readonly Key[] | undefined; error: Error | null }) {
  const may = useMay();
  const me = useMe();
  const queries = useQueryClient();
  const [removing, setRemoving] = useState<Key>();
  const remove = useMutation({ mutationFn: (keyid: string) => removeEvidenceKey(keyid), onSettled: async () => { setRemoving(undefined); await queries.invalidateQueries({ queryKey: programKey }); } });
  const confirm = useMutation({ mutationFn: ({ keyid, facts }: Key) => confirmEvidenceKey(keyid, facts), onSuccess: () => done('Confirmed: it is believed from now on.'), onSettled: () => queries.invalidateQueries({ queryKey: programKey }) });
  if (error !== null) return <Trouble error={error} />;
  if (keys === undefined) return null;
  if (keys.length === 0) return <Empty title="No key is believed">A program outside, such as a prober of the boundary, signs what it sees. Add its public key here, and for which facts it is believed; then it sends statements with <code>glacis program evidence</code>.</Empty>;
  return (
    <div className={s.scroll} tabIndex={0} role="region" aria-label="Keys">
      {keys.map((key) => (
        <article key={key.keyid} className={s.item} data-waits={key.confirmedBy === null}>
          <div>
            <span className={s.line}><b><Text value={key.name} /></b><code className="quiet" title={key.keyid}>{key.keyid.slice(0, 16)}</code></span>
            <code><Text value={key.facts.join(', ')} /></code>
            <span className="quiet">Added by <Text value={key.addedBy} />, <Ago at={key.addedAt} />. {key.confirmedBy === null ? 'Waits for a second person: it is not believed yet.' : <>Confirmed by <Text value={key.confirmedBy} />.</>}</span>
          </div>
          {may('program.write') ? (
            <div>
              {key.confirmedBy === null && key.addedBy !== me.email ? <Button look="primary" busy={confirm.isPending} onClick={() => confirm.mutate(key)}>Confirm</Button> : null}
              <Button onClick={() => setRemoving(key)}>Remove</Button>
            </div>
          ) : null}
        </article>
      ))}
      {removing === undefined ? null : (
        <Confirm title={`Believe “${removing.name}” no longer?`} verb="Remove" busy={remove.isPending} onConfirm={() => remove.mutate(removing.keyid)} onClose={() => setRemoving(undefined)}>
          What it has signed counts no longer, and gates that rest on it stop being open.
        </Confirm>
      )}
    </div>
  );
}
