import type { FactDefinition } from '../gate/fact.ts';
import { DAY_MS, HOUR_MS } from './ages.ts';

const measured = { from: 'measured', maxAgeMs: HOUR_MS } as const;

/** What is known against it, and what was decided. `undecided`: required by policy (by default high, or CVSS of at least 4.0), and neither resolved, planned nor otherwise decided. */
export const vulnerabilityFacts: readonly FactDefinition[] = [
  { id: 'vulnerabilities.undecided', type: 'int', unit: 'issues', meaning: 'Required issues that are neither resolved nor planned, anywhere', ...measured },
  { id: 'vulnerabilities.undecided_images', type: 'int', unit: 'issues', meaning: 'The same, in images', ...measured },
  { id: 'vulnerabilities.undecided_nodes', type: 'int', unit: 'issues', meaning: 'The same, on nodes', ...measured },
  { id: 'vulnerabilities.resolved_required', type: 'int', unit: 'issues', meaning: 'Required issues that were resolved so far', ...measured },
  { id: 'vulnerabilities.plans_late', type: 'int', unit: 'issues', meaning: 'Plans whose day has passed', ...measured },
  { id: 'advisories.updated_at', type: 'timestamp', meaning: 'When the advisories were last brought up to date', from: 'measured', maxAgeMs: DAY_MS },
];
