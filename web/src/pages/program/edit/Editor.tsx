import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { asProblem } from '../../../api/problem.ts';
import { lintQuery, programKey, saveProgram } from '../../../api/program.ts';
import { Button } from '../../../ui/form/Button.tsx';
import { useKeys } from '../../../ui/keys.ts';
import { done } from '../../../ui/overlay/toasts.ts';
import { countOf } from '../../../ui/text/numbers.ts';
import { useSettled } from '../../../ui/useSettled.ts';
import { Trouble } from '../../../ui/Trouble.tsx';
import { Lines } from './Lines.tsx';
import { Problems, type Told } from './Problems.tsx';
import { placeOf } from './place.ts';
import { Proposals } from './Proposals.tsx';
import s from './Edit.module.css';

const PAUSE_MS = 400;

type Props = {
  /** The text that holds. */
  saved: string;
  /** What the editor begins with. */
  begun: string;
  /** What an import left to a person. */
  doubts: readonly { milestone: string; words: string }[];
  /** The line that is looked at first. */
  line: number | undefined;
  writes: boolean;
  onSaved: () => void;
};

/** The text with its lines numbered, what is wrong with it as it is written, and saving once nothing is. */
export function Editor({ saved, begun, doubts, line, writes, onSaved }: Props) {
  const queries = useQueryClient();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(begun);
  const settled = useSettled(text, PAUSE_MS);
  const { data: lint, error } = useQuery({ ...lintQuery(settled), enabled: writes && settled.trim() !== '', placeholderData: (before) => before });
  const isJudged = settled === text && lint !== undefined;
  const save = useMutation({
    mutationFn: () => saveProgram(text),
    meta: { shown: true },
    onSuccess: ({ version, proposal }) => { done(proposal === null ? `Version ${version} holds.` : 'It asks less of a gate: it waits for a second person.'); onSaved(); },
    onSettled: () => queries.invalidateQueries({ queryKey: programKey }),
  });
  const goTo = (to: number, column = 1) => {
    const area = field.current;
    if (area === null) return;
    const { start, end } = placeOf(area.value, to, column);
    area.focus();
    area.setSelectionRange(start, end);
    // A text area has no way to show a line: every line is as high as the next.
    area.scrollTop = Math.max(0, (to - 6) * Number.parseFloat(getComputedStyle(area).lineHeight));
  };
  useEffect(() => { if (line !== undefined && Number.isInteger(line) && line > 0) goTo(line); }, [line]);
  const can = writes && isJudged && lint.problems.length === 0 && text !== saved && !save.isPending;
  useKeys(writes ? [{ keys: 'mod+s', says: 'Save the program', typing: true, run: () => { if (can) save.mutate(); } }] : []);

  const told: Told[] = [
    ...(lint?.problems ?? []).map((one) => ({ ...one, is: 'problem' as const })),
    ...(lint?.warnings ?? []).map((one) => ({ ...one, is: 'warning' as const })),
  ];
  return (
    <div className={s.edit}>
      <div className={s.text}>
        <Lines ref={field} text={text} told={told} readOnly={!writes} onChange={setText} />
        {writes ? (
          <div className={s.foot}>
            <Button look="primary" busy={save.isPending} disabled={!can} onClick={() => save.mutate()}>Save</Button>
            <Button disabled={text === saved} onClick={() => setText(saved)}>Back to what holds</Button>
            <span className="quiet" role="status">{text === saved ? 'This is what holds.' : !isJudged ? 'Reading…' : lint.problems.length > 0 ? `${countOf(lint.problems.length, 'problem')}: it cannot be saved so.` : 'Nothing is wrong: gates are judged by it once it is saved.'}</span>
          </div>
        ) : null}
      </div>
      <div className={s.side} tabIndex={0} role="region" aria-label="What is wrong, and what is to be confirmed">
        {save.error === null ? null : <Trouble error={asProblem(save.error)} />}
        {error === null ? null : <Trouble error={error} />}
        <Proposals writes={writes} onLook={setText} />
        <Problems told={told} doubts={doubts} onGo={goTo} reads={!writes} />
      </div>
    </div>
  );
}
