import type { AssetKind, Coverage, ScanState } from '../../../../../src/inventory/contract.ts';
import { count, countOf } from '../../../ui/text/numbers.ts';

type Kind = Coverage['kinds'][number];

const plural: Record<AssetKind, [one: string, many: string]> = { image: ['running image', 'running images'], node: ['node', 'nodes'], repository: ['repository', 'repositories'] };

/** The parts of a bar, what is known best first. */
export const states = ['current', 'incomplete', 'stale', 'never'] as const satisfies readonly ScanState[];

/** `41 nodes`. */
export const kindSaid = ({ kind, total }: Pick<Kind, 'kind' | 'total'>): string => countOf(total, ...plural[kind]);

/** Whether visibility is whole, in one sentence. */
export function wholeness({ kinds, silentNodes }: Pick<Coverage, 'kinds' | 'silentNodes'>): string {
  const total = kinds.reduce((sum, kind) => sum + kind.total, 0);
  if (total === 0) return 'Nothing is known yet';
  const of = (state: ScanState) => kinds.reduce((sum, kind) => sum + kind[state], 0);
  const gaps = [
    of('never') === 0 ? '' : `${count(of('never'))} never looked at`,
    of('stale') === 0 ? '' : `${count(of('stale'))} not for too long`,
    of('incomplete') === 0 ? '' : `${count(of('incomplete'))} not in full`,
    silentNodes === 0 ? '' : `${countOf(silentNodes, 'node')} silent`,
  ].filter(Boolean);
  return gaps.length === 0 ? 'Everything that runs has been looked at' : `Of ${count(total)} that count: ${gaps.join(', ')}`;
}

export type Remedy = { says: string } & ({ is: 'settings'; part: 'agents' | 'registries' } | { is: 'asset' } | { is: 'command'; code: string });

/** What closes a gap. */
export function remedyOf(kind: AssetKind, state: ScanState): Remedy {
  if (state === 'incomplete') return { is: 'asset', says: 'See what was not read' };
  switch (kind) {
    case 'node': return state === 'never' ? { is: 'settings', part: 'agents', says: 'Enrol its agent' } : { is: 'asset', says: 'Look at its agent' };
    case 'image': return { is: 'settings', part: 'registries', says: 'Follow its registry' };
    case 'repository': return { is: 'command', says: 'Run it in its CI, in the checkout.', code: 'glacis scan dir . --report' };
  }
}
