import { z } from 'zod';
import { CapacityFile, WeeklyFile } from './plan.ts';
import { PublicFile } from './public.ts';
import { TrackingFile } from './tracking.ts';

/** Ids stand in links, in decisions and in other files for years: words, never numbers. */
const ID = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const id = z.string().max(64).regex(ID, 'an id is lower-case words with hyphens, such as central-logs');
const line = z.string().trim().min(1).max(300);
const text = z.string().trim().min(1).max(4_000);
const day = z.iso.date();

export const ConditionFile = z.strictObject({
  title: line.describe('What holds, in the words of a person'),
  when: z.string().min(1).max(2_000).describe('A CEL expression over facts, such as vulnerabilities.undecided == 0'),
  for: z.string().regex(/^\d{1,4}(?:m|h|d)$/, 'a duration is a number and m, h or d, such as 14d').optional().describe('How long it must have held without a break'),
});
const conditions = z.record(id, ConditionFile);

const DependencyFile = z.union([
  z.strictObject({ milestone: id, reason: text, unconfirmed: z.literal(true).optional().describe('An import guessed it; it holds, and nobody has confirmed it') }),
  z.strictObject({ team: line, title: line, when: ConditionFile.shape.when, for: ConditionFile.shape.for, reason: text }).describe('A milestone of another team; a fact from outside tells when it is reached'),
  z.strictObject({ outcome: line, conditions, reason: text }).describe('What comes out of something, as data'),
]);

export const MilestoneFile = z.strictObject({
  title: text,
  goal: id,
  'part-of': id.optional(),
  owner: line,
  release: line.optional(),
  date: day.optional(),
  tbd: text.optional().describe('No date yet, and what it depends on'),
  estimate: z.string().regex(/^\d{1,5}(?:\.5)?h$/, 'an estimate is a number of hours, such as 40h').optional().describe('Hours of work that are left'),
  conditions: conditions.default({}),
  'depends-on': z.array(DependencyFile).max(50).default([]),
  claimed: z.strictObject({ by: line, words: text }).optional().describe('Somebody says that it is done; this opens no gate'),
});

/** `program.yaml`. */
export const ProgramFile = z.strictObject({
  $schema: z.string().optional(),
  program: line.describe('What it is called'),
  subject: line.describe('What evidence from outside has to be about, such as acme/cloud'),
  releases: z.record(line, day.nullable()).default({}).describe('The day of each release, or null where it is not known'),
  goals: z.record(id, z.strictObject({ title: line, problem: text })),
  milestones: z.record(id, MilestoneFile).refine((all) => Object.keys(all).length <= 1_000, 'a program has at most 1,000 milestones'),
  gates: z.record(id, z.strictObject({ title: line, question: line, milestones: z.array(id).max(200).default([]), conditions: conditions.default({}) })).refine((all) => Object.keys(all).length <= 2_000, 'a program has at most 2,000 gates').default({}),
  capacity: CapacityFile.optional(),
  public: PublicFile.optional().describe('What strangers may see on the status page and on badges; nothing where nothing is said'),
  tracking: TrackingFile.optional().describe('What GitHub shows of the program; nothing where nothing is said'),
  weekly: WeeklyFile.optional().describe('When the summary of the last week is sent; Monday at 8, UTC, where nothing is said'),
});
export type ProgramFile = z.infer<typeof ProgramFile>;
