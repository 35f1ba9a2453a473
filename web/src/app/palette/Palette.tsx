import { useNavigate } from '@tanstack/react-router';
import { useId, useState, type KeyboardEvent } from 'react';
import { logsLink } from '../../pages/logs/view.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Dialog } from '../../ui/overlay/Dialog.tsx';
import { cx } from '../../ui/cx.ts';
import { useCommands, type Command } from './commands.ts';
import { useFound } from './found.ts';
import { best } from './rank.ts';
import s from './Palette.module.css';

const MOST = 12;

const nameOf = ({ group, title, also = '' }: Command): string => `${group} ${title} ${also}`;

/** One field that finds pages, searches, alerts, sources, assets, issues and actions, and looks for anything else in the logs. */
export function Palette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const id = useId();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  /** What the arrows stand on, by name: what is still being loaded does not move it. */
  const [at, setAt] = useState<string>();
  const found = best(useCommands(onHelp), typed, MOST);
  const words = typed.trim();
  const inLogs: Command = { group: 'Logs', title: `Search logs for “${words}”`, run: () => void navigate(logsLink({ query: words })) };
  const known = useFound(typed);
  const shown = words === '' ? found : [...found.slice(0, MOST - known.length), ...known, inLogs];
  const chosen = Math.max(0, shown.findIndex((command) => nameOf(command) === at));

  const go = (command: Command | undefined) => { if (command !== undefined) setAt(nameOf(command)); };
  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    onClose();
    command.run();
  };
  const key = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) go(shown[(chosen + step + shown.length) % shown.length]);
    else if (event.key === 'Enter') run(shown[chosen]);
    else return;
    event.preventDefault();
  };

  return (
    <Dialog title="Search or do anything" bare top onClose={onClose}>
      <div className={s.bar}>
        <Icon name="search" />
        <input
          className={s.input}
          placeholder="A page, an asset, an issue, an alert, an action, or words to look for in the logs"
          aria-label="Search or do anything"
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={`${id}-${chosen}`}
          value={typed}
          onChange={(event) => { setTyped(event.target.value); setAt(undefined); }}
          onKeyDown={key}
        />
      </div>
      <div id={`${id}-list`} role="listbox" aria-label="Found" className={s.list}>
        {shown.map((command, index) => (
          <div
            key={nameOf(command)}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === chosen}
            className={cx(s.item, index === chosen && s.chosen)}
            ref={index === chosen ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined}
            onPointerMove={() => go(command)}
            onClick={() => run(command)}
          >
            <span className="cut">{command.title}</span>
            <span className={s.group}>{command.group}</span>
          </div>
        ))}
      </div>
    </Dialog>
  );
}
