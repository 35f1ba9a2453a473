import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Nothing, api } from '../../api/client.ts';
import { done } from '../../ui/overlay/toasts.ts';

export type Verdict = 'confirmed' | 'alerted';

/** Says of a sign-in that it was meant, or makes an alert of it. */
export function useReview() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, verdict, note }: { id: string; verdict: Verdict; note: string }) => api.post(`/sign-ins/${encodeURIComponent(id)}/review`, Nothing, { verdict, note }),
    onSuccess: (_, { verdict }) => done(verdict === 'confirmed' ? 'Confirmed: it was meant.' : 'An alert was made of it.'),
    onSettled: () => Promise.all([queries.invalidateQueries({ queryKey: ['sign-ins'] }), queries.invalidateQueries({ queryKey: ['alerts'] })]),
  });
}
