import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { AssetDetail } from '../../../../../src/inventory/contract.ts';
import type { Place } from '../../../../../src/vulnerabilities/contract.ts';
import { worstPlacesQuery } from '../../../api/inventory.ts';
import { Empty } from '../../../ui/Empty.tsx';
import { Severity } from '../../../ui/state/Severity.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { cx } from '../../../ui/cx.ts';
import { issuesLink } from '../../vulnerabilities/issues/view.ts';
import { readPurl } from './purl.ts';
import { behind, byReach, socketOf } from './services.ts';
import s from './Asset.module.css';

const FEW = 3;

/** Who listens, what of it others reach, and the issues behind each. */
export function Services({ asset }: { asset: AssetDetail }) {
  const { data: places } = useQuery(worstPlacesQuery(asset.id));
  return (
    <div className={s.scroll}>
      {asset.services.length === 0 ? <Empty title="Nothing listens">{asset.agent === null ? 'Services are told by the agent of a node.' : 'The agent found no socket that listens.'}</Empty> : (
        <table className={s.table}>
          <caption className="unseen">Listening services</caption>
          <thead><tr><th scope="col">Socket</th><th scope="col">Reached by</th><th scope="col">Process</th><th scope="col">Package</th><th scope="col">Issues behind it</th></tr></thead>
          <tbody>
            {byReach(asset.services).map((service) => (
              <tr key={socketOf(service)}>
                <td className={cx(s.one, 'mono')}>{socketOf(service)}</td>
                <td className={s.one}>{service.exposed ? 'other machines' : <span className="quiet">itself only</span>}</td>
                <td className={cx(s.one, 'mono')}>{service.process === null ? <span className="quiet">not known</span> : <Text value={service.process} />}</td>
                <td className={cx(s.one, 'mono')}>{service.package === null ? <span className="quiet">of none</span> : <Package purl={service.package} />}</td>
                <td>{places === undefined ? null : <Behind asset={asset.id} places={behind(service, places.items)} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {asset.outdated.length === 0 ? null : (
        <>
          <h2>Running code that was replaced</h2>
          <table className={s.table}>
            <thead><tr><th scope="col">Process</th><th scope="col">Unit</th><th scope="col">Packages that were replaced</th><th scope="col">What to do</th></tr></thead>
            <tbody>
              {asset.outdated.map(({ name, unit, packages }, index) => (
                <tr key={index}>
                  <td className={cx(s.one, 'mono')}><Text value={name} /></td>
                  <td className={cx(s.one, 'mono')}>{unit === null ? <span className="quiet">–</span> : <Text value={unit} />}</td>
                  <td className="mono">{packages.map((purl) => readPurl(purl)).map((named) => `${named.name} ${named.version}`.trim()).join(', ')}</td>
                  <td className="mono">{unit === null ? <span className="quiet">restart it</span> : <>systemctl restart <Text value={unit} /></>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </div>
  );
}

function Package({ purl }: { purl: string }) {
  const { name, version } = readPurl(purl);
  return <span title={purl}><Text value={name} /> <span className="quiet"><Text value={version} /></span></span>;
}

function Behind({ asset, places }: { asset: string; places: readonly Place[] }) {
  if (places.length === 0) return <span className="quiet">none known</span>;
  return (
    <span className={s.line}>
      {places.slice(0, FEW).map(({ issue }) => (
        <Link key={issue.id} {...issuesLink({ tab: 'open', only: { asset }, issue: issue.id })} className="mono"><Severity value={issue.severity} short />{issue.vulnerability}</Link>
      ))}
      {places.length > FEW ? <Link {...issuesLink({ tab: 'open', only: { asset } })}>{places.length - FEW} more</Link> : null}
    </span>
  );
}
