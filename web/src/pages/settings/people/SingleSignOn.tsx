import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Nothing, api } from '../../../api/client.ts';
import { ssoQuery } from '../../../api/settings.ts';
import { useMay } from '../../../app/session.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { PageHead } from '../../../ui/PageHead.tsx';
import { Trouble } from '../../../ui/Trouble.tsx';
import { SsoForm } from './SsoForm.tsx';
import s from '../Settings.module.css';

/** Signing in by the company's own provider (OpenID Connect). */
export function SingleSignOn() {
  const may = useMay();
  const queries = useQueryClient();
  const { data: settings, error } = useQuery(ssoQuery);
  const remove = useMutation({ mutationFn: () => api.delete('/settings/sso', Nothing), onSettled: () => queries.invalidateQueries({ queryKey: ssoQuery.queryKey }) });
  return (
    <>
      <PageHead title="Single sign-on" note={settings === null ? 'off' : undefined}>
        {settings && may('settings.write') ? <Button look="danger" busy={remove.isPending} onClick={() => remove.mutate()}>Switch off</Button> : null}
      </PageHead>
      <div className={s.scroll}>
        <section className={s.section}>
          <p className="quiet">Groups decide the role: nobody comes in by it whose groups have none. At the provider, register this address to come back to:</p>
          <code>{location.origin}/api/v1/sso/callback</code>
        </section>
        {error === null ? null : <Trouble error={error} />}
        {settings === undefined ? null : <section className={s.section}><SsoForm key={JSON.stringify(settings)} settings={settings} writes={may('settings.write')} /></section>}
      </div>
    </>
  );
}
