import { isObject, listOf, parseJson, wrong } from './checks.ts';
import { cveNumber } from './cve-id.ts';

/** What CISA's catalogue says of a CVE. */
export type Kev = { added?: string; due?: string; ransomware?: boolean };

const MOST = 100_000;
const DAY = /^\d{4}-\d\d-\d\d$/;

/**
 * CISA's catalogue of known exploited vulnerabilities (https://www.cisa.gov/known-exploited-vulnerabilities-catalog), by CVE
 * number. Entries without dates are entries all the same.
 * @throws {GlacisError} `invalid` where it is no such catalogue or has less than it says.
 */
export function readKev(bytes: Uint8Array): Map<number, Kev> {
  const json = parseJson(bytes, 'the catalogue');
  if (!isObject(json) || !Array.isArray(json['vulnerabilities'])) throw wrong('the catalogue has no list of vulnerabilities');
  const entries = listOf(json['vulnerabilities'], 'the catalogue', MOST);
  if (typeof json['count'] === 'number' && json['count'] !== entries.length) throw wrong(`the catalogue has ${entries.length} of its ${json['count']} entries`);
  const known = new Map<number, Kev>();
  for (const entry of entries) {
    if (!isObject(entry)) continue;
    const number = typeof entry['cveID'] === 'string' ? cveNumber(entry['cveID']) : undefined;
    if (number === undefined) continue;
    const use = entry['knownRansomwareCampaignUse'];
    known.set(number, {
      ...dayOf('added', entry['dateAdded']),
      ...dayOf('due', entry['dueDate']),
      ...(use === 'Known' ? { ransomware: true } : {}),
    });
  }
  if (known.size === 0) throw wrong('the catalogue names no CVE');
  return known;
}

const dayOf = <K extends string>(name: K, value: unknown): { [_ in K]?: string } => {
  const day: { [_ in K]?: string } = {};
  if (typeof value === 'string' && DAY.test(value)) day[name] = value;
  return day;
};
