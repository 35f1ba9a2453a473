import type { Distribution } from '../cataloguer.ts';
import { LIFECYCLES, type Lifecycle } from './end-of-life-table.ts';

export type EndOfLife = {
  /** The first day without fixes for everybody is the one after: YYYY-MM-DD. For Debian the end of its long term support. */
  date: string;
  /** Until when those get fixes who subscribe to `extendedBy`. */
  extended?: string;
  extendedBy?: string;
  /** Where the dates come from. */
  source: string;
};

/** Distributions that live as long as another. */
const SAME_AS = new Map([['mariner', 'azurelinux'], ['sled', 'sles'], ['sles_sap', 'sles'], ['sle_hpc', 'sles']]);

/** When a release of a distribution gets no fixes any more; undefined where that is not known, as for rolling ones. */
export function endOfLife(distribution: Pick<Distribution, 'id' | 'version' | 'name'>): EndOfLife | undefined {
  const lifecycle = lifecycleOf(distribution);
  if (lifecycle === undefined) return undefined;
  const release = releaseNames(distribution.version, lifecycle.parts).find((name) => Object.hasOwn(lifecycle.releases, name));
  const ends = release === undefined ? undefined : lifecycle.releases[release];
  if (ends === undefined) return undefined;
  const [date, extended] = ends;
  return {
    date,
    ...(extended ? { extended, ...(lifecycle.extendedBy ? { extendedBy: lifecycle.extendedBy } : {}) } : {}),
    source: lifecycle.source,
  };
}

/** CentOS Stream calls itself `centos` and tells the difference by its name. */
function lifecycleOf({ id, name }: Pick<Distribution, 'id' | 'name'>): Lifecycle | undefined {
  const key = id === 'centos' && /\bstream\b/i.test(name) ? 'centos-stream' : (SAME_AS.get(id) ?? id);
  return Object.hasOwn(LIFECYCLES, key) ? LIFECYCLES[key] : undefined;
}

/** `9.4` is of release 9; Debian's before 7 had two parts. A first release without number behind the point (SLES 15) is not the one of those with. */
function releaseNames(version: string, parts: number): readonly string[] {
  const numbers = version.split('.');
  return parts === 1 ? [numbers[0] ?? '', numbers.slice(0, 2).join('.')] : [numbers.slice(0, 2).join('.')];
}

/** Changes with each day on which the life of some release ends, for those who judge things again only when something changed. */
export const livesEnded = (today: string): number =>
  Object.values(LIFECYCLES).flatMap(({ releases }) => Object.values(releases).flat()).filter((end) => end !== undefined && today > end).length;
