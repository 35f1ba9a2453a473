import type { FactDefinition } from '../gate/fact.ts';
import { DAY_MS } from './ages.ts';

/** Whether Glacis itself can be relied on. */
export const operationFacts: readonly FactDefinition[] = [
  { id: 'restore.passed', type: 'bool', meaning: 'The last restore drill brought everything back',
    says: ['the last restore drill failed', 'the last restore drill passed'], from: 'measured', maxAgeMs: 90 * DAY_MS },
];
