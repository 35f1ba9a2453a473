import { useRef, useState } from 'react';
import { Button, IconButton } from '../form/Button.tsx';
import { Input } from '../form/Field.tsx';
import { Icon } from '../Icon.tsx';
import { Kbd } from '../Kbd.tsx';
import { useKeys } from '../keys.ts';
import { Popover } from '../overlay/Popover.tsx';
import { rangeName, readRange, stepped, usualSpans, type Range } from './range.ts';
import { useZone } from './zone.ts';
import s from './RangePicker.module.css';

type Props = { range: Range; onRange: (range: Range) => void };

/** When: typed, chosen, or moved by its own length. */
export function RangePicker({ range, onRange }: Props) {
  const zone = useZone();
  const picker = useRef<HTMLDivElement>(null);
  useKeys([{ keys: 't', says: 'Choose the time', run: () => picker.current?.querySelector('button')?.click() }]);
  return (
    <div ref={picker} className={s.picker}>
      <Popover
        label="Time range"
        align="end"
        className={s.box}
        trigger={(props) => (
          <button type="button" {...props} className={s.button}>
            <Icon name="clock" />
            <span className={range.kind === 'between' ? 'mono' : undefined}>{rangeName(range, zone)}</span>
            <Icon name="down" size={14} />
          </button>
        )}
      >
        {(close) => <Choices range={range} onRange={(next) => { onRange(next); close(); }} />}
      </Popover>
      <IconButton icon="left" label="Earlier by its own length" disabled={range.kind === 'all'} onClick={() => onRange(stepped(range, -1, Date.now()))} />
      <IconButton icon="right" label="Later by its own length" disabled={range.kind !== 'between'} onClick={() => onRange(stepped(range, 1, Date.now()))} />
    </div>
  );
}

function Choices({ range, onRange }: Props) {
  const zone = useZone();
  const [typed, setTyped] = useState('');
  const read = typed === '' ? null : readRange(typed, Date.now(), zone);
  const wrong = typed !== '' && read === null;
  return (
    <>
      <form
        className={s.typed}
        onSubmit={(event) => {
          event.preventDefault();
          if (read !== null) onRange(read);
        }}
      >
        <Input mono autoFocus aria-label="Type a time range" placeholder="45m · yesterday · 2026-11-23 07:00 .. 08:30" value={typed} aria-invalid={wrong || undefined} onChange={(event) => setTyped(event.target.value)} />
        <div className={s.note}>
          {read !== null ? <>{rangeName(read, zone)} <Kbd keys="enter" /></> : wrong ? 'Not a time: try 45m, 2026-11-23, or 07:00 .. 08:30' : `Times are ${zone === 'utc' ? 'in UTC' : 'on your clock'}.`}
        </div>
      </form>
      <div className={s.choices}>
        {usualSpans.map((span) => (
          <Choice key={span} chosen={range.kind === 'last' && range.span === span} onChoose={() => onRange({ kind: 'last', span })}>{rangeName({ kind: 'last', span }, zone)}</Choice>
        ))}
        <Choice chosen={false} onChoose={() => onRange(readRange('today', Date.now(), zone) ?? range)}>Today</Choice>
        <Choice chosen={range.kind === 'all'} onChoose={() => onRange({ kind: 'all' })}>All time</Choice>
      </div>
    </>
  );
}

const Choice = ({ chosen, onChoose, children }: { chosen: boolean; onChoose: () => void; children: string }) => (
  <Button look="bare" aria-pressed={chosen} onClick={onChoose} className={s.choice}>{children}</Button>
);
