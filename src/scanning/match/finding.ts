import type { Package } from '../catalog/package.ts';

export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'negligible', 'unknown'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A rating and whose it is. */
export type Rating = {
  severity: Severity;
  /** `Debian`, `Red Hat`, `GitHub`, `NVD`, …: who said so. */
  source: string;
  /** CVSS vector and base score (0 to 10), where it comes from one. */
  vector?: string;
  score?: number;
};

/** What can be done about it. */
export type FixState =
  | { is: 'fixed'; versions: readonly string[] }
  /** Not yet; with the vendor's word where it said more (Debian's `no-dsa`, `postponed`; `fix deferred`). */
  | { is: 'unfixed'; word?: string }
  /** The vendor said that it will not fix it; in its word. */
  | { is: 'wont-fix'; word: string }
  /** The package or its release gets no fixes any more. */
  | { is: 'end-of-life' };

/** One vulnerability of one package. */
export type Finding = {
  /** The id that people know it by: the CVE where there is one, else the advisory's. */
  id: string;
  /** All ids that mean it, `id` first. */
  aliases: readonly string[];
  /** The advisories that say so (`DSA-5343-1`). */
  advisories: readonly string[];
  package: Package;
  fix: FixState;
  /** The rating that counts, the vendor's own first. */
  rating: Rating;
  /** What others say. */
  otherRatings: readonly Rating[];
  kev?: { added?: string; due?: string; ransomware?: boolean };
  epss?: { score: number; percentile: number; date?: string };
  summary: string;
  published?: string;
  references: readonly string[];
};
