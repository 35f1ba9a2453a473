import { reasonOf } from '../../kernel/errors.ts';
import { OWN_SUBJECT } from '../gate/evaluate.ts';
import type { Evidence, FactDefinition } from '../gate/fact.ts';
import { measureAccess } from './access.ts';
import { measureAlerts } from './alerts.ts';
import { measureDetections } from './detections.ts';
import { measureInventory } from './inventory.ts';
import { measureLogs } from './logs.ts';
import type { Measured, MeasureNeeds, Seen } from './needs.ts';
import { measureOperations } from './operations.ts';
import { measureVulnerabilities } from './vulnerabilities.ts';

/** A part of the house that is looked at by itself: where one cannot be asked, the others still are. */
type Part = { groups: readonly string[]; measure: (needs: MeasureNeeds) => Promise<Measured> };
const parts: readonly Part[] = [
  { groups: ['images', 'nodes'], measure: measureInventory },
  { groups: ['vulnerabilities', 'advisories'], measure: measureVulnerabilities },
  { groups: ['logs', 'signins'], measure: measureLogs },
  { groups: ['detections'], measure: measureDetections },
  { groups: ['alerts'], measure: measureAlerts },
  { groups: ['restore'], measure: measureOperations },
  { groups: ['access'], measure: measureAccess },
];

/** A part that does not answer for so long is one that cannot be asked: the gates do not wait for it. */
const SLOWEST_MS = 60_000;

/** Looks at the house: one observation of each fact that could be seen, and an error for each that could not. */
export async function measure(needs: MeasureNeeds, definitions: readonly FactDefinition[], { slowestMs = SLOWEST_MS } = {}): Promise<Evidence[]> {
  const now = needs.clock.now();
  const looked = await Promise.all(parts.map(async ({ groups, measure: look }): Promise<Evidence[]> => {
    const wanted = definitions.filter(({ id, from }) => from === 'measured' && groups.includes(id.slice(0, id.indexOf('.'))));
    try {
      const seen = await within(look(needs), slowestMs);
      return wanted.map(({ id }) => observed(id, Object.hasOwn(seen, id) ? seen[id] : undefined, now));
    } catch (error) {
      return wanted.map(({ id }) => observed(id, { unknown: reasonOf(error) }, now));
    }
  }));
  return looked.flat();
}

function observed(fact: string, seen: Seen | undefined, now: number): Evidence {
  const base = { fact, at: now, subject: OWN_SUBJECT, provenance: { is: 'measured' as const, by: 'glacis' } };
  if (seen === undefined) return { ...base, value: null, error: 'there is nothing to see of it' };
  if (typeof seen !== 'object') return { ...base, value: seen };
  return 'unknown' in seen ? { ...base, value: null, error: seen.unknown.slice(0, 500) } : { ...base, ...seen };
}

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it did not answer within ${ms / 1_000} seconds`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
