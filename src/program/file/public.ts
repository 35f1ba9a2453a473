import { z } from 'zod';
import type { Gate, Milestone, Shown } from '../gate/program.ts';

const id = z.string().min(1).max(64);
const line = z.string().trim().min(1).max(300);

/** `public` of `program.yaml`: what strangers may see on `/status` and on badges, and in which words. */
export const PublicFile = z.strictObject({
  title: line.optional().describe('Of the page; "Status" where nothing is said'),
  note: z.string().trim().min(1).max(2_000).optional().describe('A word to those who read it'),
  milestones: z.array(z.union([
    id,
    z.strictObject({
      milestone: id,
      title: line.optional().describe('Its title for strangers'),
      target: line.optional().describe('When, in words for strangers; the release or day where nothing is said, never what it waits for'),
    }),
  ])).max(100).default([]),
  gates: z.array(z.union([id, z.strictObject({ gate: id, title: line.optional().describe('Its title for strangers') })])).max(50).default([]).describe('Gates whose state and badge strangers may see'),
});
type PublicFile = z.infer<typeof PublicFile>;

type Known = { milestones: readonly Milestone[]; gates: readonly Gate[]; releases: Readonly<Record<string, string | null>> };
type Tell = (path: readonly string[], words: string) => void;

/** The chosen milestones and gates with the words that were chosen for them, each once. */
export function shownOf({ title = 'Status', note, milestones, gates }: PublicFile, { milestones: allMilestones, gates: allGates, releases }: Known, tell: Tell): Shown {
  const seen = new Set<string>();
  const chosen = <T extends { id: string }>(kind: 'milestone' | 'gate', wanted: string, index: number, all: readonly T[]): T[] => {
    const found = all.find((one) => one.id === wanted);
    const path = ['public', `${kind}s`, String(index)];
    if (found === undefined) tell(path, `There is no ${kind} ${wanted}.`);
    else if (seen.has(`${kind} ${wanted}`)) tell(path, `The ${kind} ${wanted} is there twice.`);
    seen.add(`${kind} ${wanted}`);
    return found === undefined ? [] : [found];
  };
  return {
    title, ...(note === undefined ? {} : { note }),
    milestones: milestones.flatMap((one, index) => {
      const words = typeof one === 'string' ? { milestone: one } : one;
      return chosen('milestone', words.milestone, index, allMilestones).map((milestone) => ({
        id: milestone.id, title: words.title ?? milestone.title, target: words.target ?? targetFor(milestone, releases),
      }));
    }),
    gates: gates.flatMap((one, index) => {
      const words = typeof one === 'string' ? { gate: one } : one;
      return chosen('gate', words.gate, index, allGates).map((gate) => ({ id: gate.id, title: words.title ?? gate.title }));
    }),
  };
}

/** What it depends on is nobody's business outside: a milestone without a day has none. */
function targetFor({ target }: Milestone, releases: Known['releases']): string | null {
  if (target.is === 'open') return null;
  if (target.is === 'day') return target.day;
  const day = Object.hasOwn(releases, target.release) ? releases[target.release] : null;
  return day === null || day === undefined ? `Release ${target.release}` : `Release ${target.release}, ${day}`;
}
