import { Link } from '@tanstack/react-router';
import type { RoadmapAnswer, RoadmapMilestone } from '../../../../../src/program/contract.ts';
import { useWidth } from '../../../ui/chart/width.ts';
import { Met } from '../../../ui/state/Met.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { countOf } from '../../../ui/text/numbers.ts';
import { sayDay } from '../../vulnerabilities/days/words.ts';
import { axisOf, isInside, monthsOf, placeOf, type Axis } from './axis.ts';
import { Track } from './Track.tsx';
import { whenOf } from './words.ts';
import s from './Roadmap.module.css';

/** A row for each milestone by goal, its target, its slips and its forecast above one another on the same line of time. */
export function Timeline({ roadmap }: { roadmap: RoadmapAnswer }) {
  const [box, width] = useWidth<HTMLDivElement>();
  const axis = axisOf(roadmap);
  const ends = new Set(roadmap.releases.flatMap(({ day }) => day ?? []));
  return (
    <section className={s.timeline} aria-label="Milestones in time">
      <div className={s.head}>
        <Legend />
        <div ref={box} className={s.scale}><Scale roadmap={roadmap} axis={axis} width={width} /></div>
        <span className="quiet">when</span>
      </div>
      {roadmap.goals.map(({ id, title }) => {
        const own = roadmap.milestones.filter(({ goal }) => goal === id);
        return (
          <div key={id} role="group" aria-label={title}>
            <h2 className={s.goal}><Text value={title} /><span className="quiet">{own.filter(({ outcome }) => outcome === 'met').length} of {own.length} met</span></h2>
            {own.map((milestone) => <Row key={milestone.id} milestone={milestone} today={roadmap.today} axis={axis} width={width} ends={ends} />)}
          </div>
        );
      })}
    </section>
  );
}

type RowProps = { milestone: RoadmapMilestone; today: string; axis: Axis; width: number; ends: ReadonlySet<string> };

function Row({ milestone, today, axis, width, ends }: RowProps) {
  const { id, title, outcome, partOf, late, reopened, forecast, noForecast } = milestone;
  return (
    <Link to="/program" search={{ milestone: id }} className={s.row} data-part={partOf !== null}>
      <Met value={outcome} short />
      <span className={s.name} title={title}><span className="cut"><Text value={title} /></span>{reopened === 0 ? null : <span className="quiet" title={`It was met and is no longer, ${countOf(reopened, 'time')}`}>↺{reopened}</span>}</span>
      <Track milestone={milestone} today={today} axis={axis} width={width} ends={ends} />
      <span className="cut" data-late={late} title={forecast?.words ?? noForecast ?? undefined}><Text value={whenOf(milestone, today)} /></span>
    </Link>
  );
}

/** Months below, releases above: each with the days that it was on before. */
function Scale({ roadmap: { today, releases }, axis, width }: { roadmap: RoadmapAnswer; axis: Axis; width: number }) {
  const at = (day: string): number => placeOf(day, axis, width);
  const shown = releases.filter(({ day }) => day !== null && isInside(day, axis));
  const undated = releases.filter(({ day }) => day === null).map(({ name }) => name);
  return (
    <>
      <svg width={width} height={52} aria-hidden="true">
        {monthsOf(axis, width).map((day) => <g key={day}><path d={`M${at(day) + 0.5} 40V52`} className={s.month} /><text x={at(day) + 4} y={50} className={s.tick}>{sayDay(day, day).slice(2)}{day.slice(5, 7) === '01' ? ` ${day.slice(0, 4)}` : ''}</text></g>)}
        {shown.flatMap(({ name, day, slips }) => slips.flatMap(({ from, at: when }) => (from.day === null || !isInside(from.day, axis) || day === null ? [] : [
          <g key={`${name} ${when}`}><path d={`M${at(from.day) + 6} 30H${at(day) + (day > from.day ? -7 : 7)}`} className={s.arrow} markerEnd="url(#slip)" /><path d={flag(at(from.day), 30)} className={s.ghost} /></g>,
        ])))}
        {shown.map(({ name, day }) => (day === null ? null : <g key={name}><path d={flag(at(day), 30)} className={s.flag} /><text x={Math.min(at(day) + 8, width - 40)} y={16} className={s.release}>{name}</text></g>))}
        <path d={`M${at(today) + 0.5} 22V52`} className={s.today} />
        <defs><marker id="slip" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L7 4L0 8z" className={s.tip} /></marker></defs>
      </svg>
      <p className="unseen">{releases.map(({ name, day, slips, met, milestones }) => `${name}: ${day === null ? 'no day yet' : sayDay(day, today)}, ${met} of ${milestones} met${slips.length === 0 ? '' : `, moved ${countOf(slips.length, 'time')}`}`).join('; ')}</p>
      {undated.length === 0 ? null : <span className={s.undated}>no day yet: <Text value={undated.join(', ')} /></span>}
    </>
  );
}

const flag = (x: number, y: number): string => `M${x} ${y - 5}L${x + 5} ${y}L${x} ${y + 5}L${x - 5} ${y}Z`;

const Legend = () => (
  <div className={s.legend} aria-hidden="true">
    <span><svg width="12" height="12"><path d={flag(6, 6)} className={s.flag} /></svg>target</span>
    <span><svg width="12" height="12"><path d={flag(6, 6)} className={s.ghost} /></svg>was</span>
    <span><svg width="20" height="12"><rect x="0" y="3" width="20" height="6" className={s.band} /><path d="M12 1v10" className={s.likely} /></svg>forecast</span>
    <span><svg width="3" height="12"><path d="M1.5 0V12" className={s.today} /></svg>today</span>
  </div>
);
