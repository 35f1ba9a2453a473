import { z } from 'zod';

const instant = z.iso.datetime({ offset: true });
const Outcome = z.enum(['met', 'unmet', 'unknown']);
export const GateState = z.enum(['open', 'closed', 'unknown']);
export type GateState = z.infer<typeof GateState>;

const FactState = z.object({
  id: z.string(),
  known: z.boolean(),
  value: z.union([z.boolean(), z.number(), z.string()]).nullable(),
  /** Why it is not known, in a word and in words. */
  because: z.string().nullable(),
  words: z.string().nullable(),
  at: instant.nullable(),
  /** `measured`, `statement`, `people`, and by whom. */
  from: z.string().nullable(),
  by: z.array(z.string()),
});

export const ConditionVerdict = z.object({
  id: z.string(), title: z.string(), when: z.string(), outcome: Outcome,
  /** One sentence: the values that decided, or what is not known of them. */
  because: z.string(),
  facts: z.array(FactState),
  /** When it will have held for as long as it must, if nothing changes. */
  from: instant.nullable(),
});
export type ConditionVerdict = z.infer<typeof ConditionVerdict>;

export const MilestoneAnswer = z.object({
  id: z.string(), title: z.string(), goal: z.string(), partOf: z.string().nullable(), owner: z.string(),
  /** `3.24`, `2026-12-24`, or what it depends on. */
  target: z.string(), targetIs: z.enum(['release', 'day', 'open']),
  outcome: Outcome,
  /** Somebody says that it is done, which opens nothing. */
  claimed: z.boolean(),
  conditions: z.array(ConditionVerdict),
  waitsFor: z.array(z.object({ milestone: z.string(), reason: z.string() })),
});

export type MilestoneAnswer = z.infer<typeof MilestoneAnswer>;

export const OverrideAnswer = z.object({
  id: z.string(), gate: z.string(), requirements: z.array(z.string()), by: z.string(), approvedBy: z.string().nullable(),
  reason: z.string(), control: z.string(), from: instant, until: instant, state: z.enum(['proposed', 'active', 'ended']),
});
export type OverrideAnswer = z.infer<typeof OverrideAnswer>;

export const GateAnswer = z.object({
  id: z.string(), title: z.string(), question: z.string(),
  state: GateState, since: instant, evaluatedAt: instant,
  /** What would open it, in one sentence. */
  sentence: z.string(),
  /** What keeps it from opening, what is unmet before what is not known. */
  reasons: z.array(z.object({ milestone: z.string().nullable(), condition: z.string(), outcome: Outcome, because: z.string() })),
  milestones: z.array(z.string()),
  /** Exceptions in force, and those that wait for a second person. */
  overrides: z.array(OverrideAnswer),
  /** sha256 over program, facts, time and result. */
  digest: z.string(),
});
export type GateAnswer = z.infer<typeof GateAnswer>;
export const Gates = z.object({ items: z.array(GateAnswer) });

export const ProgramAnswer = z.object({
  title: z.string(), subject: z.string(), version: z.number().int(), digest: z.string(), changedBy: z.string(), changedAt: instant,
  evaluatedAt: instant,
  goals: z.array(z.object({ id: z.string(), title: z.string(), problem: z.string() })),
  milestones: z.array(MilestoneAnswer),
  gates: z.array(GateAnswer),
});
export type ProgramAnswer = z.infer<typeof ProgramAnswer>;

/** `PUT /api/v1/program`: the text of `program.yaml`. */
export const SaveProgram = z.object({ text: z.string().min(1).max(1_048_576) });
export const ProgramSaved = z.object({ version: z.number().int(), digest: z.string(), warnings: z.array(z.object({ line: z.number(), column: z.number(), path: z.string(), words: z.string() })) });
export const ProgramText = z.object({ text: z.string(), version: z.number().int() });

export const FactAnswer = FactState.extend({ type: z.string(), unit: z.string().nullable(), meaning: z.string(), measured: z.boolean() });
export const Facts = z.object({ items: z.array(FactAnswer) });

/** A DSSE envelope with an in-toto statement of facts (docs/evidence.md). */
export const PostStatement = z.object({ payloadType: z.string().max(200), payload: z.string().max(1_000_000), signatures: z.array(z.object({ keyid: z.string().max(200).default(''), sig: z.string().max(10_000) })).min(1).max(20) });
export const StatementTaken = z.object({ facts: z.array(z.string()), keys: z.array(z.string()), digest: z.string() });

const factValue = z.union([z.boolean(), z.number(), z.string().max(2_000)]);
const reason = z.string().trim().min(20).max(4_000);
/** What a person says; it counts when another one has confirmed it, until it ends. */
export const MakeClaim = z.object({ fact: z.string().max(200), value: factValue, reason, until: instant });
export const Claim = MakeClaim.extend({ id: z.string(), by: z.string(), at: instant, confirmedBy: z.string().nullable() });
export type Claim = z.infer<typeof Claim>;
export const Claims = z.object({ items: z.array(Claim) });

/** A key whose statements are believed, and of which facts. */
export const EvidenceKey = z.object({ keyid: z.string(), name: z.string(), facts: z.array(z.string()), addedBy: z.string(), addedAt: instant });
export const EvidenceKeys = z.object({ items: z.array(EvidenceKey) });
export const AddEvidenceKey = z.object({ name: z.string().trim().min(1).max(100), publicKey: z.string().min(1).max(10_000), facts: z.array(z.string().max(200)).min(1).max(200) });

export const MakeOverride = z.object({ requirements: z.array(z.string().max(200)).min(1).max(100), reason, control: z.string().trim().min(1).max(4_000), until: instant });
