import type { FactDefinition } from '../gate/fact.ts';
import { DAY_MS } from './ages.ts';

/** What other teams bring. */
export const elsewhereFacts: readonly FactDefinition[] = [
  { id: 'cloud.private_code', type: 'bool', meaning: 'The product can hold private code of the company itself',
    says: ['the product cannot hold private code yet', 'the product can hold private code'], from: 'outside', maxAgeMs: 30 * DAY_MS },
];
