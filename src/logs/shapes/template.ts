import type { Normalized } from '../normalize/index.ts';

/** A text in parts: what stands in every line of a shape, and the numbers of slots. */
export type Parts = readonly (string | number)[];

/** The slots of every line's header, and of its whole message; a pattern's own begin at FIRST_SLOT. */
export const SLOT = { host: 0, pid: 1, message: 2 } as const;
export const FIRST_SLOT = 3;
/** The most slots that a line has. */
export const SLOTS = 8;

/** The event that all lines of a shape become, but for what stands in their slots, and their time. Its host is the slot `host`. */
export type Template = Pick<Normalized, 'format' | 'classUid' | 'activityId' | 'statusId' | 'severityId' | 'service' | 'action' | 'repository' | 'parsed'> & {
  user: Parts;
  actor: Parts;
  srcIp: Parts;
  dstIp: Parts;
  message: Parts;
  /** Path and value in turn. */
  attributes: readonly (readonly [path: string, value: Parts])[];
  observables: readonly Parts[];
  /** Pairs of slots: where they hold the same, an observable would stand twice, and the line is none of the shape. */
  differing: readonly (readonly [number, number])[];
};

/**
 * What a specimen's event says of all lines of its shape: `values` holds, by slot, what stood there. Undefined where that cannot be
 * told: then the shape is no shape.
 */
export function templateOf(event: Normalized, values: readonly string[]): Template | undefined {
  const partsOf = (text: string): Parts => partsBetween(text, values);
  const { format, classUid, activityId, statusId, severityId, service, action, repository, parsed } = event;
  const constants = [format, service, action, repository, ...event.attributes.filter((_, at) => at % 2 === 0)];
  if (event.host !== values[SLOT.host] || constants.some((text) => partsOf(text).some((part) => typeof part === 'number'))) return undefined;

  const observables = event.observables.map(partsOf);
  const differing = differingSlots(observables);
  return differing && {
    format, classUid, activityId, statusId, severityId, service, action, repository, parsed,
    user: partsOf(event.user),
    actor: partsOf(event.actor),
    srcIp: partsOf(event.srcIp),
    dstIp: partsOf(event.dstIp),
    message: partsOf(event.message),
    attributes: Array.from({ length: event.attributes.length / 2 }, (_, at) => [event.attributes[2 * at] ?? '', partsOf(event.attributes[2 * at + 1] ?? '')] as const),
    observables,
    differing,
  };
}

/** The text of parts, with what stands in a line's slots. */
export function filled(parts: Parts, bytes: Buffer, slots: Uint32Array): string {
  let text = '';
  for (const part of parts) text += typeof part === 'string' ? part : bytes.toString('latin1', slots[2 * part], slots[2 * part + 1]);
  return text;
}

/** Cuts a text where values of slots stand in it; of those that begin at the same place the longest is meant. */
function partsBetween(text: string, values: readonly string[]): Parts {
  const found = values
    .map((value, slot) => ({ slot, value, at: value === '' ? -1 : text.indexOf(value) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at || b.value.length - a.value.length)[0];
  if (!found) return text === '' ? [] : [text];
  const before = text.slice(0, found.at);
  return [...(before === '' ? [] : [before]), found.slot, ...partsBetween(text.slice(found.at + found.value.length), values)];
}

/** Observables of the same type that could be the same; undefined where two might be that are not just a slot each. */
function differingSlots(observables: readonly Parts[]): [number, number][] | undefined {
  const varying = observables.map((parts) => ({ parts, type: String(parts[0]).split(':', 1)[0] }));
  const pairs: [number, number][] = [];
  for (const [at, one] of varying.entries()) {
    for (const other of varying.slice(at + 1)) {
      if (one.type !== other.type || (one.parts.length === 1 && other.parts.length === 1)) continue;
      const [a, b] = [slotAlone(one.parts), slotAlone(other.parts)];
      if (a === undefined || b === undefined) return undefined;
      pairs.push([a, b]);
    }
  }
  return pairs;
}

/** The slot of `4:` and nothing but a slot. */
function slotAlone(parts: Parts): number | undefined {
  const [type, slot] = parts;
  return parts.length === 2 && /^\d+:$/.test(String(type)) && typeof slot === 'number' ? slot : undefined;
}
