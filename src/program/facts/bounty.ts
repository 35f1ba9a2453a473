import type { FactDefinition } from '../gate/fact.ts';
import { DAY_MS } from './ages.ts';

const outside = { from: 'outside', maxAgeMs: 7 * DAY_MS } as const;

/** Strangers are paid for finding a way in. */
export const bountyFacts: readonly FactDefinition[] = [
  { id: 'bounty.advertised', type: 'bool', meaning: 'A bounty for a way into the test security repository is published',
    says: ['no bounty is published', 'a bounty is published'], ...outside },
  { id: 'bounty.unfixed', type: 'int', unit: 'reports', meaning: 'Accepted reports of a way in that are not fixed',
    says: ['# accepted report is not fixed', '# accepted reports are not fixed'], ...outside },
];
