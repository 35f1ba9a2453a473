import { Link } from '@tanstack/react-router';
import { Button } from '../../ui/form/Button.tsx';
import { Outcome } from '../../ui/state/Outcome.tsx';
import { Text } from '../../ui/text/Text.tsx';
import { countOf } from '../../ui/text/numbers.ts';
import { Ago } from '../../ui/time/Time.tsx';
import { targetName } from '../settings/audit/target.ts';
import type { Changed } from './useChanges.ts';
import s from './Overview.module.css';

const FEW = 8;

/** What was found, and what others did here, since I last looked. */
export function Changes({ changed: { since, look, isUnknown, entries: changes, raised } }: { changed: Changed }) {
  if (isUnknown) return null;
  return (
    <section className={s.wide} aria-labelledby="changes">
      <div className={s.title}>
        <h2 id="changes">Since I last looked</h2>
        <span className="quiet"><Ago at={since} /></span>
        {changes.length + raised === 0 ? null : <Button look="bare" icon="check" onClick={look}>Seen</Button>}
      </div>
      {raised === 0 ? null : <Link to="/alerts" search={{ state: 'all' }} className={s.more}>{countOf(raised, 'alert')} raised</Link>}
      {changes.length + raised === 0 ? <p className={s.calm}>No alert was raised, and nobody else changed anything.</p> : null}
      {changes.slice(0, FEW).map(({ seq, at, outcome, actor, action, target, detail }) => (
        <div key={seq} className={`${s.row} ${s.change}`}>
          <Outcome value={outcome} />
          <span className="quiet"><Ago at={at} /></span>
          <span className="cut"><Text value={actor.name} /></span>
          <span className="mono cut"><Text value={action} /></span>
          <span className="mono cut quiet"><Text value={targetName({ target, detail })} /></span>
        </div>
      ))}
      {changes.length > FEW ? <p className={s.calm}>{changes.length - FEW} more in the audit log.</p> : null}
    </section>
  );
}
