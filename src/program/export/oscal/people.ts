import type { Picture } from '../picture.ts';
import { stringOf, uuidOf } from './words.ts';

export type Party = { uuid: string; type: 'person' | 'organization'; name: string };

/** Whoever is named anywhere: people by their names, keys as the organizations that hold them. */
export function partiesOf({ program, facts, overrides, claims, vulnerabilities, summary }: Picture): Party[] {
  const people = new Set([
    summary.by, program.changedBy,
    ...overrides.first.flatMap(({ by, approvedBy }) => [by, approvedBy]), ...claims.first.flatMap(({ by, confirmedBy }) => [by, confirmedBy]),
    ...vulnerabilities.first.flatMap(({ by, approvedBy }) => [by, approvedBy]), ...facts.flatMap(({ from, by }) => (from === 'people' ? by : [])),
  ].filter((name) => name !== null));
  const keys = new Set(facts.flatMap(({ from, by }) => (from === 'statement' ? by : [])));
  return [...[...people].map(personOf), ...[...keys].map(keyHolderOf)];
}

export const personOf = (name: string): Party => ({ uuid: uuidOf('person', name), type: 'person', name: stringOf(name) });
export const keyHolderOf = (keyid: string): Party => ({ uuid: uuidOf('key', keyid), type: 'organization', name: stringOf(`holder of the key ${keyid}`) });
