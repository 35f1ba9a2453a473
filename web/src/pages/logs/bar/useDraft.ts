import { useLayoutEffect, useRef, useState } from 'react';
import { shown, type Draft } from './draft.ts';

/** What is being written, and the field that it is written in. The query in the address replaces it only where nobody is writing. */
export function useDraft(query: string) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [draft, setDraft] = useState<Draft>({ text: query, caret: 0, writing: false });
  const [applied, setApplied] = useState(query);
  const [placed, setPlaced] = useState<{ at: number }>();
  if (applied !== query) {
    setApplied(query);
    setDraft((now) => shown(now, query));
  }
  // With the text itself, before another key can be pressed: placed any later, the caret would jump into what was typed meanwhile.
  useLayoutEffect(() => { if (placed !== undefined) field.current?.setSelectionRange(placed.at, placed.at); }, [placed]);

  return {
    field,
    ...draft,
    /** The field holds this text by the writer's own hand. Lines become one; the caret stays where it was. */
    type(text: string, caret: number): void {
      const line = text.replaceAll('\n', ' ');
      setDraft({ text: line, caret, writing: true });
      if (line !== text) setPlaced({ at: caret });
    },
    /** Writes for the writer: what was offered and taken. */
    write(text: string, caret: number): void {
      setDraft({ text, caret, writing: true });
      setPlaced({ at: caret });
    },
    moveTo: (caret: number) => setDraft((now) => (now.caret === caret ? now : { ...now, caret })),
    /** The field was left, or what it holds was run. */
    rest: () => setDraft((now) => (now.writing ? { ...now, writing: false } : now)),
  };
}
