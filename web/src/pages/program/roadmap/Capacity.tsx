import { useQuery } from '@tanstack/react-query';
import type { CapacityAnswer, CapacityWeek } from '../../../../../src/program/contract.ts';
import type { z } from 'zod';
import { capacityQuery } from '../../../api/roadmap.ts';
import { Code } from '../../../ui/Code.tsx';
import { countOf } from '../../../ui/text/numbers.ts';
import { Text } from '../../../ui/text/Text.tsx';
import { Trouble } from '../../../ui/Trouble.tsx';
import { sayDay } from '../../vulnerabilities/days/words.ts';
import { sayHours, sayWeek } from './words.ts';
import s from './Roadmap.module.css';

const WEEKS = 12;
const EXAMPLE = 'capacity: { share: 0.7, people: [{ name: Ann, hours: 32 }] }';

/** Week by week: what is for the goals, what is kept for what arrives, what of it is taken, and what overflows into the goals' hours. */
export function Capacity({ today }: { today: string }) {
  const { data, error, refetch } = useQuery(capacityQuery(WEEKS));
  return (
    <section className={s.section} aria-label="Capacity">
      <header><h2>Capacity</h2>{data?.known === true ? <span className="quiet">{Math.round(data.share * 100)} % for the goals, {Math.round((1 - data.share) * 100)} % for what arrives · {leftOf(data.left)}</span> : null}</header>
      {error === null ? null : <Trouble error={error} again={() => void refetch()} />}
      {data === undefined ? null : data.known ? <Weeks capacity={data} today={today} /> : (
        <div className={s.unsaid}>
          <p>The program does not say how many hours there are, so no work can be laid out and nothing overflows. Say it in program.yaml, and what milestones take (<code>estimate: 40h</code>):</p>
          <Code text={EXAMPLE} />
        </div>
      )}
    </section>
  );
}

type Capacity = z.infer<typeof CapacityAnswer>;

function leftOf({ milestones, issues, issueCount, unestimated }: Capacity['left']): string {
  const parts = [`${sayHours(milestones)} of milestones left`, ...(issueCount > 0 ? [`${sayHours(issues)} of ${countOf(issueCount, 'promised fix', 'promised fixes')}`] : []), ...(unestimated > 0 ? [`${countOf(unestimated, 'milestone')} without an estimate`] : [])];
  return parts.join(', ');
}

function Weeks({ capacity: { weeks, moved }, today }: { capacity: Capacity; today: string }) {
  const most = Math.max(1, ...weeks.map(({ hours }) => hours));
  const titles = new Map(moved.map(({ milestone, title }) => [milestone, title]));
  return (
    <>
      {moved.length === 0 ? null : (
        <ul className={s.moved}>
          {moved.map(({ milestone, title, days, from, to, because }) => (
            <li key={milestone}><b><Text value={title} /></b> moves by {countOf(days, 'day')}, from {sayDay(from, today)} to {sayDay(to, today)}, because of <Text value={because.map((one) => `“${one}”`).join(', ')} /></li>
          ))}
        </ul>
      )}
      <div className={s.keys} aria-hidden="true">
        <span><i className={s.goals} />goals</span><span><i className={s.over} />taken from the goals</span><span><i className={s.drawn} />arrived</span><span><i className={s.free} />kept for what arrives</span>
      </div>
      <table className={s.weeks}>
        <colgroup><col className={s.week} /><col className={s.hours} /><col className={s.use} /><col /></colgroup>
        <thead className="unseen"><tr><th>week</th><th>hours</th><th>use</th><th>what</th></tr></thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week.week}>
              <td><span className="mono">{sayWeek(week.week)}</span> <span className="quiet">{sayDay(week.from, today)}</span></td>
              <td className="number mono">{sayHours(week.hours)}</td>
              <td><Bar week={week} most={most} /></td>
              <td className="cut"><About week={week} titles={titles} today={today} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Bar({ week: { goals, arriving, drawn, overflow }, most }: { week: CapacityWeek; most: number }) {
  const parts = [[s.goals, goals - overflow], [s.over, overflow], [s.drawn, drawn], [s.free, arriving - drawn]] as const;
  const words = `${sayHours(goals - overflow)} for the goals, ${sayHours(drawn)} of ${sayHours(arriving)} taken by what arrived${overflow > 0 ? `, ${sayHours(overflow)} over` : ''}`;
  return (
    <div className={s.bar} role="img" aria-label={words} title={words}>
      {parts.map(([look, hours]) => (hours > 0 ? <i key={look} className={look} style={{ width: `${(hours / most) * 100}%` }} /> : null))}
    </div>
  );
}

/** What overflows, what that moves into this week, and who is away. */
function About({ week: { overflow, of, moves, away }, titles, today }: { week: CapacityWeek; titles: ReadonlyMap<string, string>; today: string }) {
  const parts = [
    ...(overflow > 0 ? [`${sayHours(overflow)} over: ${of.map(({ title }) => `“${title}”`).join(', ')}`] : []),
    ...moves.map((id) => `delays ${titles.get(id) ?? id}`),
    ...away.map(({ name, from, to, what }) => `${name} away ${sayDay(from, today)}${from === to ? '' : ` – ${sayDay(to, today)}`} (${what})`),
  ];
  const words = parts.join(' · ');
  return <span className={overflow > 0 ? undefined : 'quiet'} title={words}><Text value={words} /></span>;
}
