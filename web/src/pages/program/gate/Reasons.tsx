import { Link } from '@tanstack/react-router';
import type { GateAnswer } from '../../../../../src/program/contract.ts';
import { Met } from '../../../ui/state/Met.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { withTimes } from '../../../ui/time/instant.ts';
import { useZone } from '../../../ui/time/zone.ts';
import { Act } from '../parts/Act.tsx';
import { nameOf } from '../words.ts';
import s from './Gate.module.css';

/** Every condition that keeps a gate from opening, what is unmet before what nobody knows. */
export function Reasons({ gate: { reasons, milestones, conditions } }: { gate: GateAnswer }) {
  const zone = useZone();
  const unmet = reasons.filter(({ outcome }) => outcome === 'unmet').length;
  return (
    <section className={s.section} aria-labelledby="reasons">
      <div className={s.head}>
        <h3 id="reasons">What keeps it from opening</h3>
        <span className="quiet">{reasons.length === 0 ? `nothing: every condition of its ${milestones.length} milestones and its own ${conditions.length} is met or overridden` : `${unmet} not met, ${reasons.length - unmet} not known`}</span>
      </div>
      {reasons.length === 0 ? null : (
        <table className={s.table}>
          <thead><tr><th scope="col"><span className="unseen">Outcome</span></th><th scope="col">Condition</th><th scope="col">As it stands</th><th scope="col">Milestone</th><th scope="col"><span className="unseen">What to do</span></th></tr></thead>
          <tbody>
            {reasons.map(({ condition, milestone, title, outcome, sentence, see, from }) => (
              <tr key={`${milestone} ${condition}`}>
                <td><Met value={outcome} short /></td>
                <td><span className="cut" title={`${title}\n${condition}`}><Text value={title} /></span></td>
                <td><span className="cut" title={sentence}><Text value={withTimes(sentence, zone)} /></span></td>
                <td><span className="cut">{milestone === null ? <span className="quiet">the gate itself</span> : <Link to="/program" search={{ milestone }}>{nameOf(milestone)}</Link>}</span></td>
                <td><Act see={see} from={from} milestone={milestone} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
