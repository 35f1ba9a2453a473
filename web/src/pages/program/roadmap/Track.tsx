import type { RoadmapMilestone } from '../../../../../src/program/contract.ts';
import { isInside, placeOf, type Axis } from './axis.ts';
import { sayMilestone } from './words.ts';
import s from './Roadmap.module.css';

const HEIGHT = 28;
const MIDDLE = HEIGHT / 2;

type Props = { milestone: RoadmapMilestone; today: string; axis: Axis; width: number; /** Days of releases, as lines through all rows. */ ends: ReadonlySet<string> };

/** One milestone on the line of time: ghosts of its old targets with arrows to the next, its target, and its forecast as a band. */
export function Track({ milestone, today, axis, width, ends }: Props) {
  const { day, slips, forecast, metAt, late } = milestone;
  const at = (some: string): number => placeOf(some, axis, width);
  const met = metAt?.slice(0, 10);
  return (
    <svg width={width} height={HEIGHT} role="img" aria-label={sayMilestone(milestone, today)} className={s.track}>
      {[...ends].filter((end) => isInside(end, axis)).map((end) => <path key={end} d={`M${at(end) + 0.5} 0V${HEIGHT}`} className={s.end} />)}
      <path d={`M${at(today) + 0.5} 0V${HEIGHT}`} className={s.today} />
      {forecast === null ? null : (
        <g data-late={late}>
          <rect x={at(forecast.earliest)} y={MIDDLE - 4} width={Math.max(3, at(forecast.latest) - at(forecast.earliest))} height={8} className={s.band} data-late={late} />
          <path d={`M${at(forecast.likely)} ${MIDDLE - 7}v14`} className={s.likely} data-late={late} />
        </g>
      )}
      {slips.map(({ from, to, at: when }) => (from.day === null || !isInside(from.day, axis) ? null : (
        <g key={when}>
          {to.day === null || Math.abs(at(to.day) - at(from.day)) < 16 ? null : <path d={`M${at(from.day) + 6} ${MIDDLE}H${at(to.day) + (to.day > from.day ? -7 : 7)}`} className={s.arrow} markerEnd="url(#slip)" />}
          <path d={diamond(at(from.day))} className={s.ghost} />
        </g>
      )))}
      {day === null ? null : isInside(day, axis) ? <path d={diamond(at(day))} className={s.flag} /> : <path d={`M${width - 9} ${MIDDLE - 4}l5 4l-5 4`} className={s.beyond} />}
      {met === undefined ? null : <path d={`M${at(met) - 5} ${MIDDLE}l3.500 3.500l6-7`} className={s.met} />}
    </svg>
  );
}

const diamond = (x: number): string => `M${x} ${MIDDLE - 5}L${x + 5} ${MIDDLE}L${x} ${MIDDLE + 5}L${x - 5} ${MIDDLE}Z`;
