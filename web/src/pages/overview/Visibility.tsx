import { Link } from '@tanstack/react-router';
import type { Coverage } from '../../../../src/inventory/contract.ts';
import type { Source } from '../../../../src/logs/contract.ts';
import { SourceState } from '../../ui/state/SourceState.tsx';
import { Text } from '../../ui/text/Text.tsx';
import { count, percent } from '../../ui/text/numbers.ts';
import { span } from '../../ui/time/instant.ts';
import { Ago } from '../../ui/time/Time.tsx';
import { Trouble } from '../../ui/Trouble.tsx';
import { Balance } from '../sources/Balance.tsx';
import { summed } from '../sources/ledger.ts';
import { Looked } from './Looked.tsx';
import s from './Overview.module.css';

const FEW = 4;
const troubles = (source: Source): boolean => source.state === 'silent' || source.state === 'failing' || (source.state === 'quarantine' && source.ledger.received > 0);

/** Whether everything that should be heard is heard, every line accounted for, and everything that runs looked at. */
export function Visibility({ sources, error, coverage }: { sources: readonly Source[] | undefined; error: Error | null; coverage: Coverage | undefined }) {
  const total = summed(sources?.map(({ ledger }) => ledger) ?? []);
  const troubled = sources?.filter(troubles) ?? [];
  const active = sources?.filter(({ state }) => state === 'active') ?? [];
  const lag = Math.max(0, ...active.map(({ lagMs }) => lagMs ?? 0));
  return (
    <section className={s.panel} aria-labelledby="visibility">
      <div className={s.title}><h2 id="visibility">Is visibility whole?</h2><Link to="/sources">Sources</Link></div>
      {error === null ? null : <Trouble error={error} />}
      {sources === undefined ? null : (
        <>
          <Balance ledger={total} />
          <div className={s.figures}>
            <Figure value={count(active.length)} name={`of ${count(sources.length)} sources heard`} />
            <Figure value={percent(total.unparsed, total.stored)} name="not understood, kept as text" />
            <Figure value={active.length === 0 ? '–' : span(lag)} name="greatest lag" />
          </div>
          {troubled.length === 0 ? <p className={s.calm}>No source is silent or failing to parse.</p> : null}
          {troubled.slice(0, FEW).map((source) => (
            <Link key={source.name} to="/sources" search={{ source: source.name }} className={`${s.row} ${s.source}`}>
              <SourceState value={source.state} />
              <span className="mono cut"><Text value={source.name} /></span>
              <span className="quiet">{source.state === 'failing' ? `${percent(source.ledger.unparsed, source.ledger.stored)} unparsed` : <Ago at={source.lastSeen} />}</span>
            </Link>
          ))}
          {troubled.length > FEW ? <Link to="/sources" className={s.more}>{troubled.length - FEW} more</Link> : null}
        </>
      )}
      {coverage === undefined || coverage.kinds.every(({ total }) => total === 0) ? null : <Looked coverage={coverage} />}
    </section>
  );
}

const Figure = ({ value, name }: { value: string; name: string }) => <span className={s.figure}><b>{value}</b><span className="quiet">{name}</span></span>;
