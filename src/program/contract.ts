import { z } from 'zod';
import { Forecast } from './roadmap/contract.ts';

export { Arrival, Arrivals, CalendarTaken, CapacityAnswer, ChangeArrival, MakeArrival, type ArrivalKind, type CapacityWeek, type Moved } from './capacity/contract.ts';
export { BurnUp, RoadmapAnswer, type RoadmapMilestone, type Slip } from './roadmap/contract.ts';
export { WeeklyAnswer } from './weekly/contract.ts';
export { ImportGitHub, ImportedProgram, ReportStatus, StatusReport } from './tracking/contract.ts';

const instant = z.iso.datetime({ offset: true });
const Outcome = z.enum(['met', 'unmet', 'unknown']);
export const GateState = z.enum(['open', 'closed', 'unknown']);
export type GateState = z.infer<typeof GateState>;

/** Where something is done about it, as a path of the web application, and the verb of that. */
export const See = z.object({ verb: z.string(), path: z.string() });
export type See = z.infer<typeof See>;

const FactState = z.object({
  id: z.string(),
  meaning: z.string(),
  /** What it counts: `issues`, `share` (0 to 1), `days`. */
  unit: z.string().nullable(),
  known: z.boolean(),
  value: z.union([z.boolean(), z.number(), z.string()]).nullable(),
  /** Why it is not known, in a word and in words. */
  because: z.string().nullable(),
  words: z.string().nullable(),
  at: instant.nullable(),
  /** `measured`, `statement`, `people`, and by whom. */
  from: z.string().nullable(),
  by: z.array(z.string()),
  see: See.nullable(),
});
export type FactState = z.infer<typeof FactState>;

export const ConditionVerdict = z.object({
  id: z.string(), title: z.string(), when: z.string(), outcome: Outcome,
  /** One sentence: the values that decided, or what is not known of them. */
  because: z.string(),
  /** The same in words for people who know no fact by its id. */
  sentence: z.string(),
  facts: z.array(FactState),
  see: See.nullable(),
  /** For how long it must have held without a break, in milliseconds; 0: now is enough. */
  forMs: z.number(),
  /** Since when it has held. */
  since: instant.nullable(),
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
  /** Who says so, and how. */
  claim: z.object({ by: z.string(), words: z.string() }).nullable(),
  /** Its own conditions, and those of what it waits for outside the milestones: of another team, or of an outcome. */
  conditions: z.array(ConditionVerdict.extend({ waitsFor: z.object({ title: z.string(), reason: z.string() }).nullable() })),
  /** Milestones that come first, met or not. */
  dependsOn: z.array(z.object({ milestone: z.string(), reason: z.string(), outcome: Outcome })),
  waitsFor: z.array(z.object({ milestone: z.string(), reason: z.string() })),
  /** When it is likely to be met; null where it is, and where nothing says when, with why. */
  forecast: Forecast.nullable(), noForecast: z.string().nullable(),
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
  reasons: z.array(z.object({
    milestone: z.string().nullable(), condition: z.string(), title: z.string(), outcome: Outcome, because: z.string(), sentence: z.string(), see: See.nullable(),
    /** When it will have held for as long as it must, if nothing changes. */
    from: instant.nullable(),
  })),
  milestones: z.array(z.string()),
  /** Its own conditions, beside those of its milestones. */
  conditions: z.array(ConditionVerdict),
  /** Exceptions in force, and those that wait for a second person. */
  overrides: z.array(OverrideAnswer),
  /** sha256 over program, facts, time and result. */
  digest: z.string(),
  /** When it is likely to open; null where it is open, and where nothing says when, with why. */
  forecast: Forecast.nullable(), noForecast: z.string().nullable(),
});
export type GateAnswer = z.infer<typeof GateAnswer>;
export const Gates = z.object({ items: z.array(GateAnswer) });

/** What holds the gate that is nearest to opening: the few things to do first, and how many more there are. */
export const NextAnswer = z.object({
  /** Null where every gate is open, or there is none. */
  gate: GateAnswer.nullable(),
  items: z.array(z.object({
    /** One requirement may be that of several milestones. */
    conditions: z.array(z.string()), milestones: z.array(z.string()),
    title: z.string(), outcome: Outcome, sentence: z.string(), see: See.nullable(), from: instant.nullable(),
  })),
  more: z.number().int(),
});
export type NextAnswer = z.infer<typeof NextAnswer>;

