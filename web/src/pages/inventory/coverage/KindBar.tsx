import { Link } from '@tanstack/react-router';
import type { Coverage } from '../../../../../src/inventory/contract.ts';
import { AssetKind } from '../../../ui/state/AssetKind.tsx';
import { ScanState, scanStates } from '../../../ui/state/ScanState.tsx';
import { count, percent } from '../../../ui/text/numbers.ts';
import { assetsLink } from '../view.ts';
import { kindSaid, states } from './words.ts';
import s from './Coverage.module.css';

/** How well one kind is seen: the bar by share, and the same in words and numbers that lead to them. */
export function KindBar({ kind }: { kind: Coverage['kinds'][number] }) {
  const { total } = kind;
  return (
    <div className={s.kind}>
      <div className={s.name}><AssetKind value={kind.kind} /><h2>{kindSaid(kind)}</h2>{total === 0 ? null : <span className="quiet">{percent(kind.current, total)} current</span>}</div>
      <div className={s.bar} aria-hidden="true">
        {states.map((state) => (kind[state] === 0 ? null : <span key={state} data-state={state} style={{ flexGrow: kind[state] }} />))}
      </div>
      <ul className={s.legend}>
        {states.map((state) => (
          <li key={state} data-none={kind[state] === 0}>
            {kind[state] === 0 ? <ScanState value={state} /> : <Link {...assetsLink({ kind: kind.kind, scan: state, ...(kind.kind === 'image' ? { running: true } : {}) })} aria-label={`${count(kind[state])} ${scanStates[state]}`}><ScanState value={state} /></Link>}
            <b>{count(kind[state])}</b>
          </li>
        ))}
      </ul>
    </div>
  );
}
