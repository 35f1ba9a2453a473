import type { Day } from '../capacity/days.ts';
import { targetDay, type ProgramFile } from '../file/targets.ts';
import type { Slip } from './contract.ts';

type MilestoneFile = ProgramFile['milestones'][string];
export type TargetThen = { words: string; day: Day | null };
export type TargetRow = { milestone: string | null; goal: string | null; release: string | null; title: string; what: Slip['what']; from: TargetThen; to: TargetThen };

export function targetOf(milestone: MilestoneFile, releases: ProgramFile['releases']): TargetThen {
  const { release, date, tbd } = milestone;
  return { words: release ?? date ?? tbd ?? '', day: targetDay(milestone, releases) };
}

/** What a new program does to the targets of the one before it. */
export function targetChanges(before: ProgramFile, after: ProgramFile): TargetRow[] {
  const releases = Object.entries(after.releases).flatMap(([name, to]): TargetRow[] => {
    if (!Object.hasOwn(before.releases, name)) return [];
    const from = before.releases[name] ?? null;
    return from === to ? [] : [{ milestone: null, goal: null, release: name, title: name, what: whatOf(from, to), from: { words: name, day: from }, to: { words: name, day: to } }];
  });
  const milestones = Object.entries(after.milestones).flatMap(([id, milestone]): TargetRow[] => {
    const was = Object.hasOwn(before.milestones, id) ? before.milestones[id] : undefined;
    if (was === undefined) return [];
    const from = targetOf(was, before.releases);
    const to = targetOf(milestone, after.releases);
    if (from.day === to.day && from.words === to.words) return [];
    const isByRelease = milestone.release !== undefined && milestone.release === was.release;
    return [{ milestone: id, goal: milestone.goal, release: isByRelease ? (milestone.release ?? null) : null, title: milestone.title, what: whatOf(from.day, to.day), from, to }];
  });
  return [...releases, ...milestones];
}

function whatOf(from: Day | null, to: Day | null): Slip['what'] {
  if (from === to) return 'changed';
  if (from === null) return 'set';
  return to === null || to > from ? 'slipped' : 'advanced';
}
