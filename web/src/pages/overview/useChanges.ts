import { useQuery } from '@tanstack/react-query';
import type { AuditEntry } from '../../../../src/identity/contract.ts';
import { alertsQuery } from '../../api/alerts.ts';
import { auditQuery } from '../../api/settings.ts';
import { useMay, useMe } from '../../app/session.tsx';
import { useLastLooked } from './looked.ts';

/** What happens all day: coming and going, and looking. */
const usual = /^(session|events|event|search|savedsearch|audit)\./;
const isChange = (me: string) => ({ action, actor, outcome }: AuditEntry): boolean => actor.id !== me && (outcome === 'failure' || !usual.test(action));

/** What was found, and what others did here, since I last looked. */
export function useChanges() {
  const may = useMay();
  const me = useMe();
  const { since, look } = useLastLooked(me.id);
  const { data } = useQuery({ ...auditQuery({ from: since, limit: 200 }), enabled: may('audit.read') });
  const { data: alerts } = useQuery({ ...alertsQuery({ limit: 100 }), enabled: may('alerts.read') });
  return {
    since, look,
    /** Nothing is known of it (yet, or to this reader). */
    isUnknown: data === undefined && alerts === undefined,
    entries: data?.items.filter(isChange(me.id)) ?? [],
    raised: alerts?.items.filter(({ raisedAt }) => raisedAt > since).length ?? 0,
  };
}
export type Changed = ReturnType<typeof useChanges>;
