import type { Issue } from '../../../../../src/vulnerabilities/contract.ts';
import { percent } from '../../../ui/text/numbers.ts';
import s from './Signs.module.css';

/** Known to be exploited, as CISA says. */
export const Kev = ({ kev }: { kev: Issue['kev'] }) =>
  kev === null ? null : <span className={s.tag} title={`Known to be exploited (CISA KEV)${kev.ransomware ? ', also by ransomware' : ''}${kev.due === null ? '' : `; CISA wants it fixed by ${kev.due}`}`}>KEV</span>;

/** How likely it is to be exploited within 30 days; nothing where nobody says. */
export const Epss = ({ epss }: { epss: Issue['epss'] }) =>
  epss === null ? <span className="quiet">–</span> : (
    <span className={epss.score < 0.1 ? 'quiet' : undefined} title={`EPSS: ${percent(epss.score, 1)} likely to be exploited within 30 days; more than ${percent(epss.percentile, 1)} of all`}>{Math.round(epss.score * 100)} %</span>
  );

/** 0 to 100, with a bar below that is as long. */
export const Priority = ({ value }: { value: number }) => (
  <span className={s.priority} data-high={value >= 70}>{value}<span style={{ width: `${value}%` }} /></span>
);

/** Other machines reach a service that has it. */
export const Exposed = () => (
  <svg width="13" height="13" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" role="img" aria-label="on a service within reach of other machines" style={{ color: 'var(--high)', flex: 'none' }}>
    <circle cx="8" cy="8" r="1.5" fill="currentColor" />
    <path d="M4.800 4.800a4.500 4.500 0 0 0 0 6.400M11.200 4.800a4.500 4.500 0 0 1 0 6.400M2.500 2.500a7.800 7.800 0 0 0 0 11M13.500 2.500a7.800 7.800 0 0 1 0 11" />
  </svg>
);

/** `3.0.15`, or why there is none. */
export function sayFix({ is, versions }: Issue['fix']): string {
  switch (is) {
    case 'fixed': return versions.join(', ') || 'fixed';
    case 'unfixed': return 'no fix yet';
    case 'wont-fix': return 'will not be fixed';
    case 'end-of-life': return 'end of life';
  }
}
