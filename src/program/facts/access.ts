import type { FactDefinition } from '../gate/fact.ts';
import { DAY_MS, HOUR_MS } from './ages.ts';

const measured = { from: 'measured', maxAgeMs: HOUR_MS } as const;

/** Who has access to Glacis itself, and whether somebody looks at that. */
export const accessFacts: readonly FactDefinition[] = [
  { id: 'access.reviewed', type: 'bool', meaning: 'Somebody went through who has access, and removed who should not',
    says: ['access was not reviewed', 'access was reviewed'], see: { verb: 'Review access', path: '/settings/people' }, from: 'outside', maxAgeMs: 90 * DAY_MS },
  { id: 'access.without_second_factor', type: 'int', unit: 'people', meaning: 'People who sign in to Glacis with a password and no second factor',
    says: ['# person has no second factor', '# people have no second factor'], see: { verb: 'See who', path: '/settings/people' }, ...measured },
  { id: 'access.people_idle', type: 'int', unit: 'people', meaning: 'People who may sign in to Glacis and have not for 90 days',
    says: ['# person has access and does not use it', '# people have access and do not use it'], see: { verb: 'See who', path: '/settings/people' }, ...measured },
  { id: 'access.tokens_idle', type: 'int', unit: 'tokens', meaning: 'API tokens that are valid and were not used for 90 days',
    says: ['# token is valid and not used', '# tokens are valid and not used'], see: { verb: 'See which', path: '/settings/tokens' }, ...measured },
];
