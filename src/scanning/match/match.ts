import type { Distribution } from '../catalog/cataloguer.ts';
import type { Package } from '../catalog/package.ts';
import { isSystemType, readPurl } from '../catalog/purl.ts';
import { endOfLife } from '../catalog/system/end-of-life.ts';
import { isThirdParty } from '../catalog/system/vendors.ts';
import type { Advisory, AdvisoryBook } from './advisory.ts';
import { remembering } from './book.ts';
import { findingsOf, type Hit } from './findings.ts';
import type { Finding } from './finding.ts';
import { isOfSameModule } from './modules.ts';
import { ecosystemsOf, type Release } from './packages/distributions.ts';
import { kernelJudge, type KernelUse } from './packages/kernels.ts';
import { languageOf } from './packages/languages.ts';
import { languageQuestions, systemQuestions, type Question } from './packages/questions.ts';
import { isAffected } from './ranges.ts';

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
  const known = remembering(book);
  const systems = systemsOf(packages, known, distribution, new Date(now).toISOString().slice(0, 10));
  const kernelReason = kernelJudge(packages, kernel);
  const uncovered = new Set<string>();
  const missing = new Set<string>();
  const setAside: SetAside[] = [];
  const findings: Finding[] = [];
  for (const one of packages) {
    const system = isSystemType(one.type) ? systems(one) : undefined;
    const { ecosystem, questions } = system === undefined ? languageQuestions(one) : { ecosystem: system.ecosystem, questions: systemQuestions(one, system.ecosystems) };
    if (!(system?.ecosystems ?? [ecosystem]).some((name) => known.covers(name))) {
      uncovered.add(ecosystem);
      if (system !== undefined || (languageOf(one).name !== undefined && !SELDOM.has(ecosystem))) missing.add(ecosystem);
      continue;
    }
    const asked = questions.filter(({ ecosystem: name, name: title }) => known.about(name, title).length > 0);
    if (asked.length === 0) continue;
    const reason = system === undefined ? undefined : (kernelReason(one) ?? (isThirdParty(one, system.release) ? 'was built by others than the distribution' : undefined));
    const readable = asked.filter(({ version, order }) => order.isValid(version));
    if (reason !== undefined || readable.length === 0) {
      setAside.push({ package: one, reason: reason ?? (one.version === '' ? 'states no version' : 'has a version that cannot be compared') });
      continue;
    }
    const hits = readable.flatMap((question) => hitsOf(one, question, known));
    findings.push(...findingsOf(one, hits, known, system?.isAtEnd === true));
  }
  return { findings, uncovered: [...uncovered].sort(), missing: [...missing].sort(), setAside };
}

function hitsOf(one: Package, question: Question, book: AdvisoryBook): Hit[] {
  return book.about(question.ecosystem, question.name)
    .filter((advisory) => isMeant(advisory, one) && isAffected(advisory, question.version, question.order))
    .map((advisory) => ({ advisory, question }));
}

/** Ecosystems that OSV has but a usual sync does not take: nobody should fail for want of them. */
const SELDOM = new Set(['ConanCenter', 'GitHub Actions']);

/** Red Hat's word for what it looked into and found not affected comes as an advisory without a fix. */
const NOT_AFFECTED = new Set(['not-affected', 'not affected', 'known_not_affected']);

function isMeant(advisory: Advisory, one: Package): boolean {
  if (advisory.state !== undefined && NOT_AFFECTED.has(advisory.state.toLowerCase())) return false;
  const arch = advisory.narrowedTo?.arch;
  if (arch !== undefined && one.arch !== undefined && arch !== one.arch) return false;
  return one.type !== 'rpm' || isOfSameModule(advisory, one);
}

type System = {
  release: Distribution | undefined;
  /** Of those that the advisories cover; empty where none. */
  ecosystems: readonly string[];
  /** What it is called where nothing covers it. */
  ecosystem: string;
  /** No fixes come any more. */
  isAtEnd: boolean;
};

/** Which system each distribution package is of; one answer for all packages of the same. */
function systemsOf(packages: readonly Package[], book: AdvisoryBook, distribution: Distribution | undefined, today: string): (one: Package) => System {
  const takesPro = packages.some(({ type, version }) => type === 'deb' && /[+~]esm\d/.test(version));
  const systems = new Map<string, System>();
  const systemOf = (release: Release | undefined, type: string): System => {
    const all = release === undefined ? [] : ecosystemsOf(release).filter((name) => takesPro || !name.startsWith('Ubuntu:Pro:'));
    const covered = all.filter((name) => book.covers(name));
    // Alpine's edge has its own advisories or the next release's, never both.
    const ecosystems = covered[0]?.startsWith('Alpine:') === true ? covered.slice(0, 1) : covered;
    const whole: Distribution | undefined = release && { codename: '', name: '', like: [], ...release };
    const end = whole && endOfLife(whole);
    return {
      release: whole,
      ecosystems,
      ecosystem: all[0] ?? (release === undefined || release.id === '' ? `${type} of an unknown distribution` : `${release.id} ${release.version}`.trim()),
      isAtEnd: end !== undefined && today > end.date && !(takesPro && end.extended !== undefined && today <= end.extended),
    };
  };
  return (one) => {
    const release: Release | undefined = distribution ?? readPurl(one.purl)?.distribution;
    const key = `${release?.id} ${release?.version} ${release?.codename} ${one.type}`;
    const found = systems.get(key) ?? systemOf(release, one.type);
    systems.set(key, found);
    return found;
  };
}
