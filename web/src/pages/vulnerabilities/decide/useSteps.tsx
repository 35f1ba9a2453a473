import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { issueQuery } from '../../../api/vulnerabilities.ts';
import { useMay } from '../../../app/session.tsx';
import { useKeys } from '../../../ui/keys.ts';
import { AcceptDialog } from './AcceptDialog.tsx';
import { AssignDialog } from './AssignDialog.tsx';
import { MoveDialog } from './MoveDialog.tsx';
import { NotAffectedDialog } from './NotAffectedDialog.tsx';
import { PlanDialog } from './PlanDialog.tsx';
import { ReasonDialog } from './ReasonDialog.tsx';
import { STEPS, steps, type Step } from './steps.ts';
import type { Target } from './target.ts';
import { useDecide } from './useDecide.ts';

type Steps = { may: (step: Step) => boolean; take: (step: Step, target: Target) => void; busy: boolean; dialog: ReactNode };

/** Binds the keys of all steps to what is chosen now, and asks what each has to know. */
export function useSteps(chosen: () => Target, onDone: () => void): Steps {
  const allowed = useMay();
  const queries = useQueryClient();
  const deciding = useDecide();
  const [asking, setAsking] = useState<{ step: Step; target: Target }>();
  /** The proposal that stands in the drawer: if another waits by now, the server refuses. */
  const looked = (id: string | undefined): { decision?: string } => {
    const shown = id === undefined ? undefined : queries.getQueryData(issueQuery(id).queryKey)?.decisions.find(({ state }) => state === 'proposed');
    return shown === undefined ? {} : { decision: shown.id };
  };
  const may = (step: Step) => allowed(steps[step].permission);
  const take = (step: Step, target: Target) => {
    if (target.count === 0 || deciding.isPending) return;
    const [only] = target.known;
    if (target.count === 1 && step === 'triage') deciding.mutate({ action: { do: step, note: '' }, target }, { onSuccess: onDone });
    else if (target.count === 1 && step === 'approve') deciding.mutate({ action: { do: step, note: '', ...looked(only?.id) }, target }, { onSuccess: onDone });
    else setAsking({ step, target });
  };
  useKeys(STEPS.filter(may).map((step) => ({ keys: steps[step].key, says: steps[step].says, group: 'Issues', run: () => take(step, chosen()) })));
  const props = asking === undefined ? undefined : { target: asking.target, onClose: () => setAsking(undefined), onDone };
  return { may, take, busy: deciding.isPending, dialog: asking === undefined || props === undefined ? null : <Asked step={asking.step} {...props} /> };
}

type AskedProps = { step: Step; target: Target; onClose: () => void; onDone: () => void };

function Asked({ step, ...props }: AskedProps) {
  switch (step) {
    case 'plan': return <PlanDialog {...props} />;
    case 'move': return <MoveDialog {...props} />;
    case 'accept': return <AcceptDialog {...props} />;
    case 'not-affected': return <NotAffectedDialog {...props} />;
    case 'assign': return <AssignDialog {...props} />;
    case 'triage': case 'approve': case 'refuse': case 'reopen': case 'note': return <ReasonDialog what={step} {...props} />;
  }
}
