import type { Component, Finding } from '../../scanning/index.ts';
import type { Issue, IssueDetail, Severity } from '../contract.ts';
import type { Judging } from './content.ts';
import { storable, storableValue } from './storable.ts';

/** What is known against a component, as it is stored of its issue. */
export type FindingFacts = {
  vulnerability: string;
  /** The package that a fix replaces. */
  package: { type: string; ecosystem: string; name: string };
  aliases: readonly string[];
  summary: string;
  fix: Issue['fix'];
  severity: Severity;
  score: number | null;
  ratings: IssueDetail['ratings'];
  references: readonly string[];
  kev: Issue['kev'];
  epss: Issue['epss'];
};

const MOST_ALIASES = 100;
const MOST_VERSIONS = 20;

/** A finding as facts. The score is the one of the rating that counts, else the first that anybody gave. */
export function factsOf({ replacedBy }: Pick<Judging, 'replacedBy'>, component: Component, finding: Finding): FindingFacts {
  const { id, aliases, fix, rating, otherRatings, kev, epss, summary, references } = finding;
  const replaced = replacedBy(component);
  const ratings = [rating, ...otherRatings];
  return storableValue({
    vulnerability: storable(id, 200),
    package: { type: replaced.type, ecosystem: replaced.ecosystem, name: storable(replaced.name) },
    aliases: [...new Set([id, ...aliases])].slice(0, MOST_ALIASES).map((alias) => storable(alias, 200)),
    summary: storable(summary, 2_000),
    fix: { is: fix.is, versions: fix.is === 'fixed' ? fix.versions.slice(0, MOST_VERSIONS).map((version) => storable(version, 300)) : [] },
    severity: rating.severity,
    score: ratings.find(({ score }) => score !== undefined)?.score ?? null,
    ratings: ratings.map(({ severity, source, vector, score }) => ({ severity, source, vector: vector ?? null, score: score ?? null })),
    references: references.map((url) => storable(url, 2_000)),
    kev: kevOf(kev),
    epss: epss ? { score: epss.score, percentile: epss.percentile } : null,
  });
}

/** A day that the database takes; feeds hold what their makers typed. */
const dayOf = (text: string | undefined): string | null => (text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : null);

/** CISA's word on a CVE as it is stored. */
export const kevOf = (kev: Finding['kev']): Issue['kev'] => (kev ? { added: kev.added ?? null, due: dayOf(kev.due), ransomware: kev.ransomware === true } : null);

const SYSTEM_TYPES = new Set(['deb', 'apk', 'rpm', 'alpm']);

/**
 * Which fix of several: a distribution's release has one, whatever its version; of a language it is the first version above the
 * installed one that is fixed. Empty for the one, and where there is none yet. With the vulnerability and the package it makes an issue.
 */
export const lineOf = (type: string, fix: Issue['fix']): string => (SYSTEM_TYPES.has(type) || fix.is !== 'fixed' ? '' : (fix.versions[0] ?? ''));
