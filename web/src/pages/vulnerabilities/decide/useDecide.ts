import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Action, BulkAnswer } from '../../../../../src/vulnerabilities/contract.ts';
import { decide, issuesKey } from '../../../api/vulnerabilities.ts';
import { done, failed } from '../../../ui/overlay/toasts.ts';
import { countOf } from '../../../ui/text/numbers.ts';
import type { Target } from './target.ts';

const said: Record<Action['do'], string> = {
  triage: 'triaged', assign: 'assigned', plan: 'planned', move: 'moved to another day', accept: 'accepted', 'not-affected': 'marked not affected',
  approve: 'approved', refuse: 'refused', reopen: 'opened again', note: 'noted',
};

/** Decides for all that is meant and says what came of it; `shown` where the asker shows errors itself. */
export function useDecide({ shown = false }: { shown?: boolean } = {}) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ action, target }: { action: Action; target: Target }): Promise<BulkAnswer> => {
      const answers: BulkAnswer[] = [];
      for (const meant of target.meant) answers.push(await decide(action, meant));
      return { done: answers.reduce((sum, answer) => sum + answer.done, 0), refused: answers.flatMap(({ refused }) => refused) };
    },
    meta: { shown },
    onSuccess: (answer, { action }) => tell(answer, action.do),
    onSettled: () => Promise.all([queries.invalidateQueries({ queryKey: issuesKey }), queries.invalidateQueries({ queryKey: ['assets'] })]),
  });
}

function tell({ done: changed, refused }: BulkAnswer, what: Action['do']): void {
  if (changed > 0) done(`${countOf(changed, 'issue')} ${said[what]}.`);
  if (refused.length === 0) {
    if (changed === 0) failed('Nothing was changed.', 'No issue was left that this could be done with.');
    return;
  }
  const reasons = [...Map.groupBy(refused, ({ reason }) => reason)].map(([reason, all]) => (all.length === 1 ? reason : `${reason} (${all.length} times)`));
  failed(`${countOf(refused.length, 'issue')} ${refused.length === 1 ? 'was' : 'were'} not changed.`, `${reasons.slice(0, 3).join(' ')}${reasons.length > 3 ? ` And ${reasons.length - 3} more reasons.` : ''}`);
}
