import { useState, type KeyboardEvent } from 'react';
import { brief, count } from '../../../ui/text/numbers.ts';
import { useWidth } from '../../../ui/chart/width.ts';
import { sayDay, sayFullDay } from '../days/words.ts';
import { scaleTo, stepPath } from './scale.ts';
import s from './Trends.module.css';

export type Series = { name: string; colour: string; values: readonly number[]; /** Filled down to the ground. */ area?: boolean; dashed?: boolean };

type Props = { title: string; unit: string; days: readonly string[]; series: readonly Series[]; height?: number; wide?: boolean };

const LEFT = 40;
const AXIS = 20;
const TICK = 92;

/** Counts a day, as steps; hover or the arrows read a day out. */
export function Lines({ title, unit, days, series, height = 130, wide = false }: Props) {
  const [box, full] = useWidth<HTMLDivElement>();
  const [at, setAt] = useState<number>();
  const width = Math.max(0, full - LEFT);
  const { top, steps } = scaleTo(Math.max(0, ...series.flatMap(({ values }) => values)));
  const today = days.at(-1) ?? '';
  const every = Math.max(1, Math.ceil(days.length / Math.max(1, Math.floor(width / TICK))));
  const x = (index: number) => LEFT + Math.round((index * width) / Math.max(1, days.length));
  const y = (value: number) => height - (value / top) * height;
  const key = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    setAt((old) => Math.max(0, Math.min(days.length - 1, old === undefined ? days.length - 1 : old + step)));
  };
  const day = at === undefined ? undefined : days[at];
  const said = day === undefined ? '' : series.map(({ name, values }) => `${name} ${count(values[at ?? 0] ?? 0)}`).join(', ');
  return (
    <section className={`${s.panel} ${wide ? s.wide : ''}`}>
      <div className={s.title}>
        <h3>{title}</h3><span className="quiet">{unit}</span>
        <div className={s.legend}>{series.map(({ name, colour, dashed, area }) => <span key={name} className={s.key}><svg width="14" height="8" aria-hidden="true"><path d={area === true ? 'M0 0h14v8H0z' : 'M0 4h14'} fill={area === true ? colour : 'none'} fillOpacity={area === true ? 0.5 : undefined} stroke={area === true ? 'none' : colour} strokeWidth="2" strokeDasharray={dashed === true ? '3 2' : undefined} /></svg>{name}</span>)}</div>
      </div>
      <div
        ref={box}
        className={s.chart}
        role="slider"
        tabIndex={0}
        aria-label={`${title}, ${unit}`}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, days.length - 1)}
        aria-valuenow={at ?? Math.max(0, days.length - 1)}
        aria-valuetext={day === undefined ? 'use the arrows' : `${sayFullDay(day)}: ${said}`}
        onKeyDown={key}
        onBlur={() => setAt(undefined)}
        onPointerMove={(event) => setAt(Math.max(0, Math.min(days.length - 1, Math.floor(((event.clientX - event.currentTarget.getBoundingClientRect().left - LEFT) / Math.max(1, width)) * days.length))))}
        onPointerLeave={() => setAt(undefined)}
      >
        <svg width={full} height={height + AXIS} aria-hidden="true" style={{ display: 'block', overflow: 'visible' }}>
          {steps.map((value) => (
            <g key={value}>
              <path d={`M${LEFT} ${Math.round(y(value)) + 0.5}H${full}`} className={value === 0 ? s.ground : s.axis} />
              <text x={LEFT - 8} y={y(value) + 4} textAnchor="end" className={s.tick}>{brief(value)}</text>
            </g>
          ))}
          <g transform={`translate(${LEFT} 0)`}>
            {series.map(({ name, colour, values, area, dashed }) => {
              const path = stepPath(values, width, height, top);
              return area === true
                ? <path key={name} d={path === '' ? '' : `${path}V${height}H0Z`} fill={colour} fillOpacity={0.5} />
                : <path key={name} d={path} fill="none" stroke={colour} strokeWidth="1.5" strokeDasharray={dashed === true ? '4 3' : undefined} />;
            })}
          </g>
          {days.map((one, index) => ((days.length - 1 - index) % every === 0 && x(index) + 40 <= full ? <text key={one} x={x(index)} y={height + 16} className={s.tick}>{sayDay(one, today)}</text> : null))}
          {at === undefined ? null : <path d={`M${Math.round((x(at) + x(at + 1)) / 2) + 0.5} 0V${height}`} className={s.cross} />}
        </svg>
        {day === undefined || at === undefined ? null : (
          <div className={s.readout} style={at > days.length / 2 ? { left: LEFT + 4 } : { right: 0 }}>
            <span>{sayFullDay(day)}</span>
            {series.map(({ name, values }) => <span key={name}><span className="quiet">{name}</span> <b className="mono">{count(values[at] ?? 0)}</b></span>)}
          </div>
        )}
      </div>
    </section>
  );
}
