import { useLayoutEffect, useRef, type KeyboardEvent, type RefObject } from 'react';
import { linesIn } from './place.ts';
import type { Told } from './Problems.tsx';
import s from './Edit.module.css';

type Props = { ref: RefObject<HTMLTextAreaElement | null>; text: string; told: readonly Told[]; readOnly: boolean; onChange: (text: string) => void };

/** A text of fixed width with its lines numbered; those of which something is told are marked. */
export function Lines({ ref, text, told, readOnly, onChange }: Props) {
  const numbers = useRef<HTMLDivElement>(null);
  const marks = new Map(told.toReversed().map(({ line, is }) => [line, is]));
  const follow = () => { if (numbers.current !== null && ref.current !== null) numbers.current.scrollTop = ref.current.scrollTop; };
  useLayoutEffect(follow);
  /** Tab leaves the field as everywhere; the level of a new line is that of the one before. */
  const key = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const area = event.currentTarget;
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing) return;
    const before = area.value.slice(0, area.selectionStart);
    const level = /^ */.exec(before.slice(before.lastIndexOf('\n') + 1))?.[0] ?? '';
    if (level === '') return;
    event.preventDefault();
    area.setRangeText(`\n${level}`, area.selectionStart, area.selectionEnd, 'end');
    onChange(area.value);
  };
  return (
    <div className={s.lines}>
      <div ref={numbers} className={s.numbers} aria-hidden="true">
        {Array.from({ length: linesIn(text) }, (_, index) => <span key={index} data-told={marks.get(index + 1)}>{index + 1}</span>)}
      </div>
      <textarea ref={ref} className={s.area} aria-label="program.yaml" spellCheck={false} wrap="off" maxLength={1_048_576} readOnly={readOnly} value={text} aria-invalid={told.some(({ is }) => is === 'problem') || undefined} onChange={(event) => onChange(event.target.value)} onScroll={follow} onKeyDown={key} />
    </div>
  );
}
