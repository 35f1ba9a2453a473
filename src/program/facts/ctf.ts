import type { FactDefinition } from '../gate/fact.ts';
import { DAY_MS } from './ages.ts';

const outside = { from: 'outside', maxAgeMs: 30 * DAY_MS } as const;

/** Attackers were invited for a time. */
export const ctfFacts: readonly FactDefinition[] = [
  { id: 'ctf.finished', type: 'bool', meaning: 'A capture-the-flag event against the test security repository has ended',
    says: ['the event has not ended', 'the event has ended'], ...outside },
  { id: 'ctf.unfixed', type: 'int', unit: 'captures', meaning: 'Different ways in which the flag was captured and that are not fixed',
    says: ['# way in is not fixed', '# ways in are not fixed'], ...outside },
  { id: 'ctf.retested', type: 'bool', meaning: 'Every way in was tried again after its fix, in vain',
    says: ['not every way in was tried again', 'every way in was tried again in vain'], ...outside },
];
