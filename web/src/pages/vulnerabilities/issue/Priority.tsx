import type { Factor } from '../../../../../src/vulnerabilities/contract.ts';
import { Text } from '../../../ui/text/Text.tsx';
import { capital } from '../../../ui/text/words.ts';
import s from './Issue.module.css';

const tenths = (points: number): string => (Number.isInteger(points) ? String(points) : points.toFixed(1));

/** What a priority is made of: each part as wide as it can count, filled as far as it does. */
export const Priority = ({ priority, factors }: { priority: number; factors: readonly Factor[] }) => (
  <section className={s.section}>
    <div className={s.title}><h3>Priority {priority}</h3><span className="quiet">of 100, in four parts</span></div>
    <div className={s.bar} aria-hidden="true">
      {factors.map(({ name, points, most }) => (
        <div key={name} className={s.part} data-full={most > 0 && points / most >= 0.75} style={{ flexGrow: most }}><span style={{ width: `${most === 0 ? 0 : (points / most) * 100}%` }} /></div>
      ))}
    </div>
    <dl className={s.factors}>
      {factors.map(({ name, points, most, because }) => <FactorLine key={name} name={name} points={`${tenths(points)} of ${tenths(most)}`} because={because} />)}
    </dl>
  </section>
);

const FactorLine = ({ name, points, because }: { name: string; points: string; because: string }) => <><dt>{capital(name)}</dt><dd className="mono">{points}</dd><dd><Text value={capital(because)} /></dd></>;
