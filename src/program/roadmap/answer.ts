import type { Plan } from '../capacity/plan.ts';
import { dayOf } from '../capacity/days.ts';
import type { ProgramFile } from '../file/schema.ts';
import type { Evaluation } from '../gate/evaluate.ts';
import type { RoadmapAnswer, RoadmapMilestone, Slip } from './contract.ts';
import type { Outlook } from './outlook.ts';
import { targetOf } from './targets.ts';

export type RoadmapInput = {
  file: ProgramFile;
  evaluation: Evaluation;
  outlook: Outlook;
  plan: Plan | undefined;
  slips: { milestones: ReadonlyMap<string, Slip[]>; releases: ReadonlyMap<string, Slip[]> };
  outcomes: ReadonlyMap<string, { metAt: Date | null; reopened: number }>;
};

/** The milestones in time: what they were aimed at, what they are aimed at, and when they are likely. */
export function roadmapAnswer({ file, evaluation, outlook, plan, slips, outcomes }: RoadmapInput): RoadmapAnswer {
  const today = dayOf(evaluation.at);
  const verdicts = new Map(evaluation.milestones.map((one) => [one.id, one]));
  const milestones = Object.entries(file.milestones).map(([id, milestone]): RoadmapMilestone => {
    const { words: target, day } = targetOf(milestone, file.releases);
    const outcome = verdicts.get(id)?.outcome ?? 'unknown';
    const { forecast = null, noForecast = null } = outlook.milestones.get(id) ?? {};
    const span = plan?.likely.get(id);
    return {
      id, title: milestone.title, goal: milestone.goal, partOf: milestone['part-of'] ?? null, owner: milestone.owner,
      target, targetIs: milestone.release !== undefined ? 'release' : milestone.date !== undefined ? 'day' : 'open', day,
      outcome, metAt: outcome === 'met' ? (outcomes.get(id)?.metAt?.toISOString() ?? null) : null, reopened: outcomes.get(id)?.reopened ?? 0,
      slips: slips.milestones.get(id) ?? [],
      forecast, noForecast,
      work: milestone.estimate === undefined || outcome === 'met' ? null : { hours: Number(milestone.estimate.slice(0, -1)), from: span?.from ?? null, to: span?.to ?? null },
      waitsFor: [...(verdicts.get(id)?.waitsFor ?? [])],
      late: outcome !== 'met' && day !== null && (today > day || (forecast !== null && forecast.likely > day)),
    };
  });
  const used = new Set(milestones.flatMap(({ targetIs, target }) => (targetIs === 'release' ? [target] : [])));
  const names = [...new Set([...Object.keys(file.releases), ...used])];
  const releases = names.map((name): RoadmapAnswer['releases'][number] => {
    const own = milestones.filter(({ targetIs, target }) => targetIs === 'release' && target === name);
    return { name, day: Object.hasOwn(file.releases, name) ? (file.releases[name] ?? null) : null, slips: slips.releases.get(name) ?? [], milestones: own.length, met: own.filter(({ outcome }) => outcome === 'met').length };
  });
  return { today, goals: Object.entries(file.goals).map(([id, { title }]) => ({ id, title })), releases: releases.toSorted((a, b) => compare(a.day ?? NEVER, b.day ?? NEVER)), milestones };
}

const NEVER = '9999-12-31';
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
