import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Nothing, api } from '../../../api/client.ts';
import { sessionsQuery } from '../../../api/settings.ts';
import { Button } from '../../../ui/form/Button.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { Ago } from '../../../ui/time/Time.tsx';
import { Trouble } from '../../../ui/Trouble.tsx';
import s from '../Settings.module.css';

/** `Firefox on Linux`, as far as a user agent tells. */
function browserOf(userAgent: string): string {
  const browser = /Edg\//.test(userAgent) ? 'Edge' : (/(Firefox|HeadlessChrome|Chrome|Safari|curl)\//.exec(userAgent)?.[1] ?? 'A program');
  const system = /(Windows|Mac OS X|Android|iPhone|iPad|Linux)/.exec(userAgent)?.[1];
  return system === undefined ? browser : `${browser} on ${system}`;
}

/** Where I am signed in, each of which can be ended. */
export function Sessions() {
  const queries = useQueryClient();
  const { data: sessions = [], error } = useQuery(sessionsQuery);
  const end = useMutation({ mutationFn: (id: string) => api.delete(`/me/sessions/${encodeURIComponent(id)}`, Nothing), onSettled: () => queries.invalidateQueries({ queryKey: sessionsQuery.queryKey }) });
  return (
    <section className={s.section}>
      <h2>Sessions</h2>
      {error === null ? null : <Trouble error={error} />}
      <ul>
        {sessions.map(({ id, ip, userAgent, lastSeenAt, means, current }) => (
          <li key={id} className={s.line}>
            <span className="cut" title={userAgent}>{browserOf(userAgent)} <span className="quiet">from <span className="mono"><Text value={ip} /></span> by {means}</span></span>
            <span className="quiet"><Ago at={lastSeenAt} /></span>
            {current ? <span style={{ width: 64, textAlign: 'right' }}>this one</span> : <Button look="bare" onClick={() => end.mutate(id)}>End it</Button>}
          </li>
        ))}
      </ul>
    </section>
  );
}
