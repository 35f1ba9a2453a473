import { Link } from '@tanstack/react-router';
import type { MilestoneAnswer, ProgramAnswer } from '../../../../../src/program/contract.ts';
import { CopyIcon } from '../../../ui/Copy.tsx';
import { Icon } from '../../../ui/Icon.tsx';
import { Drawer } from '../../../ui/overlay/Drawer.tsx';
import { GateSign } from '../../../ui/state/GateSign.tsx';
import { Met } from '../../../ui/state/Met.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { ForecastOf } from '../parts/ForecastOf.tsx';
import { Condition } from '../parts/Condition.tsx';
import { nameOf } from '../words.ts';
import s from './Milestone.module.css';

/** One milestone whole: what it requires and the facts behind each, what it waits for, and which gates need it. */
export function MilestoneDrawer({ milestone, program, onClose }: { milestone: MilestoneAnswer; program: ProgramAnswer; onClose: () => void }) {
  const { id, title, owner, target, goal, claim, conditions, dependsOn, partOf } = milestone;
  const own = conditions.filter(({ waitsFor }) => waitsFor === null);
  const outside = Map.groupBy(conditions.flatMap((one) => (one.waitsFor === null ? [] : [{ ...one, waitsFor: one.waitsFor }])), ({ waitsFor }) => `${waitsFor.title}\n${waitsFor.reason}`);
  const parts = program.milestones.filter((one) => one.partOf === id);
  const gates = program.gates.filter(({ milestones }) => milestones.includes(id));
  return (
    <Drawer wide label="Milestone" onClose={onClose} head={<><Met value={milestone.outcome} short /><h2 className="cut">{nameOf(id)}</h2></>}>
      <section className={s.section}>
        <p className={s.words}><Text value={title} /></p>
        {claim === null ? null : <p className={s.claim}><Icon name="warning" size={14} /><span><b>Claimed, opens nothing.</b> <Text value={claim.by} />: <Text value={claim.words} /></span></p>}
        <dl className={s.facts}>
          <dt>Outcome</dt><dd><Met value={milestone.outcome} /></dd>
          <dt>Goal</dt><dd><Text value={program.goals.find((one) => one.id === goal)?.title ?? goal} /></dd>
          {partOf === null ? null : <><dt>Part of</dt><dd><MilestoneLink id={partOf} /></dd></>}
          <dt>Owner</dt><dd><Text value={owner} /></dd>
          <dt>Target</dt><dd><Text value={target} /></dd>
          {milestone.forecast === null && milestone.noForecast === null ? null : <><dt>Forecast</dt><dd><ForecastOf forecast={milestone.forecast} noForecast={milestone.noForecast} /></dd></>}
          <dt>Id</dt><dd className={s.id}><code>{id}</code><CopyIcon text={id} label="Copy the id" /></dd>
          {gates.length === 0 ? null : <><dt>Needed by</dt><dd className={s.gates}>{gates.map((gate) => <Link key={gate.id} to="/program/gates/$id" params={{ id: gate.id }}><Text value={gate.title} /> <GateSign value={gate.state} /></Link>)}</dd></>}
        </dl>
      </section>
      {own.length === 0 ? null : <section className={s.section}><h3>Conditions</h3>{own.map((condition) => <Condition key={condition.id} condition={condition} />)}</section>}
      {conditions.length === 0 ? <section className={s.section}><p className="quiet">It has no condition of its own: nothing can show that it is met, and it keeps its gates closed.</p></section> : null}
      {[...outside].map(([key, list]) => (
        <section key={key} className={s.section}>
          <h3>Waits for: <Text value={list[0]?.waitsFor.title ?? ''} /></h3>
          <p className="quiet"><Text value={list[0]?.waitsFor.reason ?? ''} /></p>
          {list.map((condition) => <Condition key={condition.id} condition={condition} />)}
        </section>
      ))}
      {dependsOn.length === 0 ? null : (
        <section className={s.section}>
          <h3>Comes after</h3>
          <ul className={s.list}>{dependsOn.map(({ milestone: other, reason, outcome }) => <li key={`${other} ${reason}`}><Met value={outcome} short /><div><MilestoneLink id={other} /><div className="quiet"><Text value={reason} /></div></div></li>)}</ul>
        </section>
      )}
      {parts.length === 0 ? null : (
        <section className={s.section}>
          <h3>Parts</h3>
          <ul className={s.list}>{parts.map((part) => <li key={part.id}><Met value={part.outcome} short /><MilestoneLink id={part.id} /></li>)}</ul>
        </section>
      )}
    </Drawer>
  );
}

const MilestoneLink = ({ id }: { id: string }) => <Link to="/program" search={{ milestone: id }}>{nameOf(id)}</Link>;
