import type { FactDefinition } from '../gate/fact.ts';
import { DAY_MS, HOUR_MS } from './ages.ts';

const measured = { from: 'measured', maxAgeMs: HOUR_MS } as const;

/** What is known against it, and what was decided. `undecided`: required by policy (by default high, or CVSS of at least 4.0), and neither resolved, planned nor otherwise decided. */
export const vulnerabilityFacts: readonly FactDefinition[] = [
  { id: 'vulnerabilities.undecided', type: 'int', unit: 'issues', meaning: 'Required issues that are neither resolved nor planned, anywhere',
    says: ['# required issue is neither resolved nor planned', '# required issues are neither resolved nor planned'], see: { verb: 'Plan them', path: '/issues' }, ...measured },
  { id: 'vulnerabilities.undecided_images', type: 'int', unit: 'issues', meaning: 'The same, in images',
    says: ['# required issue in images is neither resolved nor planned', '# required issues in images are neither resolved nor planned'], see: { verb: 'Plan them', path: '/issues' }, ...measured },
  { id: 'vulnerabilities.undecided_nodes', type: 'int', unit: 'issues', meaning: 'The same, on nodes',
    says: ['# required issue on nodes is neither resolved nor planned', '# required issues on nodes are neither resolved nor planned'], see: { verb: 'Plan them', path: '/issues' }, ...measured },
  { id: 'vulnerabilities.resolved_required', type: 'int', unit: 'issues', meaning: 'Required issues that were resolved so far',
    says: ['# required issue was resolved so far', '# required issues were resolved so far'], see: { verb: 'Look at issues', path: '/issues?show=open' }, ...measured },
  { id: 'vulnerabilities.plans_late', type: 'int', unit: 'issues', meaning: 'Plans whose day has passed',
    says: ['the day of # plan has passed', 'the day of # plans has passed'], see: { verb: 'See which', path: '/issues?state=planned' }, ...measured },
  { id: 'advisories.updated_at', type: 'timestamp', meaning: 'When the advisories were last brought up to date',
    says: ['the advisories are of #', 'the advisories are of #'], from: 'measured', maxAgeMs: DAY_MS },
];
