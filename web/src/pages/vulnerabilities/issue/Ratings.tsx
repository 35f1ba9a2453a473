import type { IssueDetail } from '../../../../../src/vulnerabilities/contract.ts';
import { Severity } from '../../../ui/state/Severity.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { percent } from '../../../ui/text/numbers.ts';
import s from './Issue.module.css';

type Props = Pick<IssueDetail, 'ratings' | 'epss' | 'kev'>;

/** What others say of how bad it is, beside each other. */
export const Ratings = ({ ratings, epss, kev }: Props) => (
  <section className={s.section}>
    <h3>Ratings</h3>
    <table className={s.table}>
      <tbody>
        {ratings.map(({ source, severity, score, vector }) => (
          <tr key={`${source} ${vector ?? ''}`}>
            <td style={{ width: 92 }}><Text value={source} /></td>
            <td style={{ width: 132 }}><span style={{ display: 'flex', gap: 8 }}><Severity value={severity} /><span className="mono">{score?.toFixed(1) ?? ''}</span></span></td>
            <td className="mono quiet" style={{ overflowWrap: 'anywhere' }}><Text value={vector ?? ''} /></td>
          </tr>
        ))}
        <tr><td>EPSS</td><td className="mono">{epss === null ? <span className="quiet">none</span> : percent(epss.score, 1)}</td><td className="quiet">{epss === null ? 'Nobody says how likely it is to be exploited.' : `likely to be exploited within 30 days; more than ${percent(epss.percentile, 1)} of all`}</td></tr>
        <tr><td>CISA KEV</td><td>{kev === null ? <span className="quiet">not listed</span> : 'exploited'}</td><td className="quiet">{kev === null ? '' : [kev.ransomware ? 'also by ransomware' : '', kev.added === null ? '' : `listed ${kev.added}`, kev.due === null ? '' : `to be fixed by ${kev.due}`].filter(Boolean).join(', ')}</td></tr>
      </tbody>
    </table>
  </section>
);
