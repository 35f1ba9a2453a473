import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { GitHubSettings } from '../../../../../src/detection/contract.ts';
import { api } from '../../../api/client.ts';
import { gitHubQuery } from '../../../api/detection.ts';
import { Button } from '../../../ui/form/Button.tsx';
import { Field, Form, FormEnd, Input } from '../../../ui/form/Field.tsx';
import { Trouble } from '../../../ui/Trouble.tsx';
import { Imported } from './Imported.tsx';
import { useImport } from './useImport.ts';
import s from '../Detection.module.css';

/** The members of a GitHub organization. */
export function FromGitHub({ writes }: { writes: boolean }) {
  const { data: settings, error } = useQuery(gitHubQuery);
  const bring = useImport();
  if (error !== null) return <Trouble error={error} />;
  if (settings === undefined) return null;
  return (
    <>
      <p className="quiet" style={{ paddingBottom: 12 }}>Members are people, with their GitHub names as accounts; who is no member any longer has left. It is done every hour.</p>
      {writes ? <Organization key={JSON.stringify(settings)} settings={settings} /> : null}
      <Imported answer={bring.data} error={bring.error} />
      <div style={{ paddingTop: 12 }}><FormEnd><Button look="primary" busy={bring.isPending} disabled={settings === null} onClick={() => bring.mutate('github')}>Import now</Button></FormEnd></div>
    </>
  );
}

function Organization({ settings }: { settings: GitHubSettings | null }) {
  const queries = useQueryClient();
  const [organization, setOrganization] = useState(settings?.organization ?? '');
  const [address, setAddress] = useState(settings?.api ?? 'https://api.github.com');
  const [token, setToken] = useState('');
  const save = useMutation({
    mutationFn: () => api.put('/settings/github', GitHubSettings, { organization, api: address, ...(token === '' ? {} : { token }) }),
    meta: { shown: true },
    onSuccess: () => queries.invalidateQueries({ queryKey: gitHubQuery.queryKey }),
  });
  return (
    <Form onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
      <div className={s.pair}>
        <Field label="Organization">{(props) => <Input {...props} mono maxLength={39} value={organization} onChange={(event) => setOrganization(event.target.value)} />}</Field>
        <Field label="API">{(props) => <Input {...props} mono maxLength={500} value={address} onChange={(event) => setAddress(event.target.value)} />}</Field>
        <Field label="Token" hint={settings?.tokenSet === true ? 'One is set; empty keeps it.' : 'Needs read:org.'}>
          {(props) => <Input {...props} type="password" autoComplete="new-password" maxLength={500} value={token} onChange={(event) => setToken(event.target.value)} />}
        </Field>
      </div>
      {save.error === null ? null : <Trouble error={save.error} />}
      <FormEnd><Button type="submit" busy={save.isPending} disabled={organization === ''}>Save</Button></FormEnd>
    </Form>
  );
}
