import { z } from 'zod';
import { FactValue } from '../gate/fact.ts';

export const FACTS_TYPE = 'https://glacis.dev/facts/v1';

/** Facts that somebody outside states: an in-toto Statement v1 whose subject is the program's. */
export const FactStatement = z.object({
  _type: z.literal('https://in-toto.io/Statement/v1'),
  subject: z.array(z.object({ name: z.string().min(1).max(1_000), digest: z.record(z.string().max(50), z.string().max(200)) })).length(1),
  predicateType: z.literal(FACTS_TYPE),
  predicate: z.object({
    facts: z.record(z.string().max(200), FactValue).refine((facts) => Object.keys(facts).length > 0 && Object.keys(facts).length <= 1_000, 'one to a thousand facts'),
    /** When it was so. */
    at: z.iso.datetime({ offset: true }),
    until: z.iso.datetime({ offset: true }).optional(),
  }),
});