/** The newest decisions of a gate, and the key by which all of them are believed. */
export const GateDecisions = z.object({
  items: z.array(z.object({ at: instant, state: GateState, program: z.string(), digest: z.string(), keyid: z.string() })),
  rootKey: z.string().nullable(),
});

/** What is wrong with a text, or should not stay, and where; lines and columns count from 1. */
const FileProblem = z.object({ line: z.number(), column: z.number(), path: z.string(), words: z.string() });
export type FileProblem = z.infer<typeof FileProblem>;

export const ProgramAnswer = z.object({
  title: z.string(), subject: z.string(), version: z.number().int(), digest: z.string(), changedBy: z.string(), changedAt: instant,
  evaluatedAt: instant,
  goals: z.array(z.object({ id: z.string(), title: z.string(), problem: z.string() })),
  milestones: z.array(MilestoneAnswer),
  gates: z.array(GateAnswer),
  /** What its file leaves to be confirmed by a person. */
  warnings: z.array(FileProblem),
});
export type ProgramAnswer = z.infer<typeof ProgramAnswer>;

/** `PUT /api/v1/program`: the text of `program.yaml`. */
export const SaveProgram = z.object({ text: z.string().min(1).max(1_048_576) });
/** Gates of which a program asks less than the one before it, and the conditions that went or ask less long. */
const LoosenedGates = z.array(z.object({ gate: z.string(), title: z.string(), conditions: z.array(z.string()) }));
export const ProgramSaved = z.object({
  /** The version that holds now: the one before, where this one waits. */
  version: z.number().int(), digest: z.string(), warnings: z.array(FileProblem),
  loosened: LoosenedGates,
  /** Set where it asks less of a gate and somebody else has to approve it: its id among the proposals. */
  proposal: z.string().nullable(),
});
export const ProgramProposal = z.object({ id: z.string(), text: z.string(), digest: z.string(), loosened: LoosenedGates, by: z.string(), at: instant });
export type ProgramProposal = z.infer<typeof ProgramProposal>;
export const ProgramProposals = z.object({ items: z.array(ProgramProposal) });
export const ProgramText = z.object({ text: z.string(), version: z.number().int() });
export const ProgramLint = z.object({ problems: z.array(FileProblem), warnings: z.array(FileProblem) });
export const ProgramTemplates = z.object({ items: z.array(z.object({ name: z.string(), says: z.string(), text: z.string() })) });

/** A page of goals in Markdown that is to become a program like a template. */
export const ImportPage = z.object({ text: z.string().min(1).max(262_144), template: z.string().max(100).default('cloud-launch') });
/** `program.yaml`, not saved, and what a person has to look at before it is right. */
export const PageImported = z.object({ text: z.string(), doubts: z.array(z.object({ milestone: z.string(), words: z.string() })) });

export const FactAnswer = FactState.extend({ type: z.string(), measured: z.boolean(), /** Until when an observation counts, in milliseconds. */ maxAgeMs: z.number() });
export type FactAnswer = z.infer<typeof FactAnswer>;
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
export const EvidenceKey = z.object({ keyid: z.string(), name: z.string(), facts: z.array(z.string()), addedBy: z.string(), addedAt: instant, /** Null: it is not believed yet. */ confirmedBy: z.string().nullable() });
export const EvidenceKeys = z.object({ items: z.array(EvidenceKey) });
/** The facts that it was seen to be for: a key that speaks of others by now is not confirmed. */
export const ConfirmEvidenceKey = z.object({ facts: z.array(z.string().max(200)).min(1).max(200) });
export const AddEvidenceKey = z.object({ name: z.string().trim().min(1).max(100), publicKey: z.string().min(1).max(10_000), facts: z.array(z.string().max(200)).min(1).max(200) });

export const MakeOverride = z.object({ requirements: z.array(z.string().max(200)).min(1).max(100), reason, control: z.string().trim().min(1).max(4_000), until: instant });
