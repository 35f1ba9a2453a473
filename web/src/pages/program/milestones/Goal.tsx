import type { MilestoneAnswer, ProgramAnswer } from '../../../../../src/program/contract.ts';
import { Met } from '../../../ui/state/Met.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { withTimes } from '../../../ui/time/instant.ts';
import { useZone } from '../../../ui/time/zone.ts';
import { tallyOf, whyOf } from '../words.ts';
import s from '../Program.module.css';

type Props = {
  goal: ProgramAnswer['goals'][number];
  milestones: readonly MilestoneAnswer[];
  /** Where a milestone stands among those of all goals. */
  placeOf: (id: string) => number;
  active: number;
  open: string | undefined;
  onOpen: (id: string) => void;
};

/** A goal with the problem that it is for, and a row for each of its milestones. */
export function Goal({ goal, milestones, placeOf, active, open, onOpen }: Props) {
  const { met, total } = tallyOf(milestones);
  return (
    <section className={s.goal} aria-label={goal.title}>
      <header>
        <h2><Text value={goal.title} /></h2>
        <span className={s.tally}><b>{met}</b> of {total} met</span>
        <p><Text value={goal.problem} /></p>
      </header>
      <div className={s.rows}>
        {milestones.map((milestone) => {
          const place = placeOf(milestone.id);
          return <Row key={milestone.id} milestone={milestone} place={place} active={place === active || milestone.id === open} onOpen={() => onOpen(milestone.id)} />;
        })}
      </div>
    </section>
  );
}

function Row({ milestone, place, active, onOpen }: { milestone: MilestoneAnswer; place: number; active: boolean; onOpen: () => void }) {
  const { title, outcome, partOf, owner, target, targetIs, claimed } = milestone;
  const zone = useZone();
  const why = withTimes(whyOf(milestone), zone);
  return (
    <button type="button" className={s.row} data-milestone-row={place} data-active={active} data-part={partOf !== null} onClick={onOpen}>
      <Met value={outcome} short />
      <span className={s.title}>
        <span className="cut" title={title}><Text value={title} /></span>
        {claimed ? <span className={s.claimed} title="Somebody says that it is done. That opens nothing: its conditions decide.">claimed</span> : null}
      </span>
      <span className={`cut ${s.why}`} data-outcome={outcome} title={why}><Text value={why} /></span>
      <span className="cut quiet"><Text value={owner} /></span>
      <span className={`cut ${s.target}`} data-is={targetIs} title={target}><Text value={target} /></span>
    </button>
  );
}
