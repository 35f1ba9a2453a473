/** A range of versions that are affected, as OSV states it (https://ossf.github.io/osv-schema/, affected[].ranges). */
export type VersionRange = {
  type: 'ECOSYSTEM' | 'SEMVER';
  events: readonly ({ introduced: string } | { fixed: string } | { last_affected: string } | { limit: string })[];
};

/** One advisory about one package: a row of the advisory database. */
export type Advisory = {
  /** OSV id: `DSA-5343-1`, `GHSA-…`, `ALPINE-CVE-2024-9143`. */
  id: string;
  /** Other ids of the same vulnerability. */
  aliases: readonly string[];
  /** The vulnerabilities that a distribution's advisory is about: several for a DSA. */
  upstream: readonly string[];
  /** OSV ecosystem with release: `Debian:12`, `Alpine:v3.18`, `npm`. */
  ecosystem: string;
  /** As the ecosystem writes it; the source package's for distributions. */
  name: string;
  ranges: readonly VersionRange[];
  /** Versions listed one by one. */
  versions: readonly string[];
  /** CVSS vectors that the advisory itself carries. */
  cvss: readonly string[];
  /** The vendor's own rating in its own word (`unimportant`, `Important`, `not yet assigned`), if any. */
  rating?: string;
  /** What the vendor will do where nothing is fixed: Debian's `unfixed`, `ignored`, `no-dsa`, `postponed`; `wont-fix`; `end-of-life`. */
  state?: string;
  /** Modules (rpm modularity) or Go symbols and the like that narrow it, as stated. */
  narrowedTo?: { module?: string; arch?: string };
  summary: string;
  /** Bounded. */
  details: string;
  published?: string;
  modified: string;
  references: readonly string[];
};

/** What is known of a CVE whoever speaks of it. */
export type CveFacts = {
  id: string;
  /** CVSS vectors with who gave them. */
  cvss: readonly { vector: string; source: string }[];
  /** In CISA's catalogue of known exploited vulnerabilities. */
  kev?: { added?: string; due?: string; ransomware?: boolean };
  /** FIRST's Exploit Prediction Scoring System, both 0 to 1. */
  epss?: { score: number; percentile: number; date?: string };
};

/** Which advisories the answers come from. */
export type AdvisoryStamp = {
  /** sha256:… of the content: the same advisories have the same digest wherever they were built. */
  digest: string;
  /** When they were taken from their source, RFC 3339. */
  updated: string;
};

/** What matching asks the advisory database. Synchronous: it is a local file. */
export type AdvisoryBook = {
  stamp: AdvisoryStamp;
  /** Advisories (not withdrawn) on a package; `ecosystem` with release, `name` as the ecosystem normalizes it. */
  about(ecosystem: string, name: string): readonly Advisory[];
  cve(id: string): CveFacts | undefined;
  /** Every id known to mean the same vulnerability as this one, itself included; a CVE first. */
  aliasesOf(id: string): readonly string[];
  /** Whether there are any advisories for an ecosystem: a scan says where it knows nothing. */
  covers(ecosystem: string): boolean;
};
