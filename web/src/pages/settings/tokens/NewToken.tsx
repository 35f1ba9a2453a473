import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { CreatedToken, TokenScope } from '../../../../../src/identity/contract.ts';
import { api } from '../../../api/client.ts';
import { asProblem } from '../../../api/problem.ts';
import { tokensQuery } from '../../../api/settings.ts';
import { Code } from '../../../ui/Code.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { Check, Field, Form, FormEnd, Input } from '../../../ui/form/Field.tsx';
import { Dialog } from '../../../ui/overlay/Dialog.tsx';
import s from '../Settings.module.css';

const scopes = TokenScope.exclude(['owner', 'ingest', 'agent']);
type Scope = (typeof scopes.options)[number];
const says: Record<Scope, string> = {
  'ingest.create': 'send to any source, making it at first use',
  'events.read': 'search, tail and export events',
  'alerts.read': 'read alerts',
  'alerts.write': 'acknowledge and resolve alerts',
  'sources.read': 'read sources and their ledgers',
  'sources.write': 'register and change sources',
  'scans.upload': 'send scans and SBOMs of images, nodes and repositories',
  'assets.read': 'read assets, where they run and what is in them',
  'issues.read': 'read issues and assets',
  'issues.write': 'decide about issues',
  'program.read': 'read milestones and gates',
  'evidence.write': 'send evidence for milestones and gates',
  'arrivals.write': 'tell of security reports and incidents',
};

/** A token with as little as it needs. */
export function NewToken({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly Scope[]>([]);
  const [days, setDays] = useState('');
  const make = useMutation({
    mutationFn: () => api.post('/tokens', CreatedToken, { name, scopes: chosen, ...(days === '' ? {} : { expiresInDays: Number(days) }) }),
    meta: { shown: true },
    onSuccess: () => queries.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });
  if (make.data !== undefined) {
    return (
      <Dialog title={`The token “${make.data.token.name}”`} onClose={onClose}>
        <p style={{ paddingBottom: 10 }}>It is told once, now.</p>
        <Code text={make.data.secret} label="Copy the token" />
        <div style={{ paddingTop: 12 }}><FormEnd><Button look="primary" onClick={onClose}>Done</Button></FormEnd></div>
      </Dialog>
    );
  }
  return (
    <Dialog title="Make an API token" onClose={onClose}>
      <Form onSubmit={(event) => { event.preventDefault(); make.mutate(); }}>
        <Field label="Name" hint="What uses it." error={make.error === null ? undefined : asProblem(make.error).message}>
          {(props) => <Input {...props} maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <div className={s.scopes} role="group" aria-label="What it may do" style={{ gridTemplateColumns: '1fr' }}>
          {scopes.options.map((scope) => (
            <Check key={scope} label={<><code>{scope}</code> <span className="quiet">{says[scope]}</span></>} checked={chosen.includes(scope)} onChange={(event) => setChosen(event.target.checked ? [...chosen, scope] : chosen.filter((other) => other !== scope))} />
          ))}
        </div>
        <Field label="Ends after (days)" hint="Empty: never.">{(props) => <Input {...props} type="number" min={1} max={3650} value={days} onChange={(event) => setDays(event.target.value)} />}</Field>
        <FormEnd>
          <Button type="submit" look="primary" busy={make.isPending} disabled={name === '' || chosen.length === 0}>Make it</Button>
          <Button onClick={onClose}>Cancel</Button>
        </FormEnd>
      </Form>
    </Dialog>
  );
}
