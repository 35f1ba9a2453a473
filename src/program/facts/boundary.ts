import type { FactDefinition } from '../gate/fact.ts';
import { DAY_MS } from './ages.ts';

const outside = { from: 'outside', maxAgeMs: DAY_MS } as const;

/** Who is not meant to read the test repository cannot, by any channel. A cell is a persona and a channel. */
export const boundaryFacts: readonly FactDefinition[] = [
  { id: 'boundary.connected', type: 'bool', meaning: 'The test security repository is connected and probed',
    says: ['the test repository is not connected', 'the test repository is connected'], ...outside },
  { id: 'boundary.leaks', type: 'int', unit: 'cells', meaning: 'Cells in which somebody read what they should not',
    says: ['in # cell somebody read what they should not', 'in # cells somebody read what they should not'], ...outside },
  { id: 'boundary.unproved', type: 'int', unit: 'cells', meaning: 'Cells whose last probe proved nothing',
    says: ['the last probe of # cell proved nothing', 'the last probe of # cells proved nothing'], ...outside },
  { id: 'boundary.revocation_seconds', type: 'double', unit: 'seconds', meaning: 'The longest time that taking away access took to be felt',
    says: ['taking away access took # second to be felt', 'taking away access took # seconds to be felt'], ...outside },
];
