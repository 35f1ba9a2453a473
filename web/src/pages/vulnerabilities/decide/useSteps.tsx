import { useState, type ReactNode } from 'react';
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
  const deciding = useDecide();
  const [asking, setAsking] = useState<{ step: Step; target: Target }>();
  const may = (step: Step) => allowed(steps[step].permission);
  const take = (step: Step, target: Target) => {
    if (target.count === 0 || deciding.isPending) return;
    if (target.count === 1 && (step === 'triage' || step === 'approve')) deciding.mutate({ action: { do: step, note: '' }, target }, { onSuccess: onDone });
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
