import type { Advisory, VersionRange } from './advisory.ts';
import type { VersionOrder } from './versions/order.ts';

type Said = Pick<Advisory, 'ranges' | 'versions'>;

/**
 * Whether a version is in a range. Source: https://ossf.github.io/osv-schema/#evaluation — the events are walked from the
 * lowest version on, and the last one that the version has reached decides. Events at the same version count in the order
 * in which they stand. An event whose version is none is read over: a fix that nobody can place fixes nothing.
 */
export function isInRange({ events }: VersionRange, version: string, order: VersionOrder): boolean {
  let reached: string | undefined;
  let isAffected = false;
  let hasLimit = false;
  let isBelowLimit = false;
  for (const event of events) {
    if ('limit' in event) {
      hasLimit = true;
      isBelowLimit ||= event.limit === '*' || (order.isValid(event.limit) && order.compare(version, event.limit) < 0);
      continue;
    }
    const at = versionOf(event);
    if (at !== '0' && !order.isValid(at)) continue;
    const sign = 'introduced' in event && at === '0' ? 1 : order.compare(version, at);
    if (sign < 0 || (sign === 0 && 'last_affected' in event)) continue;
    if (reached !== undefined && comparePlaces(at, reached, order) < 0) continue;
    reached = at;
    isAffected = 'introduced' in event;
  }
  return isAffected && (!hasLimit || isBelowLimit);
}

function versionOf(event: Exclude<VersionRange['events'][number], { limit: string }>): string {
  if ('introduced' in event) return event.introduced;
  return 'fixed' in event ? event.fixed : event.last_affected;
}

/** `0` stands before every version, whatever the ecosystem makes of it. */
function comparePlaces(a: string, b: string, order: VersionOrder): number {
  if (a === '0' || b === '0') return a === b ? 0 : a === '0' ? -1 : 1;
  return order.compare(a, b);
}

/** Listed versions in one spelling, made once for each advisory. */
const listed = new WeakMap<readonly string[], ReadonlySet<string>>();

function isListed(versions: readonly string[], version: string, order: VersionOrder): boolean {
  if (versions.length === 0) return false;
  const spell = order.canonical ?? ((text: string) => text);
  let known = listed.get(versions);
  if (known === undefined) {
    known = new Set(versions.map(spell));
    listed.set(versions, known);
  }
  return known.has(spell(version));
}

/** Whether an advisory says that this version is affected: it lists it, or one of its ranges has it. */
export const isAffected = ({ ranges, versions }: Said, version: string, order: VersionOrder): boolean =>
  ranges.some((range) => isInRange(range, version, order)) || isListed(versions, version, order);

/** Nobody keeps up more branches; the rest are not looked at. */
const MOST_FIXES = 64;

/**
 * The versions that clear all these advisories, lowest first: those named by one as fixed and above the given version that
 * none of them calls affected. Several where several branches are kept up.
 */
export function fixesOf(advisories: readonly Said[], version: string, order: VersionOrder): string[] {
  const named = new Set<string>();
  for (const { ranges } of advisories) {
    for (const { events } of ranges) {
      for (const event of events) {
        if ('fixed' in event && order.isValid(event.fixed) && order.compare(event.fixed, version) > 0) named.add(event.fixed);
      }
    }
  }
  const sorted = [...named].sort((a, b) => order.compare(a, b));
  const nearest = sorted.filter((fix, at) => at === 0 || order.compare(sorted[at - 1] ?? '', fix) !== 0).slice(0, MOST_FIXES);
  return nearest.filter((fix) => !advisories.some((advisory) => isAffected(advisory, fix, order)));
}
