import { Link } from '@tanstack/react-router';
import type { AssetKind, Coverage } from '../../../../src/inventory/contract.ts';
import { count, countOf } from '../../ui/text/numbers.ts';
import { assetsLink } from '../inventory/view.ts';
import s from './Overview.module.css';

const names: Record<AssetKind, readonly [one: string, many: string]> = { node: ['node', 'nodes'], image: ['running image', 'running images'], repository: ['repository', 'repositories'] };
const order: readonly AssetKind[] = ['node', 'image', 'repository'];

/** Of what runs, how much is known of what is in it, and which nodes do not speak. */
export function Looked({ coverage: { kinds, silentNodes, unknownImages } }: { coverage: Coverage }) {
  const shown = kinds.filter(({ total }) => total > 0).toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  return (
    <>
      <div className={s.sub}><span>Looked at in full, and lately enough</span><Link to="/coverage">Coverage</Link></div>
      <div className={s.figures}>
        {shown.map(({ kind, current, total }) => (
          <Link key={kind} {...(current === total ? assetsLink({ kind }) : { to: '/coverage' as const })} className={s.figure}>
            <b data-bad={current < total}>{count(current)}</b><span className="quiet">of {countOf(total, ...names[kind])}</span>
          </Link>
        ))}
      </div>
      {silentNodes === 0 ? null : <p className={s.calm}><Link {...assetsLink({ kind: 'node', silent: true })}>{countOf(silentNodes, 'node is', 'nodes are')} silent</Link></p>}
      {unknownImages === 0 ? null : <p className={s.calm}><Link to="/settings/$part" params={{ part: 'registries' }}>{countOf(unknownImages, 'image runs', 'images run')} that no registry tells of</Link></p>}
    </>
  );
}
