import { Button } from '../../ui/form/Button.tsx';
import { Kbd } from '../../ui/Kbd.tsx';
import { countOf } from '../../ui/text/numbers.ts';
import s from './Inventory.module.css';

type Props = { count: number; busy: boolean; onEdit: () => void; onRetire: () => void; onClear: () => void };

/** What can be done with all rows that are marked. */
export const AssetsBar = ({ count, busy, onEdit, onRetire, onClear }: Props) => (
  <div className={s.bar} role="toolbar" aria-label="Marked assets">
    <b>{countOf(count, 'asset')} marked</b>
    <Button busy={busy} onClick={onEdit}>Set owner, environment, reach… <Kbd keys="e" /></Button>
    <Button busy={busy} look="danger" onClick={onRetire}>Retire…</Button>
    <Button look="bare" onClick={onClear}>Unmark</Button>
  </div>
);
