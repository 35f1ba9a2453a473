import { useMutation, useQueryClient } from '@tanstack/react-query';
import { NotifyToken, type Registry } from '../../../../../src/vulnerabilities/contract.ts';
import { api } from '../../../api/client.ts';
import { registriesQuery } from '../../../api/inventory.ts';
import { Code } from '../../../ui/Code.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { FormEnd } from '../../../ui/form/Field.tsx';
import { Dialog } from '../../../ui/overlay/Dialog.tsx';
import { Trouble } from '../../../ui/Trouble.tsx';
import { distributionConfig } from './notify.ts';
import s from '../../settings/Settings.module.css';

/** Lets a registry tell of pushes itself, so that nothing waits for the next poll. */
export function Notifications({ registry, onClose }: { registry: Registry; onClose: () => void }) {
  const queries = useQueryClient();
  const make = useMutation({
    mutationFn: () => api.post(`/registries/${encodeURIComponent(registry.id)}/notify-token`, NotifyToken),
    meta: { shown: true },
    onSuccess: () => queries.invalidateQueries({ queryKey: registriesQuery.queryKey }),
  });
  return (
    <Dialog wide title={`“${registry.name}” tells of pushes`} onClose={onClose}>
      {make.data === undefined ? (
        <>
          <p>The registry posts to Glacis whenever something is pushed, and its tag is scanned at once. It comes in with a token of its own, with which it can do nothing else.{registry.notifies ? ' A token was made before: it ends when another is made.' : ''}</p>
          {make.error === null ? null : <Trouble error={make.error} />}
          <div style={{ paddingTop: 12 }}><FormEnd><Button look="primary" busy={make.isPending} onClick={() => make.mutate()}>{registry.notifies ? 'Make another token' : 'Make the token'}</Button><Button onClick={onClose}>Cancel</Button></FormEnd></div>
        </>
      ) : (
        <div className={s.once}>
          <span>Told once, now. In <code>config.yml</code> of the registry (Distribution, docker-registry); then restart it:</span>
          <Code text={distributionConfig(make.data)} />
          <span className="quiet">Others that post the same events: to the same address, with the same header.</span>
          <FormEnd><Button look="primary" onClick={onClose}>Done</Button></FormEnd>
        </div>
      )}
    </Dialog>
  );
}
