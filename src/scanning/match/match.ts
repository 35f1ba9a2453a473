import type { Distribution } from '../catalog/cataloguer.ts';
import type { Package } from '../catalog/package.ts';
import type { AdvisoryBook } from './advisory.ts';
import { componentsOf } from './component.ts';
import type { Finding } from './finding.ts';
import { componentJudge } from './judge.ts';
import type { KernelUse } from './packages/kernels.ts';

/** A package that the advisories were not asked about, or could not answer for, though they speak of its name. */
export type SetAside = { package: Package; reason: string };

export type MatchResult = {
  /** By package in the order given, then by id. */
  findings: readonly Finding[];
  /** Ecosystems of packages of which the advisories know nothing at all, by name. */
  uncovered: readonly string[];
  /** Those of these for which advisories exist elsewhere: the system's own packages, and languages that OSV has. What was found there was judged by nothing. */
  missing: readonly string[];
  setAside: readonly SetAside[];
};

export type Circumstances = {
  book: AdvisoryBook;
  /** Of the scanned system; where it is absent (an SBOM), each package's purl tells. */
  distribution?: Distribution | undefined;
  /** Absent: nothing scanned is a container, and it is not known which kernel runs. */
  kernel?: KernelUse;
  /** Milliseconds since the epoch: whether a release's life has ended. */
  now: number;
};

/**
 * What is known against these packages. Pure: the same packages, advisories and day give the same findings in the same order.
 * docs/design/matching.md says what counts and why.
 */
export function match(packages: readonly Package[], { book, distribution, kernel = { isContainer: false, kernels: [] }, now }: Circumstances): MatchResult {
  const judge = componentJudge(book, now);
  const uncovered = new Set<string>();
  const missing = new Set<string>();
  const setAside: SetAside[] = [];
  const findings: Finding[] = [];
  for (const { package: one, component, setAside: reason } of componentsOf(packages, { distribution, kernel })) {
    const judgement = judge(component, one);
    if (judgement.is === 'uncovered') {
      uncovered.add(judgement.ecosystem);
      if (judgement.isMissing) missing.add(judgement.ecosystem);
    } else if (judgement.is === 'unreadable') setAside.push({ package: one, reason: reason ?? judgement.reason });
    else if (judgement.is === 'judged') {
      if (reason === undefined) findings.push(...judgement.findings());
      else setAside.push({ package: one, reason });
    }
  }
  return { findings, uncovered: [...uncovered].sort(), missing: [...missing].sort(), setAside };
}
