import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert } from '../../../../src/alerts/contract.ts';
import { api } from '../../api/client.ts';
import { done } from '../../ui/overlay/toasts.ts';
import { countOf } from '../../ui/text/numbers.ts';

export type AlertAction = 'acknowledge' | 'resolve' | 'reopen';

/** What can be done with an alert in a state, the usual next step first. */
export const actionsFor: Record<Alert['state'], readonly AlertAction[]> = { open: ['acknowledge', 'resolve'], acknowledged: ['resolve', 'reopen'], resolved: ['reopen'] };

const said: Record<AlertAction, string> = { acknowledge: 'acknowledged', resolve: 'resolved', reopen: 'opened again' };

/** Takes alerts on, ends them or opens them again, one after the other; stops at the first that is refused. */
export function useChangeAlerts() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ ids, action, note }: { ids: readonly string[]; action: AlertAction; note?: string }) => {
      for (const id of ids) await api.post(`/alerts/${encodeURIComponent(id)}/${action}`, Alert, note === undefined || note === '' ? {} : { note });
    },
    onSuccess: (_, { ids, action }) => done(`${countOf(ids.length, 'alert')} ${said[action]}.`),
    onSettled: () => queries.invalidateQueries({ queryKey: ['alerts'] }),
  });
}
