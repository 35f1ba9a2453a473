import { z } from 'zod';

/** What a fact's value is, in CEL's names. */
export const FACT_TYPES = ['bool', 'int', 'double', 'string', 'timestamp'] as const;
export type FactType = (typeof FACT_TYPES)[number];

/** A fact that Glacis can know of the house: what it means, who offers it, and how long an observation holds. */
export type FactDefinition = {
  /** `group.name`, by which conditions call it. */
  id: string;
  type: FactType;
  /** What it counts: `issues`, `share` (0 to 1), `days`. */
  unit?: string;
  meaning: string;
  /** An observation older than this no longer counts. */
  maxAgeMs: number;
  /** Measured by Glacis, or told from outside in a signed statement or by two people. */
  from: 'measured' | 'outside';
  /** What a value says in a sentence, `#` standing for it: of one and of more; of a yes-or-no fact, no and yes. */
  says?: readonly [one: string, many: string];
  /** Where somebody does something about it, as a path of the web application. */
  see?: See;
};

/** A link with its verb. */
export type See = { verb: string; path: string };

/** A timestamp is RFC 3339 text. */
export const FactValue = z.union([z.boolean(), z.number(), z.string().max(2_000)]);
export type FactValue = z.infer<typeof FactValue>;

/** Who says so. A statement that nobody known has signed, and one person's word, are evidence of nothing. */
export const Provenance = z.discriminatedUnion('is', [
  z.object({ is: z.literal('measured'), by: z.string() }),
  z.object({ is: z.literal('statement'), keys: z.array(z.string()), digest: z.string() }),
  z.object({ is: z.literal('people'), ids: z.array(z.string()), names: z.array(z.string()), reason: z.string() }),
]);
export type Provenance = z.infer<typeof Provenance>;

/** One observation of a fact. */
export const Evidence = z.object({
  fact: z.string(),
  value: FactValue.nullable(),
  /** Why it could not be observed; `value` is null then. */
  error: z.string().max(2_000).optional(),
  /** When it was so, in milliseconds since the epoch. */
  at: z.number(),
  /** What was looked at: the house's own id, a commit, an image; a condition of another subject does not take it. */
  subject: z.string(),
  provenance: Provenance,
  /** From then on it does not count, in milliseconds since the epoch. */
  until: z.number().optional(),
});
export type Evidence = z.infer<typeof Evidence>;

export type Unknown = 'missing' | 'stale' | 'expired' | 'errored' | 'future' | 'unsigned' | 'wrong-subject' | 'wrong-type';
export type FactState = { is: 'known'; value: FactValue; evidence: Evidence } | { is: 'unknown'; because: Unknown; words: string; evidence?: Evidence };

/** How far ahead of ours another machine's clock may be. */
const SKEW_MS = 5 * 60_000;

/**
 * Whether an observation says anything now. Everything that is not sound evidence is unknown, and unknown opens no gate:
 * a provider that failed must never count as one that passed.
 */
export function stateOf(evidence: Evidence | undefined, definition: FactDefinition, { now, subject }: { now: number; subject: string }): FactState {
  const unknown = (because: Unknown, words: string): FactState => ({ is: 'unknown', because, words, ...(evidence === undefined ? {} : { evidence }) });
  if (evidence === undefined) return unknown('missing', 'nobody has said anything of it');
  if (evidence.error !== undefined || evidence.value === null) return unknown('errored', evidence.error ?? 'it was looked at without an answer');
  if (evidence.subject !== subject) return unknown('wrong-subject', `it was said of ${evidence.subject}, not of ${subject}`);
  if (!isVouchedFor(evidence.provenance, definition)) return unknown('unsigned', 'nobody who may say so vouches for it');
  if (!fits(evidence.value, definition.type)) return unknown('wrong-type', `it is no ${definition.type}`);
  if (!Number.isFinite(evidence.at) || evidence.at > now + SKEW_MS) return unknown('future', 'it is dated in the future');
  if (evidence.until !== undefined && !(now < evidence.until)) return unknown('expired', 'it has run out');
  // What is asked of a time is how long ago it was: one that is yet to come would hold for ever.
  if (definition.type === 'timestamp' && Date.parse(String(evidence.value)) > now + SKEW_MS) return unknown('future', 'it names a time in the future');
  if (now - evidence.at > definition.maxAgeMs) return unknown('stale', `it is older than ${hours(definition.maxAgeMs)}`);
  return { is: 'known', value: evidence.value, evidence };
}

/** What Glacis measures is believed from nobody else; what comes from outside is signed, or said by two different people. */
function isVouchedFor(provenance: Provenance, { from }: FactDefinition): boolean {
  switch (provenance.is) {
    case 'measured': return from === 'measured';
    case 'statement': return from === 'outside' && provenance.keys.length > 0;
    case 'people': return from === 'outside' && new Set(provenance.ids).size >= 2;
    default: return provenance satisfies never;
  }
}

function fits(value: FactValue, type: FactType): boolean {
  switch (type) {
    case 'bool': return typeof value === 'boolean';
    case 'int': return Number.isSafeInteger(value);
    case 'double': return typeof value === 'number' && Number.isFinite(value);
    case 'string': return typeof value === 'string';
    case 'timestamp': return typeof value === 'string' && !Number.isNaN(Date.parse(value));
    default: return type satisfies never;
  }
}

const hours = (ms: number): string => (ms >= 48 * 3_600_000 ? `${Math.round(ms / 86_400_000)} days` : `${Math.round(ms / 3_600_000)} hours`);
