import type { FactDefinition } from '../gate/fact.ts';
import { DAY_MS } from './ages.ts';

const outside = { from: 'outside', maxAgeMs: 7 * DAY_MS } as const;

/** The company's own secrets. */
export const secretFacts: readonly FactDefinition[] = [
  { id: 'secrets.in_store', type: 'double', unit: 'share', meaning: 'Share of the known secrets that lie in the secret store',
    says: ['# of the known secrets lie in the store', '# of the known secrets lie in the store'], ...outside },
  { id: 'secrets.exposed', type: 'int', unit: 'secrets', meaning: 'Secrets found in code or images that still work',
    says: ['# exposed secret still works', '# exposed secrets still work'], ...outside },
];
