import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Claim } from '../../../../../src/program/contract.ts';
import { confirmClaim, programKey } from '../../../api/program.ts';
import { useMay, useMe } from '../../../app/session.tsx';
import { Empty } from '../../../ui/Empty.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { done } from '../../../ui/overlay/toasts.ts';
import { Text } from '../../../ui/text/Text.tsx';
import { Ago } from '../../../ui/time/Time.tsx';
import { Trouble } from '../../../ui/Trouble.tsx';
import { valueOf } from '../words.ts';
import s from './Evidence.module.css';

/** What people said of facts: it counts when another one has confirmed it. */
export function Claims({ claims, error }: { claims: readonly Claim[] | undefined; error: Error | null }) {
  if (error !== null) return <Trouble error={error} />;
  if (claims === undefined) return null;
  if (claims.length === 0) return <Empty title="Nobody has said anything">What Glacis cannot measure, such as whether a restore drill passed, one person says and another confirms. Until then it opens nothing.</Empty>;
  return (
    <div className={s.scroll} tabIndex={0} role="region" aria-label="Said by people">
      {claims.toSorted((a, b) => Number(a.confirmedBy !== null) - Number(b.confirmedBy !== null)).map((claim) => <Said key={claim.id} claim={claim} />)}
    </div>
  );
}

function Said({ claim: { id, fact, value, reason, by, at, until, confirmedBy } }: { claim: Claim }) {
  const may = useMay();
  const me = useMe();
  const queries = useQueryClient();
  const confirm = useMutation({ mutationFn: () => confirmClaim(id), onSuccess: () => done('Confirmed: it counts from now on.'), onSettled: () => queries.invalidateQueries({ queryKey: programKey }) });
  const waits = confirmedBy === null;
  return (
    <article className={s.item} data-waits={waits}>
      <div>
        <span className={s.line}><code><Text value={fact} /></code><b className="mono"><Text value={valueOf(value, null)} /></b><span className="quiet">ends <Ago at={until} /></span></span>
        <p><Text value={reason} /></p>
        <span className="quiet">Said by <Text value={by} />, <Ago at={at} />. {waits ? 'Waits for a second person: it opens nothing yet.' : <>Confirmed by <Text value={confirmedBy} />.</>}</span>
      </div>
      {waits && may('evidence.write') && by !== me.email ? <div><Button look="primary" busy={confirm.isPending} onClick={() => confirm.mutate()}>Confirm</Button></div> : null}
    </article>
  );
}
