import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Registry } from '../../../../../src/vulnerabilities/contract.ts';
import { Nothing, api } from '../../../api/client.ts';
import { registriesQuery } from '../../../api/inventory.ts';
import { Button, IconButton } from '../../../ui/form/Button.tsx';
import { Icon } from '../../../ui/Icon.tsx';
import { Confirm } from '../../../ui/overlay/Confirm.tsx';
import { done } from '../../../ui/overlay/toasts.ts';
import { Outcome, type OutcomeName } from '../../../ui/state/Outcome.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { count } from '../../../ui/text/numbers.ts';
import { withTimes } from '../../../ui/time/instant.ts';
import { Ago } from '../../../ui/time/Time.tsx';
import { useZone } from '../../../ui/time/zone.ts';
import s from './Setup.module.css';

const states: Record<Registry['state'], [OutcomeName, string]> = { new: ['other', 'Not listed yet'], fine: ['success', 'Followed'], failing: ['failure', 'Failing'] };

type Props = { registry: Registry; writes: boolean; onEdit: () => void; onNotifications: () => void };

/** One registry: what of it is followed, and what is wrong with it. */
export function RegistryRow({ registry, writes, onEdit, onNotifications }: Props) {
  const { id, name, url, repositories, tags, state, problem, polledAt, images, everyMinutes, notifies } = registry;
  const queries = useQueryClient();
  const zone = useZone();
  const [removing, setRemoving] = useState(false);
  const path = `/registries/${encodeURIComponent(id)}`;
  const again = () => queries.invalidateQueries({ queryKey: registriesQuery.queryKey });
  const poll = useMutation({ mutationFn: () => api.post(`${path}/poll`, Registry), onSuccess: () => done(`“${name}” is being listed.`), onSettled: again });
  const remove = useMutation({ mutationFn: () => api.delete(path, Nothing), onSettled: async () => { setRemoving(false); await again(); } });
  const [outcome, says] = states[state];
  return (
    <>
      <tr>
        <td style={{ whiteSpace: 'nowrap' }}><Outcome value={outcome} /> {says}</td>
        <td><b><Text value={name} /></b><div className="mono quiet"><Text value={url} /></div></td>
        <td><span className={s.lists}>{repositories.length === 0 ? 'everything' : repositories.join(', ')}</span>{tags.length === 0 ? null : <div className="quiet">tags <span className={s.lists}>{tags.join(', ')}</span></div>}</td>
        <td className="number">{count(images)}</td>
        <td style={{ whiteSpace: 'nowrap' }}><Ago at={polledAt} /><div className="quiet">{notifies ? 'and when pushed to' : `every ${everyMinutes} min`}</div></td>
        {writes ? (
          <td className={s.acts}>
            <Button look="bare" busy={poll.isPending} onClick={() => poll.mutate()}>Poll now</Button>
            <Button look="bare" onClick={onNotifications}>Notifications…</Button>
            <Button look="bare" onClick={onEdit}>Edit</Button>
            <IconButton icon="close" label={`Remove “${name}”`} onClick={() => setRemoving(true)} />
            {removing ? (
              <Confirm title={`No longer follow “${name}”?`} verb="Remove" busy={remove.isPending} onConfirm={() => remove.mutate()} onClose={() => setRemoving(false)}>
                What was found in it stays known, but new and moved tags are no longer seen.
              </Confirm>
            ) : null}
          </td>
        ) : null}
      </tr>
      {problem === null ? null : <tr><td colSpan={writes ? 6 : 5}><span className={s.problem}><Icon name="warning" size={14} /><span><Text value={withTimes(problem, zone)} /></span></span></td></tr>}
    </>
  );
}
