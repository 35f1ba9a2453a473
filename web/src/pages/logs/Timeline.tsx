import { useQuery } from '@tanstack/react-query';
import { histogramQuery, type Selection } from '../../api/events.ts';
import { Bars } from '../../ui/chart/Bars.tsx';
import { onGrid } from '../../ui/chart/stack.ts';
import { count } from '../../ui/text/numbers.ts';
import { span } from '../../ui/time/instant.ts';
import s from './Timeline.module.css';

const BUCKETS = 120;

type Props = { selection: Selection; onChoose: (from: number, to: number) => void };

/** When the events happened and how they ended; a stretch of it can be chosen. */
export function Timeline({ selection, onChoose }: Props) {
  const { data, isFetching } = useQuery({ ...histogramQuery(selection, BUCKETS), placeholderData: (old) => old });
  // Buckets begin at whole multiples of their width, also the one that holds the beginning.
  const from = data === undefined ? 0 : Math.floor(Date.parse(data.from) / data.interval) * data.interval;
  const buckets = data === undefined ? [] : onGrid(
    data.buckets.map(({ at, total, success, failure }) => ({ at: Date.parse(at), stack: { success, failure, other: total - success - failure } })),
    from, Date.parse(data.to), data.interval,
  );
  const sums = buckets.reduce((all, { success, failure, other }) => ({ success: all.success + success, failure: all.failure + failure, other: all.other + other }), { success: 0, failure: 0, other: 0 });
  const total = sums.success + sums.failure + sums.other;
  return (
    <section className={s.timeline} aria-label="Events over time" aria-busy={isFetching}>
      <div className={s.legend}>
        <span aria-live="polite"><b>{data === undefined ? '–' : count(total)}</b> events</span>
        <span className={s.failure}><i />{count(sums.failure)} failed</span>
        <span className={s.success}><i />{count(sums.success)} succeeded</span>
        <span className={s.other}><i />{count(sums.other)} without outcome</span>
        {data === undefined ? null : <span className={s.bucket}>a bar is {span(data.interval)}</span>}
      </div>
      {data === undefined ? <div className={s.waiting} /> : <Bars label="Events over time: choose a stretch" buckets={buckets} from={from} interval={data.interval} onChoose={onChoose} />}
    </section>
  );
}
