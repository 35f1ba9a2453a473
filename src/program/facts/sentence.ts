import type { FactDefinition, FactState, FactValue, See } from '../gate/fact.ts';
import type { Verdict } from '../gate/hold.ts';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const decimal = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

/** `3 running images have no recent complete scan`: what a fact that is known says, as a part of a sentence. Instants stay RFC 3339. */
export function sayFact({ id, type, unit, says }: FactDefinition, value: FactValue): string {
  if (says === undefined) return `${id} is ${String(value)}`;
  if (type === 'bool') return value === true ? says[1] : says[0];
  // Of nothing in one word, but where that would deny what is denied already.
  if (value === 0 && unit !== 'share' && says[0].startsWith('# ') && !says[0].includes(' no ')) return `no ${says[0].slice(2)}`;
  return (value === 1 && unit !== 'share' ? says[0] : says[1]).replace('#', () => sayValue(value, unit));
}

/** A value with what it counts left out: `1,204`, `95.2 %`. A share that is not all of it never reads as 100 %. */
export function sayValue(value: FactValue, unit: string | undefined): string {
  if (typeof value !== 'number') return String(value);
  if (unit !== 'share') return Number.isInteger(value) ? whole.format(value) : decimal.format(value);
  return `${decimal.format(value < 1 ? Math.min(99.9, value * 100) : value * 100)} %`;
}

/** What is not known of a fact, and why. */
function sayUnknown({ type, meaning, says }: FactDefinition, state: FactState & { is: 'unknown' }): string {
  if (state.because === 'missing' && type === 'bool' && says !== undefined) return `nobody has said whether ${says[1]}`;
  return `${meaning}: ${state.words}`;
}

type Known = ReadonlyMap<string, FactDefinition>;

/** The facts behind a verdict in one sentence for people: those that decide, or those that are not known. */
export function sayVerdict({ title, outcome, because, facts, from }: Verdict, definitions: Known): string {
  if (from !== undefined) return `Has to stay so until ${new Date(from).toISOString()}: ${title}`;
  const parts = facts.flatMap(({ id, state }) => {
    const definition = definitions.get(id);
    if (definition === undefined) return [];
    if (state.is === 'known') return outcome === 'unknown' ? [] : [sayFact(definition, state.value)];
    return outcome === 'unknown' ? [sayUnknown(definition, state)] : [];
  });
  if (parts.length === 0) return because;
  const said = parts.join('; ');
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}`;
}

/** Where something is done about a fact. One from outside is told to Glacis, if nothing better is known. */
export const seeOf = ({ id, from, see }: FactDefinition): See | null => see ?? (from === 'outside' ? { verb: 'Give evidence', path: `/program/evidence?fact=${id}` } : null);

/** Where something is done about a verdict: about the first fact that is not known, where that is what it lacks; else about the first that leads somewhere. */
export function seeFor({ outcome, facts, from }: Verdict, definitions: Known): See | null {
  // What only has to stay as it is needs nobody.
  if (from !== undefined) return null;
  const asked = outcome === 'unknown' ? facts.filter(({ state }) => state.is === 'unknown') : facts;
  return asked.map(({ id }) => definitions.get(id)).flatMap((definition) => (definition === undefined ? [] : (seeOf(definition) ?? [])))[0] ?? null;
}
