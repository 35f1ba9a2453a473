import type { VersionRange } from '../../match/advisory.ts';
import { isObject, wordOf } from './checks.ts';

type Fields = Readonly<Record<string, unknown>>;

const MOST_VECTORS = 20;
/** CVSS 2 has no prefix: its vectors begin with the access vector. */
const VECTOR = /^(?:CVSS:[\d.]+\/|AV:)[A-Za-z:/.0-9]{5,200}$/;

/** CVSS vectors of an OSV `severity` list; a vendor's own word there (type `Ubuntu`) is a rating, see `ratingOf`. */
export function cvssOf(severity: unknown): string[] {
  if (!Array.isArray(severity)) return [];
  const vectors = severity.map((one: unknown) => (isObject(one) && typeof one['type'] === 'string' && one['type'].startsWith('CVSS') ? one['score'] : undefined));
  return [...new Set(vectors.filter((score): score is string => typeof score === 'string' && VECTOR.test(score)))].slice(0, MOST_VECTORS);
}

/**
 * The vendor's rating in its own word, from where each ecosystem keeps it: Debian's urgency, Ubuntu's priority, the word
 * before the colon of an AlmaLinux or Rocky title, the database's `severity`, RustSec's kind of information.
 */
export function ratingOf(record: Fields, affected: Fields, root: string): string | undefined {
  const ofPackage = inside(affected, 'ecosystem_specific');
  const ofDatabase = inside(affected, 'database_specific');
  return (
    wordOf(ofPackage['urgency']) ??
    vendorWord(affected['severity'], root) ??
    vendorWord(record['severity'], root) ??
    wordOf(ofPackage['ubuntu_priority']) ??
    wordOf(ofPackage['severity']) ??
    wordOf(ofDatabase['severity']) ??
    wordOf(inside(record, 'database_specific')['severity']) ??
    wordOf(ofDatabase['informational']) ??
    titleWord(record['summary'])
  );
}

function vendorWord(severity: unknown, root: string): string | undefined {
  if (!Array.isArray(severity)) return undefined;
  const own: unknown = severity.find((one: unknown) => isObject(one) && one['type'] === root);
  return isObject(own) ? wordOf(own['score']) : undefined;
}

const titleWord = (summary: unknown): string | undefined => (typeof summary === 'string' ? /^(Critical|Important|Moderate|Low): /.exec(summary)?.[1] : undefined);

/** What the vendor will do: Debian's tracker words, or whatever word stands under `state`. */
export const stateOf = (affected: Fields): string | undefined =>
  wordOf(inside(affected, 'database_specific')['state']) ?? wordOf(inside(affected, 'ecosystem_specific')['state']);

/** `nodejs:18` in "Important: nodejs:18 security update"; a title may name two. */
const MODULES_IN_TITLE = /(?<=^|\s)[A-Za-z0-9][\w.+-]*:[A-Za-z0-9][\w.-]*(?=[\s,]|$)/g;
const MODULE_BUILD = /\.module[_+]/;

/**
 * The modules (rpm modularity, `name:stream`) that it is about: stated, or named by the title of errata whose builds are of
 * a module. None: of no module, or nobody says of which.
 */
export function modulesOf(record: Fields, affected: Fields, ranges: readonly VersionRange[]): string[] {
  const stated = inside(affected, 'database_specific')['modules'];
  if (Array.isArray(stated)) return stated.filter((module: unknown): module is string => typeof module === 'string' && /^[\w.+:-]{1,100}$/.test(module)).slice(0, 20);
  const isOfModule = ranges.some(({ events }) => events.some((event) => 'fixed' in event && MODULE_BUILD.test(event.fixed)));
  return isOfModule && typeof record['summary'] === 'string' ? [...new Set(record['summary'].slice(0, 500).match(MODULES_IN_TITLE) ?? [])] : [];
}

const inside = (fields: Fields, name: string): Fields => {
  const value = fields[name];
  return isObject(value) ? value : {};
};
