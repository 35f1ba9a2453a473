import { reasonOf } from '../../kernel/errors.ts';
import { OWN_SUBJECT } from '../gate/evaluate.ts';
import type { Evidence, FactDefinition } from '../gate/fact.ts';
import { measureAlerts } from './alerts.ts';
import { measureInventory } from './inventory.ts';
import { measureLogs } from './logs.ts';
import type { Measured, MeasureNeeds } from './needs.ts';
import { measureVulnerabilities } from './vulnerabilities.ts';

/** A part of the house that is looked at by itself: where one cannot be asked, the others still are. */
const parts: readonly { groups: readonly string[]; measure: (needs: MeasureNeeds) => Promise<Measured> }[] = [
  { groups: ['images', 'nodes'], measure: measureInventory },
  { groups: ['vulnerabilities', 'advisories'], measure: measureVulnerabilities },
  { groups: ['logs', 'signins'], measure: measureLogs },
  { groups: ['detections', 'alerts'], measure: measureAlerts },
];

/** Looks at the house: one observation of each fact that could be seen, and an error for each that could not. */
export async function measure(needs: MeasureNeeds, definitions: readonly FactDefinition[]): Promise<Evidence[]> {
  const at = needs.clock.now();
  const looked = await Promise.all(parts.map(async ({ groups, measure: look }): Promise<Evidence[]> => {
    const base = (fact: string) => ({ fact, at, subject: OWN_SUBJECT, provenance: { is: 'measured' as const, by: 'glacis' } });
    try {
      return Object.entries(await look(needs)).map(([fact, value]) => ({ ...base(fact), value }));
    } catch (error) {
      const lost = definitions.filter(({ id, from }) => from === 'measured' && groups.includes(id.slice(0, id.indexOf('.'))));
      return lost.map(({ id }) => ({ ...base(id), value: null, error: reasonOf(error).slice(0, 500) }));
    }
  }));
  return looked.flat();
}
