import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { SourceToken } from '../../../../src/logs/contract.ts';
import { api } from '../../api/client.ts';
import { receiversQuery } from '../../api/sources.ts';
import { Code } from '../../ui/Code.tsx';
import { Button } from '../../ui/form/Button.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { waysOf } from './setup.ts';
import s from './Sources.module.css';

/** How to send to a source, ready to be copied, with a token told once. */
export function SetUp({ source, token: given }: { source: string; token?: string }) {
  const [chosen, setWay] = useState('rsyslog');
  const { data: receivers } = useQuery(receiversQuery);
  const make = useMutation({ mutationFn: () => api.post(`/sources/${encodeURIComponent(source)}/tokens`, SourceToken) });
  const token = given ?? make.data?.token;
  const ways = waysOf({ url: location.origin, host: location.hostname, source, token, tlsPort: receivers?.syslogTlsPort ?? 0 });
  const way = ways.some(({ id }) => id === chosen) ? chosen : ways[0]?.id;
  return (
    <section className={s.section}>
      {token === undefined ? (
        <div className={s.line}>
          <span className="quiet">A token writes this source and can do nothing else.</span>
          <Button icon="plus" busy={make.isPending} onClick={() => make.mutate()}>Make a token</Button>
        </div>
      ) : (
        <div className={s.once}>
          <span>This token is told once, now. It stands in the lines below.</span>
          <Code text={token} label="Copy the token" />
        </div>
      )}
      <Tabs label="Way to send" tabs={ways.map(({ id, title }) => ({ id, title }))} chosen={way ?? chosen} onChoose={setWay}>
        <div className={s.section} style={{ padding: '12px 0 0', border: 0 }}>
          {ways.find(({ id }) => id === way)?.steps.map(({ says, code }) => (
            <div key={says} className={s.step}><span>{says}</span><Code text={code} /></div>
          ))}
        </div>
      </Tabs>
    </section>
  );
}
