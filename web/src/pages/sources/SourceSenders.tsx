import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Source, SourceCertificate, type Sender } from '../../../../src/logs/contract.ts';
import { api } from '../../api/client.ts';
import { asProblem } from '../../api/problem.ts';
import { sourcesQuery } from '../../api/sources.ts';
import { Code } from '../../ui/Code.tsx';
import { Button, IconButton } from '../../ui/form/Button.tsx';
import { Field, Input } from '../../ui/form/Field.tsx';
import { Exact } from '../../ui/time/Time.tsx';
import { SourceTokens } from './SourceTokens.tsx';
import s from './Sources.module.css';

/** Whose syslog this source is: certificates, and networks. */
export function SourceSenders({ source }: { source: Source }) {
  const queries = useQueryClient();
  const [cidr, setCidr] = useState('');
  const path = `/sources/${encodeURIComponent(source.name)}`;
  const again = () => queries.invalidateQueries({ queryKey: sourcesQuery.queryKey });
  const change = useMutation({
    mutationFn: (senders: Sender[]) => api.patch(path, Source, { senders }),
    meta: { shown: true },
    onSuccess: async () => { setCidr(''); await again(); },
  });
  const issue = useMutation({ mutationFn: () => api.post(`${path}/certificates`, SourceCertificate), onSuccess: again });
  return (
    <>
      <SourceTokens source={source.name} />
      <section className={s.section}>
        <p className="quiet">Syslog carries no token: a sender is known by its certificate over TLS, or by its network. Lines of senders that no source names go to quarantine.</p>
        <ul>
          {source.senders.map((sender) => (
            <li key={JSON.stringify(sender)} className={s.line}>
              <span className="mono cut">{sender.by === 'certificate' ? `certificate ${sender.fingerprint.slice(0, 24)}…` : `${sender.cidr}${sender.transport === undefined ? '' : ` over ${sender.transport}`}`}</span>
              <IconButton icon="close" label="Remove this sender" onClick={() => change.mutate(source.senders.filter((other) => other !== sender))} />
            </li>
          ))}
        </ul>
        <form className={s.line} style={{ alignItems: 'flex-end' }} onSubmit={(event) => { event.preventDefault(); change.mutate([...source.senders, { by: 'network', cidr: cidr.trim() }]); }}>
          <Field label="Network" error={change.error === null ? undefined : asProblem(change.error).message}>
            {(props) => <Input {...props} mono placeholder="10.20.4.0/24" maxLength={49} value={cidr} onChange={(event) => setCidr(event.target.value)} />}
          </Field>
          <Button type="submit" disabled={cidr.trim() === ''} busy={change.isPending}>Trust it</Button>
        </form>
      </section>
      <section className={s.section}>
        <div className={s.line}>
          <span className="quiet">A certificate for one sender; its key is told once.</span>
          <Button icon="plus" busy={issue.isPending} onClick={() => issue.mutate()}>Make a certificate</Button>
        </div>
        {issue.data === undefined ? null : (
          <div className={s.once}>
            <span>Told once, now. Valid until <Exact at={issue.data.notAfter} />.</span>
            {([['ca.pem', issue.data.ca], ['cert.pem', issue.data.certificate], ['key.pem', issue.data.key]] as const).map(([name, text]) => (
              <div key={name} className={s.step}><code>{name}</code><Code text={text} label={`Copy ${name}`} /></div>
            ))}
          </div>
        )}
      </section>
    </>
  );
}
