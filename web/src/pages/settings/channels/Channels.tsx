import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { CreatedChannel, TestAnswer, type Channel } from '../../../../../src/delivery/contract.ts';
import { Nothing, api } from '../../../api/client.ts';
import { channelsQuery } from '../../../api/settings.ts';
import { useMay } from '../../../app/session.tsx';
import { Empty } from '../../../ui/Empty.tsx';
import { Button, IconButton } from '../../../ui/form/Button.tsx';
import { Check } from '../../../ui/form/Field.tsx';
import { done, failed } from '../../../ui/overlay/toasts.ts';
import { PageHead } from '../../../ui/PageHead.tsx';
import { Severity } from '../../../ui/state/Severity.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { Trouble } from '../../../ui/Trouble.tsx';
import { Deliveries } from './Deliveries.tsx';
import { NewChannel } from './NewChannel.tsx';
import s from '../Settings.module.css';

/** Where alerts are sent, and whether they arrive. */
export function Channels() {
  const may = useMay();
  const { data: channels = [], error, isSuccess } = useQuery(channelsQuery);
  const [making, setMaking] = useState(false);
  return (
    <>
      <PageHead title="Where alerts go">{may('channels.write') ? <Button icon="plus" onClick={() => setMaking(true)}>Add a channel</Button> : null}</PageHead>
      <div className={s.scroll}>
        <section className={s.section}>
          {error === null ? null : <Trouble error={error} />}
          {isSuccess && channels.length === 0 ? <Empty title="Alerts stay in Glacis">A webhook or an e-mail address takes them to where somebody is looking.</Empty> : null}
          <ul>{channels.map((channel) => <ChannelLine key={channel.id} channel={channel} writes={may('channels.write')} />)}</ul>
        </section>
        <Deliveries />
      </div>
      {making ? <NewChannel onClose={() => setMaking(false)} /> : null}
    </>
  );
}

function ChannelLine({ channel, writes }: { channel: Channel; writes: boolean }) {
  const queries = useQueryClient();
  const again = () => queries.invalidateQueries({ queryKey: channelsQuery.queryKey });
  const path = `/channels/${encodeURIComponent(channel.id)}`;
  const test = useMutation({
    mutationFn: () => api.post(`${path}/test`, TestAnswer),
    onSuccess: ({ sent, reason }) => (sent ? done(`A test arrived at “${channel.name}”.`) : failed(`The test did not arrive at “${channel.name}”.`, reason)),
  });
  const change = useMutation({ mutationFn: (enabled: boolean) => api.patch(path, CreatedChannel, { enabled }), onSettled: again });
  const remove = useMutation({ mutationFn: () => api.delete(path, Nothing), onSettled: again });
  return (
    <li className={s.line}>
      <span className="cut"><b><Text value={channel.name} /></b> <span className="quiet mono"><Text value={channel.kind === 'webhook' ? channel.url : channel.to.join(', ')} /></span></span>
      <span className="quiet">from</span> <Severity value={channel.minimum} />
      <Check label="On" disabled={!writes} checked={channel.enabled} onChange={(event) => change.mutate(event.target.checked)} />
      {writes ? (
        <>
          <Button look="bare" busy={test.isPending} onClick={() => test.mutate()}>Send a test</Button>
          <IconButton icon="close" label={`Remove ${channel.name}`} onClick={() => remove.mutate()} />
        </>
      ) : null}
    </li>
  );
}
