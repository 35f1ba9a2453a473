import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Registry } from '../../../../../src/vulnerabilities/contract.ts';
import { registriesQuery } from '../../../api/inventory.ts';
import { useMay } from '../../../app/session.tsx';
import { Code } from '../../../ui/Code.tsx';
import { Empty } from '../../../ui/Empty.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { useKeys } from '../../../ui/keys.ts';
import { PageHead } from '../../../ui/PageHead.tsx';
import { countOf } from '../../../ui/text/numbers.ts';
import { Trouble } from '../../../ui/Trouble.tsx';
import { Notifications } from './Notifications.tsx';
import { RegistryForm } from './RegistryForm.tsx';
import { RegistryRow } from './RegistryRow.tsx';
import s from './Setup.module.css';

type Over = { is: 'nothing' } | { is: 'form'; registry: Registry | undefined } | { is: 'notifications'; registry: Registry };

/** The registries whose tags are followed, and whether that works. */
export function Registries() {
  const may = useMay();
  const { data: registries = [], error, isSuccess } = useQuery(registriesQuery);
  const [over, setOver] = useState<Over>({ is: 'nothing' });
  const close = () => setOver({ is: 'nothing' });
  const writes = may('registries.write');
  const add = () => setOver({ is: 'form', registry: undefined });
  useKeys(writes ? [{ keys: 'n', says: 'Add a registry', run: add }] : []);
  return (
    <>
      <PageHead title="Registries" note={isSuccess ? `${countOf(registries.length, 'registry', 'registries')} followed` : undefined}>{writes ? <Button icon="plus" onClick={add}>Add a registry</Button> : null}</PageHead>
      <div className={s.scroll}>
        {error === null ? null : <Trouble error={error} />}
        {isSuccess && registries.length === 0 ? (
          <Empty title="No registry is followed">
            <p>Every tag of a registry that is followed is scanned when it is new and when it moves, within minutes of a push: any registry that speaks the OCI distribution API, with or without a sign-in.</p>
            {writes ? <Button look="primary" icon="plus" onClick={add}>Add a registry</Button> : null}
          </Empty>
        ) : null}
        {registries.length === 0 ? null : (
          <table className={s.table}>
            <caption className="unseen">Registries</caption>
            <thead><tr><th scope="col">State</th><th scope="col">Registry</th><th scope="col">Follows</th><th scope="col" className="number">Images</th><th scope="col">Listed</th>{writes ? <th scope="col"><span className="unseen">Change</span></th> : null}</tr></thead>
            <tbody>
              {registries.map((registry) => (
                <RegistryRow key={registry.id} registry={registry} writes={writes} onEdit={() => setOver({ is: 'form', registry })} onNotifications={() => setOver({ is: 'notifications', registry })} />
              ))}
            </tbody>
          </table>
        )}
        <section className={s.section}>
          <h2>Harbor asks by itself</h2>
          <p className="quiet">Under Interrogation Services, add a scanner with this endpoint, authorization Bearer, and an <Link to="/settings/$part" params={{ part: 'tokens' }}>API token</Link> that may send scans.</p>
          <Code text={`${location.origin}/api/v1/harbor`} />
        </section>
      </div>
      {over.is === 'form' ? <RegistryForm registry={over.registry} onClose={close} /> : null}
      {over.is === 'notifications' ? <Notifications registry={over.registry} onClose={close} /> : null}
    </>
  );
}
