import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { Me } from '../../../../src/identity/contract.ts';
import { meQuery } from '../../api/identity.ts';

/** Goes in as `me`, to where somebody wanted to go; never to another site. */
export function useEntering(): (me: Me, to?: string) => void {
  const queries = useQueryClient();
  const router = useRouter();
  return (me, to = '/') => {
    queries.clear();
    queries.setQueryData(meQuery.queryKey, me);
    router.history.push(/^\/(?![/\\])/.test(to) ? to : '/');
  };
}
