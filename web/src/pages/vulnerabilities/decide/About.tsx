import { Severity } from '../../../ui/state/Severity.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { countOf } from '../../../ui/text/numbers.ts';
import { sayFix } from '../signs/Marks.tsx';
import type { Target } from './target.ts';
import s from './Decide.module.css';

const FEW = 4;

/** What is decided about, the first few by name. */
export function About({ target }: { target: Target }) {
  const shown = target.known.slice(0, FEW);
  const left = target.count - shown.length;
  return (
    <ul className={s.about} aria-label="What this is about">
      {shown.map(({ id, severity, score, vulnerability, package: found, fix }) => (
        <li key={id}>
          <span style={{ display: 'flex', gap: 6 }}><Severity value={severity} short /><span className="mono">{score?.toFixed(1) ?? '–'}</span></span>
          <span className="mono cut"><Text value={vulnerability} /></span>
          <span className="mono cut"><Text value={found.name} /> <span className="quiet">{fix.is === 'fixed' ? '→ ' : ''}<Text value={sayFix(fix)} /></span></span>
        </li>
      ))}
      {left > 0 ? <li><span /><span className="quiet">and {countOf(left, 'more issue')}</span></li> : null}
    </ul>
  );
}
