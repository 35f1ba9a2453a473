import { useQuery } from '@tanstack/react-query';
import type { Scan } from '../../../../../src/vulnerabilities/contract.ts';
import { scansQuery } from '../../../api/inventory.ts';
import { cx } from '../../../ui/cx.ts';
import { Empty } from '../../../ui/Empty.tsx';
import { Outcome } from '../../../ui/state/Outcome.tsx';
import { ScanState } from '../../../ui/state/ScanState.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { count, countOf } from '../../../ui/text/numbers.ts';
import { Ago } from '../../../ui/time/Time.tsx';
import { Trouble } from '../../../ui/Trouble.tsx';
import s from './Asset.module.css';

const FEW = 5;
const origins: Record<Scan['origin'], string> = { agent: 'its agent', ci: 'CI', registry: 'the registry’s watch', harbor: 'Harbor', upload: 'an upload' };

/** What came in about it, what each changed, and what could not be read. */
export function Scans({ asset }: { asset: string }) {
  const { data: scans = [], error, isSuccess } = useQuery(scansQuery(asset));
  return (
    <div className={s.scroll}>
      {error === null ? null : <Trouble error={error} />}
      {isSuccess && scans.length === 0 ? <Empty title="No scan yet" /> : null}
      {scans.length === 0 ? null : (
        <table className={s.table}>
          <caption className="unseen">Scans</caption>
          <thead><tr><th scope="col">When</th><th scope="col">From</th><th scope="col">Result</th><th scope="col" className="number">Packages</th><th scope="col" className="number">Opened</th><th scope="col" className="number">Resolved</th><th scope="col">What was not read</th></tr></thead>
          <tbody>
            {scans.map((scan) => (
              <tr key={scan.id}>
                <td className={s.one}><Ago at={scan.at} /></td>
                <td className={s.one}>{origins[scan.origin]}</td>
                <td className={s.one}><Result scan={scan} /></td>
                <td className={cx(s.one, 'number')}>{count(scan.packages)}</td>
                <td className={cx(s.one, 'number')}><Changed by={scan.opened} /></td>
                <td className={cx(s.one, 'number')}><Changed by={scan.resolved} /></td>
                <td><NotRead scan={scan} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

const Changed = ({ by }: { by: number }) => (by === 0 ? <span className="quiet">–</span> : count(by));

function Result({ scan: { state, complete } }: { scan: Scan }) {
  switch (state) {
    case 'waiting': return <span className="quiet">waiting</span>;
    case 'failed': return <><Outcome value="failure" /> failed, nothing closed</>;
    case 'stored': return complete ? <><Outcome value="success" /> complete</> : <ScanState value="incomplete" />;
  }
}

function NotRead({ scan: { reason, problems } }: { scan: Scan }) {
  if (reason === null && problems.length === 0) return <span className="quiet">–</span>;
  return (
    <ul className={s.problems}>
      {reason === null ? null : <li><Text value={reason} /></li>}
      {problems.slice(0, FEW).map(({ path, reason: why }, index) => <li key={index}><span className="mono"><Text value={path} /></span> <Text value={why} /></li>)}
      {problems.length > FEW ? <li>and {countOf(problems.length - FEW, 'more place')}</li> : null}
    </ul>
  );
}
