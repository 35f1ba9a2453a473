import type { Ledger } from '../../../../src/logs/contract.ts';
import { Icon } from '../../ui/Icon.tsx';
import { count } from '../../ui/text/numbers.ts';
import { rejectedIn, unaccounted } from './ledger.ts';
import s from './Balance.module.css';

/** received = stored + duplicate + rejected: every line accounted for, or how many are not. */
export function Balance({ ledger }: { ledger: Ledger }) {
  const missing = unaccounted(ledger);
  return (
    <div className={s.balance}>
      <Figure value={ledger.received} name="received" />
      <span className={s.sign}>=</span>
      <Figure value={ledger.stored} name="stored" />
      <span className={s.sign}>+</span>
      <Figure value={ledger.duplicate} name="duplicate" />
      <span className={s.sign}>+</span>
      <Figure value={rejectedIn(ledger)} name="rejected" bad={rejectedIn(ledger) > 0} />
      {missing === 0 ? <span className={s.even} title="Every line is accounted for"><Icon name="check" /><span className="unseen">It balances</span></span> : <span className={s.off} role="alert"><Icon name="warning" />{count(Math.abs(missing))} unaccounted</span>}
      {ledger.waiting === 0 ? null : <Figure value={ledger.waiting} name="waiting" />}
    </div>
  );
}

const Figure = ({ value, name, bad = false }: { value: number; name: string; bad?: boolean }) => (
  <span className={s.figure}>
    <b data-bad={bad}>{count(value)}</b>
    <span className="quiet">{name}</span>
  </span>
);
