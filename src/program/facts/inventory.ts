import type { FactDefinition } from '../gate/fact.ts';
import { HOUR_MS } from './ages.ts';

const measured = { from: 'measured', maxAgeMs: HOUR_MS } as const;

/** What exists and has been looked at. */
export const inventoryFacts: readonly FactDefinition[] = [
  { id: 'images.running', type: 'int', unit: 'images', meaning: 'Images that run somewhere',
    says: ['# image is known to run', '# images are known to run'], see: { verb: 'Follow a registry', path: '/settings/registries' }, ...measured },
  { id: 'images.unscanned', type: 'int', unit: 'images', meaning: 'Running images without a complete scan that is recent enough',
    says: ['# running image has no recent complete scan', '# running images have no recent complete scan'], see: { verb: 'Look at coverage', path: '/coverage' }, ...measured },
  { id: 'images.scanned', type: 'double', unit: 'share', meaning: 'Share of running images with a complete scan that is recent enough',
    says: ['# of the running images have a recent complete scan', '# of the running images have a recent complete scan'], see: { verb: 'Look at coverage', path: '/coverage' }, ...measured },
  { id: 'nodes.total', type: 'int', unit: 'nodes', meaning: 'Compute nodes that are known',
    says: ['# node is known', '# nodes are known'], see: { verb: 'Enrol nodes', path: '/settings/agents' }, ...measured },
  { id: 'nodes.unscanned', type: 'int', unit: 'nodes', meaning: 'Nodes without a complete scan that is recent enough',
    says: ['# node has no recent complete scan', '# nodes have no recent complete scan'], see: { verb: 'Look at coverage', path: '/coverage' }, ...measured },
  { id: 'nodes.scanned', type: 'double', unit: 'share', meaning: 'Share of nodes with a complete scan that is recent enough',
    says: ['# of the nodes have a recent complete scan', '# of the nodes have a recent complete scan'], see: { verb: 'Look at coverage', path: '/coverage' }, ...measured },
  { id: 'nodes.silent', type: 'int', unit: 'nodes', meaning: 'Nodes whose agent has stopped reporting',
    says: ['# node has stopped reporting', '# nodes have stopped reporting'], see: { verb: 'See which', path: '/assets?kind=node&silent=1' }, ...measured },
];
