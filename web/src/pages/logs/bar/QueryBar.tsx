import { useId, useState, type KeyboardEvent } from 'react';
import { Button } from '../../../ui/form/Button.tsx';
import { Icon } from '../../../ui/Icon.tsx';
import { Kbd } from '../../../ui/Kbd.tsx';
import { useKeys } from '../../../ui/keys.ts';
import { Highlight } from './Highlight.tsx';
import { remember } from './history.ts';
import { Suggestions } from './Suggestions.tsx';
import { useCheck } from './useCheck.ts';
import { useDraft } from './useDraft.ts';
import { useSuggestions } from './useSuggestions.ts';
import s from './QueryBar.module.css';

type Props = { query: string; onRun: (query: string) => void };

/** Where a query is written: coloured, completed, and told what is wrong under the character that is. */
export function QueryBar({ query, onRun }: Props) {
  const id = useId();
  const draft = useDraft(query);
  const [open, setOpen] = useState(false);
  /** What the arrows stand on, by what it inserts: a list that comes anew does not move it to something else. */
  const [chosen, setChosen] = useState<string>();
  const wrong = useCheck(draft.text);
  const { items: offered, awaited } = useSuggestions(draft.text, draft.caret, open);
  const at = offered.findIndex(({ insert }) => insert === chosen);
  useKeys([{ keys: '/', says: 'Write a query', run: () => { draft.field.current?.focus(); draft.field.current?.select(); } }]);

  const write = (text: string, caret: number, goesOn: boolean) => {
    draft.write(text, caret);
    setChosen(undefined);
    setOpen(goesOn);
  };
  const accept = (index: number) => {
    const item = offered[index];
    if (item === undefined) return;
    write(draft.text.slice(0, item.start) + item.insert + draft.text.slice(item.end), item.start + item.insert.length, item.insert.endsWith(':'));
  };
  const run = () => {
    setOpen(false);
    setChosen(undefined);
    draft.rest();
    remember(draft.text);
    onRun(draft.text.trim());
  };
  const mend = (fix: string) => write(fix, fix.length, false);

  const key = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // Enter and the arrows belong to an input method while it composes.
    if (event.nativeEvent.isComposing) return;
    const listed = open && offered.length > 0;
    const tab = event.key === 'Tab' && !event.shiftKey;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (event.key === 'Enter' && !event.shiftKey) {
      if (listed && at >= 0 && !event.ctrlKey && !event.metaKey) accept(at);
      else run();
    } else if (step !== 0 && listed) setChosen(offered[(at + step + offered.length + (at < 0 && step < 0 ? 1 : 0)) % offered.length]?.insert);
    else if (step !== 0 && !open) setOpen(true);
    else if (tab && listed) accept(Math.max(0, at));
    else if (tab && wrong?.fix !== undefined) mend(wrong.fix);
    else if (event.key === 'Escape' && listed) setOpen(false);
    else if (event.key === 'Escape') event.currentTarget.blur();
    // What fits this text is still to come: if Tab moved on now, the letters after it would be lost to the keys of the page.
    else if (!tab || !awaited) return;
    event.preventDefault();
  };

  return (
    <div className={s.bar} role="search">
      <div className={s.box} data-wrong={wrong !== null}>
        <Icon name="search" />
        <div className={s.stack}>
          <Highlight query={draft.text} wrong={wrong} />
          <textarea
            ref={draft.field}
            rows={1}
            className={s.input}
            value={draft.text}
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
              draft.type(event.target.value, event.target.selectionStart);
              setChosen(undefined);
              setOpen(true);
            }}
            onSelect={(event) => draft.moveTo(event.currentTarget.selectionStart)}
            onBlur={() => {
              setOpen(false);
              draft.rest();
            }}
            onKeyDown={key}
          />
          <Suggestions id={id} items={open ? offered : []} chosen={at} column={offered[0]?.start ?? 0} onChoose={accept} />
        </div>
        <Button look="primary" className={s.run} onClick={run}>Run</Button>
      </div>
      {wrong === null ? null : (
        <div id={`${id}-wrong`} className={s.error} role="status">
          <span className={s.pointer} style={{ marginLeft: `${Math.min(wrong.at, 60)}ch` }} aria-hidden="true">↑</span>
          <span className={s.says}>{wrong.message}</span>
          {wrong.fix === undefined ? null : (
            <button type="button" className={s.fix} onClick={() => mend(wrong.fix ?? draft.text)}>
              <Kbd keys="Tab" /> <code>{wrong.fix}</code>
            </button>
          )}
        </div>
      )}
    </div>
  );
}
