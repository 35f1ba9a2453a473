import { Link } from '@tanstack/react-router';
import type { AssetDetail } from '../../../../../src/inventory/contract.ts';
import { Empty } from '../../../ui/Empty.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { Ago } from '../../../ui/time/Time.tsx';
import s from './Asset.module.css';

/** Where an image runs, or what runs on a node. */
export function Runs({ asset: { kind, placements } }: { asset: AssetDetail }) {
  const onNode = kind === 'node';
  if (placements.length === 0) {
    return (
      <div className={s.scroll}>
        <Empty title={onNode ? 'No container runs here' : 'It runs nowhere, as far as is known'}>
          {onNode ? 'Its agent tells of the containers of Docker, containerd and Kubernetes.' : <p>What runs where is told by <Link to="/settings/$part" params={{ part: 'agents' }}>agents on nodes</Link> and by <Link to="/settings/$part" params={{ part: 'clusters' }}>clusters</Link>.</p>}
        </Empty>
      </div>
    );
  }
  return (
    <div className={s.scroll}>
      <table className={s.table}>
        <caption className="unseen">{onNode ? 'Images that run here' : 'Where it runs'}</caption>
        <thead><tr><th scope="col">{onNode ? 'Image' : 'Node'}</th><th scope="col">Workload</th><th scope="col">Runtime</th><th scope="col">Ports</th><th scope="col">Since</th><th scope="col">Last seen</th></tr></thead>
        <tbody>
          {placements.map(({ image, node, host, runtime, namespace, workload, ports, since, lastSeenAt }) => (
            <tr key={`${image.id} ${host} ${runtime} ${namespace ?? ''} ${workload}`}>
              <td className="mono">{onNode ? <Link to="/assets/$id" params={{ id: image.id }} search={{}} title={image.digest}><Text value={image.name} /></Link> : node === null ? <span title="Seen by a cluster; no agent is on it"><Text value={host} /></span> : <Link to="/assets/$id" params={{ id: node.id }} search={{}}><Text value={node.name} /></Link>}</td>
              <td className="mono">{namespace === null ? null : <span className="quiet"><Text value={namespace} />/</span>}<Text value={workload} /></td>
              <td className={s.one}><Text value={runtime} /></td>
              <td className="mono">{ports.length === 0 ? <span className="quiet">–</span> : ports.join(', ')}</td>
              <td className={s.one}><Ago at={since} /></td>
              <td className={s.one}><Ago at={lastSeenAt} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
