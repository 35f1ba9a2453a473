import { isDeepStrictEqual } from 'node:util';
import type { Policy, PolicyChange } from '../../contract.ts';

/** What differs between two policies, part by part (`estimate.high`); lists are one part each. */
export function changesOf(before: Policy, after: Policy): PolicyChange[] {
  const [was, is] = [partsOf(before), partsOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((what) => !isDeepStrictEqual(was.get(what), is.get(what)))
    .map((what) => ({ what, before: was.get(what) ?? null, after: is.get(what) ?? null }));
}

function partsOf(value: object, under = ''): Map<string, unknown> {
  return new Map(Object.entries(value).flatMap(([name, part]: [string, unknown]) =>
    typeof part === 'object' && part !== null && !Array.isArray(part) ? [...partsOf(part, `${under}${name}.`)] : [[`${under}${name}`, part] as const]));
}
