import type { FactDefinition } from '../gate/fact.ts';
import { HOUR_MS } from './ages.ts';

const measured = { from: 'measured', maxAgeMs: HOUR_MS } as const;

/** Every log in one place and one format. Kinds are those of sources: application, infrastructure, audit, access. */
export const logFacts: readonly FactDefinition[] = [
  { id: 'logs.sources', type: 'int', unit: 'sources', meaning: 'Sources that send logs', ...measured },
  { id: 'logs.sources_silent', type: 'int', unit: 'sources', meaning: 'Sources that have fallen silent', ...measured },
  { id: 'logs.nodes_unheard', type: 'int', unit: 'nodes', meaning: 'Nodes of the inventory that send no logs', ...measured },
  { id: 'logs.lines_lost', type: 'int', unit: 'lines', meaning: 'Lines that the ledgers of the sources cannot account for', ...measured },
  { id: 'logs.normalized', type: 'double', unit: 'share', meaning: 'Share of the stored lines that a normalizer understood', ...measured },
  { id: 'logs.retention_days', type: 'int', unit: 'days', meaning: 'The shortest time for which a source keeps its logs', ...measured },
  { id: 'logs.kinds_missing', type: 'int', unit: 'kinds', meaning: 'Of application, infrastructure, audit and access logs, the kinds that no source sends', ...measured },
  { id: 'signins.products', type: 'int', unit: 'products', meaning: 'Products whose sign-ins were seen in the last 30 days', ...measured },
  { id: 'signins.unreviewed', type: 'int', unit: 'sign-ins', meaning: 'Unexpected sign-ins of more than three days ago that nobody has judged', ...measured },
];
