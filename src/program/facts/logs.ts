import type { FactDefinition } from '../gate/fact.ts';
import { HOUR_MS } from './ages.ts';

const measured = { from: 'measured', maxAgeMs: HOUR_MS } as const;

/** Every log in one place and one format. Kinds are those of sources: application, infrastructure, audit, access. */
export const logFacts: readonly FactDefinition[] = [
  { id: 'logs.sources', type: 'int', unit: 'sources', meaning: 'Sources that send logs',
    says: ['# source sends logs', '# sources send logs'], see: { verb: 'Add a source', path: '/sources?new=1' }, ...measured },
  { id: 'logs.sources_silent', type: 'int', unit: 'sources', meaning: 'Sources that have fallen silent',
    says: ['# source is silent', '# sources are silent'], see: { verb: 'See which', path: '/sources' }, ...measured },
  { id: 'logs.nodes_unheard', type: 'int', unit: 'nodes', meaning: 'Nodes of the inventory that send no logs',
    says: ['# node sends no logs', '# nodes send no logs'], see: { verb: 'Look at nodes', path: '/assets?kind=node' }, ...measured },
  { id: 'logs.lines_lost', type: 'int', unit: 'lines', meaning: 'Lines that the ledgers of the sources cannot account for',
    says: ['# line is unaccounted for', '# lines are unaccounted for'], see: { verb: 'Look at the ledgers', path: '/sources' }, ...measured },
  { id: 'logs.normalized', type: 'double', unit: 'share', meaning: 'Share of the stored lines that a normalizer understood',
    says: ['# of the stored lines are understood', '# of the stored lines are understood'], see: { verb: 'See which are not', path: '/sources' }, ...measured },
  { id: 'logs.retention_days', type: 'int', unit: 'days', meaning: 'The shortest time for which a source keeps its logs',
    says: ['a source keeps its logs for # day only', 'a source keeps its logs for # days only'], see: { verb: 'Look at sources', path: '/sources' }, ...measured },
  { id: 'logs.kinds_missing', type: 'int', unit: 'kinds', meaning: 'Of application, infrastructure, audit and access logs, the kinds that no source sends',
    says: ['no source sends # of the four kinds of logs', 'no source sends # of the four kinds of logs'], see: { verb: 'Add a source', path: '/sources?new=1' }, ...measured },
  { id: 'logs.nodes_without_application', type: 'int', unit: 'nodes', meaning: 'Nodes that send no application logs',
    says: ['# node sends no application logs', '# nodes send no application logs'], see: { verb: 'Look at nodes', path: '/assets?kind=node' }, ...measured },
  { id: 'logs.nodes_without_infrastructure', type: 'int', unit: 'nodes', meaning: 'Nodes that send no infrastructure logs',
    says: ['# node sends no infrastructure logs', '# nodes send no infrastructure logs'], see: { verb: 'Look at nodes', path: '/assets?kind=node' }, ...measured },
  { id: 'logs.nodes_without_audit', type: 'int', unit: 'nodes', meaning: 'Nodes that send no audit logs',
    says: ['# node sends no audit logs', '# nodes send no audit logs'], see: { verb: 'Look at nodes', path: '/assets?kind=node' }, ...measured },
  { id: 'logs.nodes_without_access', type: 'int', unit: 'nodes', meaning: 'Nodes that send no access logs',
    says: ['# node sends no access logs', '# nodes send no access logs'], see: { verb: 'Look at nodes', path: '/assets?kind=node' }, ...measured },
  { id: 'signins.products', type: 'int', unit: 'products', meaning: 'Products whose sign-ins were seen in the last 30 days',
    says: ['sign-ins of # product are seen', 'sign-ins of # products are seen'], see: { verb: 'Look at sign-ins', path: '/sign-ins?show=all' }, ...measured },
  { id: 'signins.unreviewed', type: 'int', unit: 'sign-ins', meaning: 'Unexpected sign-ins of more than three days ago that nobody has judged',
    says: ['# unexpected sign-in has waited for three days', '# unexpected sign-ins have waited for three days'], see: { verb: 'Judge them', path: '/sign-ins' }, ...measured },
];
