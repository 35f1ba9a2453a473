import { Button } from '../../../ui/form/Button.tsx';
import { FormEnd } from '../../../ui/form/Field.tsx';
import { Imported } from './Imported.tsx';
import { useImport } from './useImport.ts';

/** The people who come into Glacis by single sign-on. */
export function FromSso() {
  const bring = useImport();
  return (
    <>
      <p className="quiet">Takes the people who came in by single sign-on, with their e-mail addresses as accounts. From then on it is done every hour.</p>
      <Imported answer={bring.data} error={bring.error} />
      <div style={{ paddingTop: 12 }}><FormEnd><Button look="primary" busy={bring.isPending} onClick={() => bring.mutate('oidc')}>Import</Button></FormEnd></div>
    </>
  );
}
