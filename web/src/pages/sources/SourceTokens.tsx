import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Nothing, api } from '../../api/client.ts';
import { tokensQuery } from '../../api/settings.ts';
import { useMay } from '../../app/session.tsx';
import { Button } from '../../ui/form/Button.tsx';
import { Text } from '../../ui/text/Text.tsx';
import { Ago } from '../../ui/time/Time.tsx';
import s from './Sources.module.css';

/** The tokens that write a source, and when each was last used. */
export function SourceTokens({ source }: { source: string }) {
  const may = useMay();
  const queries = useQueryClient();
  const { data: tokens = [] } = useQuery({ ...tokensQuery, enabled: may('tokens.read') });
  const revoke = useMutation({ mutationFn: (id: string) => api.delete(`/tokens/${encodeURIComponent(id)}`, Nothing), onSettled: () => queries.invalidateQueries({ queryKey: tokensQuery.queryKey }) });
  const own = tokens.filter((token) => token.source === source);
  if (own.length === 0) return null;
  return (
    <section className={s.section}>
      <h3>Tokens</h3>
      <ul>
        {own.map(({ id, name, lastUsedAt }) => (
          <li key={id} className={s.line}>
            <span className="cut"><Text value={name} /></span>
            <span className="quiet">used <Ago at={lastUsedAt} /></span>
            {may('tokens.write') ? <Button look="bare" onClick={() => revoke.mutate(id)}>Revoke</Button> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
