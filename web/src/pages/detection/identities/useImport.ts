import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ImportAnswer } from '../../../../../src/detection/contract.ts';
import { api } from '../../../api/client.ts';

/** Takes identities in: lines of CSV, or the lists of single sign-on or GitHub. */
export function useImport() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (from: { csv: string } | 'oidc' | 'github') =>
      typeof from === 'string' ? api.post(`/identities/import/${from}`, ImportAnswer) : api.post('/identities/import', ImportAnswer, from.csv),
    meta: { shown: true },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['identities'] }),
  });
}
