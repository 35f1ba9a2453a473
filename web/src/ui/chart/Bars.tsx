import { useState, type KeyboardEvent, type PointerEvent } from 'react';
import { count, countOf } from '../text/numbers.ts';
import { tickTime } from '../time/instant.ts';
import { useZone } from '../time/zone.ts';
import { barPaths, type Stack } from './stack.ts';
import { ticksOf } from './ticks.ts';
import { useWidth } from './width.ts';
import s from './Bars.module.css';

const AXIS = 18;
/** Room that the label of a tick takes. */
const LABEL = 44;

type Props = {
  label: string;
  buckets: readonly Stack[];
  /** Ms since the epoch. */
  from: number;
  interval: number;
  /** Height of the bars in pixels; the scale below takes 18 more. */
  height?: number;
  /** Called with the chosen stretch of time; without it nothing can be chosen. */
  onChoose?: (from: number, to: number) => void;
  /** Word for what is counted. */
  noun?: string;
};

/** Counts over time by outcome. Drag, or use the arrows with shift and Enter, to choose a stretch. */
export function Bars({ label, buckets, from, interval, height = 64, onChoose, noun = 'event' }: Props) {
  const [box, width] = useWidth<HTMLDivElement>();
  const zone = useZone();
  const [at, setAt] = useState<number | null>(null);
  const [anchor, setAnchor] = useState<number | null>(null);
  const to = from + buckets.length * interval;
  const paths = barPaths(buckets, width, height);
  const x = (index: number) => Math.round((index * width) / buckets.length);
  const low = at === null ? 0 : Math.min(at, anchor ?? at);
  const high = at === null ? -1 : Math.max(at, anchor ?? at);

  const choose = () => {
    if (high >= low) onChoose?.(from + low * interval, from + (high + 1) * interval);
    setAnchor(null);
  };
  const bucketAt = (event: PointerEvent) => {
    const { left } = event.currentTarget.getBoundingClientRect();
    return Math.max(0, Math.min(buckets.length - 1, Math.floor(((event.clientX - left) / width) * buckets.length)));
  };
  const key = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step !== 0) {
      const next = at === null ? (step > 0 ? 0 : buckets.length - 1) : Math.max(0, Math.min(buckets.length - 1, at + step));
      setAnchor(event.shiftKey ? anchor ?? at : null);
      setAt(next);
    } else if (event.key === 'Enter' && at !== null) choose();
    else if (event.key === 'Escape' && at !== null) { setAt(null); setAnchor(null); }
    else return;
    event.preventDefault();
  };

  const chosen = at === null ? null : sum(buckets.slice(low, high + 1));
  const said = chosen === null ? null : `${tickTime(from + low * interval, zone, true)} – ${tickTime(from + (high + 1) * interval, zone, false)}`;
  const words = chosen === null ? 'use the arrows' : `${said}: ${countOf(chosen.success + chosen.failure + chosen.other, noun)}, ${count(chosen.failure)} failed`;
  return (
    <div
      ref={box}
      className={s.chart}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, buckets.length - 1)}
      aria-valuenow={at ?? 0}
      aria-valuetext={words}
      data-choosable={onChoose !== undefined}
      onKeyDown={key}
      onBlur={() => { setAt(null); setAnchor(null); }}
      onPointerMove={(event) => setAt(bucketAt(event))}
      onPointerLeave={(event) => { if (!event.currentTarget.hasPointerCapture(event.pointerId)) setAt(null); }}
      onPointerDown={(event) => {
        if (onChoose === undefined || event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setAnchor(bucketAt(event));
        setAt(bucketAt(event));
      }}
      onPointerUp={() => { if (anchor !== null) choose(); }}
    >
      <svg width={width} height={height + AXIS} aria-hidden="true">
        {at === null ? null : <rect className={s.chosen} x={x(low)} y={0} width={Math.max(1, x(high + 1) - x(low))} height={height} />}
        <path d={paths.other} className={s.other} />
        <path d={paths.success} className={s.success} />
        <path d={paths.failure} className={s.failure} />
        <path d={`M0 ${height + 0.5}H${width}`} className={s.ground} />
        {ticksOf(from, to, Math.floor(width / 84), zone).map((tick) => {
          const place = Math.round(((tick.at - from) / (to - from)) * width) + 0.5;
          return (
            <g key={tick.at}>
              <path d={`M${place} ${height}v4`} className={s.ground} />
              {width - place < LABEL ? null : <text x={place + 4} y={height + 14} className={s.tick}>{tick.label}</text>}
            </g>
          );
        })}
      </svg>
      {chosen === null ? null : (
        <div className={s.readout} data-side={low > buckets.length / 2 ? 'left' : 'right'}>
          <span>{said}</span>
          <b>{count(chosen.success + chosen.failure + chosen.other)}</b>
          {chosen.failure === 0 ? null : <span className={s.failed}>{count(chosen.failure)} failed</span>}
        </div>
      )}
    </div>
  );
}

const sum = (stacks: readonly Stack[]): Stack =>
  stacks.reduce((all, one) => ({ success: all.success + one.success, failure: all.failure + one.failure, other: all.other + one.other }), { success: 0, failure: 0, other: 0 });
