import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { Button } from '../../../ui/form/Button.tsx';
import { Icon } from '../../../ui/Icon.tsx';
import { Kbd } from '../../../ui/Kbd.tsx';
import { useKeys } from '../../../ui/keys.ts';
import { Highlight } from './Highlight.tsx';
import { remember } from './history.ts';
import { Suggestions } from './Suggestions.tsx';
import { useCheck } from './useCheck.ts';
import { useSuggestions } from './useSuggestions.ts';
import s from './QueryBar.module.css';

type Props = { query: string; onRun: (query: string) => void };

/** Where a query is written: coloured, completed, and told what is wrong under the character that is. */
export function QueryBar({ query, onRun }: Props) {
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [draft, setDraft] = useState(query);
  const [applied, setApplied] = useState(query);
  const [caret, setCaret] = useState(0);
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(-1);
  if (applied !== query) {
    // The address changed: somebody pivoted or went back.
    setApplied(query);
    setDraft(query);
  }
  const wrong = useCheck(draft);
  const offered = useSuggestions(draft, caret, open);
  const at = Math.min(chosen, offered.length - 1);
  useKeys([{ keys: '/', says: 'Write a query', run: () => { field.current?.focus(); field.current?.select(); } }]);

  const edit = (text: string, to: number) => {
    setDraft(text);
    setCaret(to);
    setChosen(-1);
    requestAnimationFrame(() => field.current?.setSelectionRange(to, to));
  };
  const accept = (index: number) => {
    const item = offered[index];
    if (item === undefined) return;
    edit(draft.slice(0, item.start) + item.insert + draft.slice(item.end), item.start + item.insert.length);
    setOpen(item.insert.endsWith(':'));
  };
  const run = (text = draft) => {
    setOpen(false);
    setChosen(-1);
    remember(text);
    onRun(text.trim());
  };
  const mend = (fix: string) => {
    edit(fix, fix.length);
    setOpen(false);
  };

  const key = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const listed = open && offered.length > 0;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (event.key === 'Enter' && !event.shiftKey) {
      if (listed && at >= 0 && !event.ctrlKey && !event.metaKey) accept(at);
      else run();
    } else if (step !== 0 && listed) setChosen((at + step + offered.length + (at < 0 && step < 0 ? 1 : 0)) % offered.length);
    else if (step !== 0 && !open) setOpen(true);
    else if (event.key === 'Tab' && !event.shiftKey && listed) accept(Math.max(0, at));
    else if (event.key === 'Tab' && !event.shiftKey && wrong?.fix !== undefined) mend(wrong.fix);
    else if (event.key === 'Escape' && listed) setOpen(false);
    else if (event.key === 'Escape') event.currentTarget.blur();
    else return;
    event.preventDefault();
  };

  return (
    <div className={s.bar} role="search">
      <div className={s.box} data-wrong={wrong !== null}>
        <Icon name="search" />
        <div className={s.stack}>
          <Highlight query={draft} wrong={wrong} />
          <textarea
            ref={field}
            rows={1}
            className={s.input}
            value={draft}
            placeholder={'user:alice status:failure src_ip:10.0.0.0/8 -source:nginx "failed password"'}
            aria-label="Query"
            role="combobox"
            aria-expanded={open && offered.length > 0}
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
            aria-invalid={wrong !== null || undefined}
            aria-describedby={wrong === null ? undefined : `${id}-wrong`}
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            onChange={(event) => {
              setDraft(event.target.value.replaceAll('\n', ' '));
              setCaret(event.target.selectionStart);
              setChosen(-1);
              setOpen(true);
            }}
            onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
            onBlur={() => setOpen(false)}
            onKeyDown={key}
          />
          <Suggestions id={id} items={open ? offered : []} chosen={at} column={offered[0]?.start ?? 0} onChoose={accept} />
        </div>
        <Button look="primary" className={s.run} onClick={() => run()}>Run</Button>
      </div>
      {wrong === null ? null : (
        <div id={`${id}-wrong`} className={s.error} role="status">
          <span className={s.pointer} style={{ marginLeft: `${Math.min(wrong.at, 60)}ch` }} aria-hidden="true">↑</span>
          <span className={s.says}>{wrong.message}</span>
          {wrong.fix === undefined ? null : (
            <button type="button" className={s.fix} onClick={() => mend(wrong.fix ?? draft)}>
              <Kbd keys="Tab" /> <code>{wrong.fix}</code>
            </button>
          )}
        </div>
      )}
    </div>
  );
}
