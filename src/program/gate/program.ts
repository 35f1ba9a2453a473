import type { Condition } from './condition.ts';

/** A condition of a milestone or gate: what must hold, and for how long without a break. */
export type Requirement = {
  id: string;
  title: string;
  condition: Condition;
  /** How long it must have held, in milliseconds; 0: now is enough. */
  forMs: number;
};

/** What a milestone waits for. */
export type Dependency =
  | { on: 'milestone'; milestone: string; reason: string }
  /** Of another team: nothing here can tell, so a fact from outside does. */
  | { on: 'elsewhere'; team: string; title: string; requirement: Requirement; reason: string }
  /** What comes out of something: its conditions are data. */
  | { on: 'outcome'; title: string; requirements: readonly Requirement[]; reason: string };

/** When it is to be reached; `open`: to be decided by what its words say. */
export type Target = { is: 'release'; release: string } | { is: 'day'; day: string } | { is: 'open'; words: string };

export type Milestone = {
  id: string;
  title: string;
  goal: string;
  /** The milestone that this one is a part of. */
  partOf?: string;
  owner: string;
  target: Target;
  requirements: readonly Requirement[];
  dependsOn: readonly Dependency[];
  /** Somebody says that it is done. Shown; opens nothing. */
  claimed?: { by: string; words: string };
};

export type Gate = {
  id: string;
  title: string;
  question: string;
  milestones: readonly string[];
  requirements: readonly Requirement[];
};

export type Goal = { id: string; title: string; problem: string };

/** What strangers may see, in the words that were chosen for them; `target` is null where there is no day. */
export type Shown = {
  title: string;
  note?: string;
  milestones: readonly { id: string; title: string; target: string | null }[];
  gates: readonly { id: string; title: string }[];
};

/** A program that has been read and found sound: every id that it names is there, and no dependency runs in a circle. */
export type Program = {
  title: string;
  /** What evidence must be about, unless it is Glacis's own. */
  subject: string;
  goals: readonly Goal[];
  milestones: readonly Milestone[];
  gates: readonly Gate[];
  /** Absent: strangers see nothing. */
  shown?: Shown;
  /** Environments, in small letters, and the gate that each asks before it lets a deployment through. */
  deployments?: ReadonlyMap<string, string>;
  /** sha256 of the file, in hex. */
  digest: string;
};

/** Everything that a milestone requires by itself: its own conditions, and those of what it waits for outside this program. */
export const requirementsOf = ({ requirements, dependsOn }: Milestone): Requirement[] => [
  ...requirements,
  ...dependsOn.flatMap((dependency) => (dependency.on === 'elsewhere' ? [dependency.requirement] : dependency.on === 'outcome' ? dependency.requirements : [])),
];

/** Something that a milestone lacks to be judged at all. */
export type Gap = { id: string; title: string };

/** What of a milestone nothing can show to be met: no condition of its own, or an outcome without one. Its gates stay unknown for that. */
export function gapsOf(milestone: Milestone): Gap[] {
  const outcomes = milestone.dependsOn.flatMap((one) => (one.on === 'outcome' && one.requirements.length === 0 ? [{ id: `${milestone.id}/(${one.title})`, title: one.title }] : []));
  return requirementsOf(milestone).length === 0 && outcomes.length === 0 ? [{ id: `${milestone.id}/(no condition)`, title: milestone.title }] : outcomes;
}

/** The milestones of a gate and, before each, those that it waits for; each once. */
export function neededBy({ milestones }: Gate, byId: ReadonlyMap<string, Milestone>): Milestone[] {
  const needed = new Map<string, Milestone>();
  const visit = (id: string): void => {
    const milestone = byId.get(id);
    if (milestone === undefined || needed.has(id)) return;
    needed.set(id, milestone);
    for (const dependency of milestone.dependsOn) if (dependency.on === 'milestone') visit(dependency.milestone);
  };
  for (const id of milestones) visit(id);
  return [...needed.values()];
}

/** The milestones that bear on a gate. */
const bearing = (gate: Gate, { milestones }: Program): Milestone[] => neededBy(gate, new Map(milestones.map((milestone) => [milestone.id, milestone])));

/** Everything that is asked for a gate. */
export const bearingOn = (gate: Gate, program: Program): Requirement[] => [...gate.requirements, ...bearing(gate, program).flatMap(requirementsOf)];

/** What keeps a gate unknown, whatever is asked for it. */
export const gapsBefore = (gate: Gate, program: Program): Gap[] => bearing(gate, program).flatMap(gapsOf);
