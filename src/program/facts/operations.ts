import type { FactDefinition } from '../gate/fact.ts';
import { DAY_MS } from './ages.ts';

/** Whether Glacis itself can be relied on. */
export const operationFacts: readonly FactDefinition[] = [
  { id: 'restore.passed', type: 'bool', meaning: 'The last restore drill brought everything back', from: 'outside', maxAgeMs: 90 * DAY_MS },
  { id: 'access.reviewed', type: 'bool', meaning: 'Somebody went through who has access, and removed who should not', from: 'outside', maxAgeMs: 90 * DAY_MS },
];
