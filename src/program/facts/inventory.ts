import type { FactDefinition } from '../gate/fact.ts';
import { HOUR_MS } from './ages.ts';

const measured = { from: 'measured', maxAgeMs: HOUR_MS } as const;

/** What exists and has been looked at. */
export const inventoryFacts: readonly FactDefinition[] = [
  { id: 'images.running', type: 'int', unit: 'images', meaning: 'Images that run somewhere', ...measured },
  { id: 'images.unscanned', type: 'int', unit: 'images', meaning: 'Running images without a complete scan that is recent enough', ...measured },
  { id: 'images.scanned', type: 'double', unit: 'share', meaning: 'Share of running images with a complete scan that is recent enough', ...measured },
  { id: 'nodes.total', type: 'int', unit: 'nodes', meaning: 'Compute nodes that are known', ...measured },
  { id: 'nodes.unscanned', type: 'int', unit: 'nodes', meaning: 'Nodes without a complete scan that is recent enough', ...measured },
  { id: 'nodes.scanned', type: 'double', unit: 'share', meaning: 'Share of nodes with a complete scan that is recent enough', ...measured },
  { id: 'nodes.silent', type: 'int', unit: 'nodes', meaning: 'Nodes whose agent has stopped reporting', ...measured },
];
