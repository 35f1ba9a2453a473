import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import type { Arrival } from '../../../../../src/program/contract.ts';
import { arrivalsQuery, changeArrival } from '../../../api/roadmap.ts';
import { programKey } from '../../../api/program.ts';
import { useMay } from '../../../app/session.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { done } from '../../../ui/overlay/toasts.ts';
import { Text } from '../../../ui/text/Text.tsx';
import { Ago } from '../../../ui/time/Time.tsx';
import { isSafeLink } from '../../vulnerabilities/issue/safe-link.ts';
import { SpendHours } from './SpendHours.tsx';
import { sayHours } from './words.ts';
import s from './Roadmap.module.css';

/** Security reports and incidents that are not done. */
export function Arrivals() {
  const { data } = useQuery(arrivalsQuery);
  const [spends, setSpends] = useState<z.infer<typeof Arrival>>();
  if (data === undefined) return null;
  const { items, next } = data;
  return (
    <section className={s.section} aria-label="What arrived">
      <header><h2>What arrived</h2><span className="quiet">{items.length === 0 ? 'nothing is open: reports and incidents draw on the time that is kept for them' : `${items.length}${next === null ? '' : ' and more'} open`}</span></header>
      {items.map((arrival) => <Row key={arrival.id} arrival={arrival} onSpend={() => setSpends(arrival)} />)}
      {spends === undefined ? null : <SpendHours arrival={spends} onClose={() => setSpends(undefined)} />}
    </section>
  );
}

function Row({ arrival: { id, kind, title, url, hours, spent, arrivedAt }, onSpend }: { arrival: z.infer<typeof Arrival>; onSpend: () => void }) {
  const may = useMay();
  const queries = useQueryClient();
  const end = useMutation({ mutationFn: () => changeArrival(id, { ended: true }), onSuccess: () => done('Done: it draws on no hours any more.'), onSettled: () => queries.invalidateQueries({ queryKey: programKey }) });
  return (
    <div className={s.arrival}>
      <span className="quiet">{kind === 'incident' ? 'incident' : 'report'}</span>
      <span className="cut" title={title}>{url !== null && isSafeLink(url) ? <a href={url} target="_blank" rel="noreferrer noopener"><Text value={title} /></a> : <Text value={title} />}</span>
      <span className="number mono">{hours === null ? <span className="quiet">no estimate</span> : `${sayHours(spent)} of ${sayHours(hours)}`}</span>
      <Ago at={arrivedAt} />
      {may('arrivals.write') ? <span className={s.acts}><Button look="bare" onClick={onSpend}>Hours</Button><Button look="bare" icon="check" busy={end.isPending} onClick={() => end.mutate()}>Done</Button></span> : null}
    </div>
  );
}
