import type { ProgramFile } from './schema.ts';

export type { ProgramFile };

type MilestoneFile = ProgramFile['milestones'][string];

/** The day of a milestone's release, or its own; null where nobody knows. The name of a release is never a day, whatever it looks like. */
export function targetDay({ release, date }: Pick<Partial<MilestoneFile>, 'release' | 'date'>, releases: ProgramFile['releases']): string | null {
  if (release !== undefined) return Object.hasOwn(releases, release) ? (releases[release] ?? null) : null;
  return date ?? null;
}
