import { useMutation, useQueryClient } from '@tanstack/react-query';
import { AssetDetail, type ChangeAsset } from '../../../../src/inventory/contract.ts';
import { api } from '../../api/client.ts';
import { done } from '../../ui/overlay/toasts.ts';
import { countOf } from '../../ui/text/numbers.ts';

/** Changes assets, one after the other; stops at the first that is refused. */
export function useChangeAssets() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ ids, change }: { ids: readonly string[]; change: ChangeAsset }) => {
      for (const id of ids) await api.patch(`/assets/${encodeURIComponent(id)}`, AssetDetail, change);
    },
    onSuccess: (_, { ids, change }) => done(`${countOf(ids.length, 'asset')} ${change.retired === true ? 'retired' : change.retired === false ? 'brought back' : 'changed'}.`),
    // Issues belong to whom their assets belong to.
    onSettled: () => Promise.all(['assets', 'findings', 'issues'].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
}
