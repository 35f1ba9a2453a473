import type { Command } from 'commander';
import { errors } from '../../kernel/errors.ts';
import { IssueFilter } from '../../vulnerabilities/contract.ts';
import { checked } from '../checked.ts';

type Given = Readonly<Record<string, string>>;

/** What a list can be narrowed by: the option, what it takes (nothing: yes or no), and what it means. */
const FILTERS: readonly (readonly [keyof IssueFilter, string | undefined, string])[] = [
  ['state', 'list', 'open, triaged, planned, accepted, not-affected, resolved; comma-separated'],
  ['severity', 'list', 'critical, high, medium, low, negligible, unknown; comma-separated'],
  ['required', undefined, 'those that policy wants resolved or planned'],
  ['undecided', undefined, 'those of them that nobody has decided'],
  ['overdue', undefined, 'those with a clock that ran out'],
  ['kev', undefined, 'those that are known to be exploited'],
  ['exposed', undefined, 'those of services that other machines reach'],
  ['fixable', undefined, 'those that a newer version repairs'],
  ['proposed', undefined, 'those that wait for an approver'],
  ['owner', 'team', 'those of a team; - for none'],
  ['environment', 'name', 'those in an environment'],
  ['ecosystem', 'name', 'such as Debian:12 or npm'],
  ['package', 'name', 'of one package'],
  ['vulnerability', 'id', 'by any of its ids'],
  ['asset', 'id', 'in one asset'],
  ['appeared', 'why', 'new-advisory, new-image, new-node, new-repository, new-package, policy-change, came-back'],
  ['search', 'text', 'part of an id, a package or a summary'],
];

/** Adds an option for each filter. */
export function filterOptions(command: Command): Command {
  for (const [name, takes, means] of FILTERS) command.option(takes === undefined ? `--${name}` : `--${name} <${takes}>`, means);
  return command;
}

/** The filter as a query or a body has it: texts only. */
export const filterOf = (given: Readonly<Record<string, unknown>>): Given =>
  Object.fromEntries(FILTERS.flatMap(([name]) => {
    const value = given[name];
    return typeof value === 'string' || value === true ? [[name, String(value)]] : [];
  }));

/**
 * Reads `--filter severity=critical --filter kev`.
 * @throws {GlacisError} `invalid`.
 */
export function filterOfPairs(pairs: readonly string[]): Given {
  const given = Object.fromEntries(pairs.map((pair) => {
    const equals = pair.indexOf('=');
    return equals === -1 ? [pair, 'true'] : [pair.slice(0, equals), pair.slice(equals + 1)];
  }));
  const unknown = Object.keys(given).find((name) => !FILTERS.some(([known]) => known === name));
  if (unknown !== undefined) throw errors.invalid({ what: `--filter ${unknown}: filters are ${FILTERS.map(([name]) => name).join(', ')}.` });
  checked(IssueFilter, given);
  return given;
}
