import { Button } from '../../ui/form/Button.tsx';
import { Kbd } from '../../ui/Kbd.tsx';
import { countOf } from '../../ui/text/numbers.ts';
import type { AlertAction } from './useChangeAlerts.ts';
import s from './BulkBar.module.css';

type Props = { count: number; busy: boolean; onAct: (action: AlertAction) => void; onClear: () => void };

/** What can be done with all rows that are marked. */
export const BulkBar = ({ count, busy, onAct, onClear }: Props) => (
  <div className={s.bar} role="toolbar" aria-label="Marked alerts">
    <b>{countOf(count, 'alert')} marked</b>
    <Button busy={busy} onClick={() => onAct('acknowledge')}>Acknowledge <Kbd keys="a" /></Button>
    <Button busy={busy} onClick={() => onAct('resolve')}>Resolve <Kbd keys="r" /></Button>
    <Button busy={busy} onClick={() => onAct('reopen')}>Open again <Kbd keys="u" /></Button>
    <Button look="bare" className={s.clear} onClick={onClear}>Unmark</Button>
  </div>
);
