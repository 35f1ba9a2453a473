import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { Policy } from '../../../../../src/vulnerabilities/contract.ts';
import { asProblem } from '../../../api/problem.ts';
import { issuesKey, policyQuery, savePolicy } from '../../../api/vulnerabilities.ts';
import { Button } from '../../../ui/form/Button.tsx';
import { TextArea } from '../../../ui/form/Field.tsx';
import { done } from '../../../ui/overlay/toasts.ts';
import { Trouble } from '../../../ui/Trouble.tsx';
import { sentencesOf } from './sentences.ts';
import { readPolicy, writePolicy } from './text.ts';
import s from './Policy.module.css';

/** Policy as text, with what it says, or what is wrong with it, beside it as it is written. */
export function EditPolicy({ policy, onClose }: { policy: Policy; onClose: () => void }) {
  const queries = useQueryClient();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => writePolicy(policy));
  const read = readPolicy(text);
  const saving = useMutation({
    mutationFn: savePolicy,
    meta: { shown: true },
    onSuccess: () => { done('The policy holds: issues are judged by it anew.'); onClose(); },
    onSettled: () => Promise.all([queries.invalidateQueries({ queryKey: policyQuery.queryKey }), queries.invalidateQueries({ queryKey: issuesKey })]),
  });
  const goTo = (line: number) => {
    const start = text.split('\n').slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
    field.current?.focus();
    field.current?.setSelectionRange(start, start + (text.split('\n')[line - 1]?.length ?? 0));
  };
  return (
    <div className={s.edit}>
      <div>
        <TextArea ref={field} aria-label="Policy as YAML or JSON" className={s.text} spellCheck={false} value={text} aria-invalid={read.policy === undefined || undefined} onChange={(event) => setText(event.target.value)} />
        {saving.error === null ? null : <Trouble error={asProblem(saving.error)} />}
        <div className={s.end}>
          <Button look="primary" busy={saving.isPending} disabled={read.policy === undefined} onClick={() => { if (read.policy !== undefined) saving.mutate(read.policy); }}>Save</Button>
          <Button onClick={onClose}>Cancel</Button>
        </div>
      </div>
      <div className={s.said} role="status" aria-label="What it says">
        {read.policy === undefined
          ? read.wrong.slice(0, 20).map(({ line, says }) => <div key={`${line} ${says}`} className={s.wrong}><button type="button" onClick={() => goTo(line)}>line {line}</button><span>{says}</span></div>)
          : sentencesOf(read.policy).map((sentence) => <p key={sentence}>{sentence}</p>)}
      </div>
    </div>
  );
}
