import type { Package } from '../catalog/package.ts';
import { isSystemType } from '../catalog/purl.ts';
import { endOfLife } from '../catalog/system/end-of-life.ts';
import type { Advisory, AdvisoryBook } from './advisory.ts';
import { remembering } from './book.ts';
import { systemEcosystems, wholeRelease, type Component } from './component.ts';
import { findingsOf, type Hit } from './findings.ts';
import type { Finding } from './finding.ts';
import { isOfSameModule } from './modules.ts';
import { languageOf } from './packages/languages.ts';
import { languageQuestions, systemQuestions, type Question } from './packages/questions.ts';
import { isAffected } from './ranges.ts';

/** What the advisories say of one component. */
export type Judgement =
  /** Nothing is known of its ecosystem; `isMissing`: though there is something to know. */
  | { is: 'uncovered'; ecosystem: string; isMissing: boolean }
  /** No advisory is about its name. */
  | { is: 'unspoken' }
  /** They speak of its name, and its version says nothing. */
  | { is: 'unreadable'; reason: string }
  /** By id. Made when they are asked for: not everybody wants those of what is set aside. */
  | { is: 'judged'; findings(): Finding[] };

/**
 * Judges components one by one. Asks the book each thing once; it must not change meanwhile.
 * @param now milliseconds since the epoch: whether a release's life has ended.
 */
export function componentJudge(book: AdvisoryBook, now: number): (component: Component, found?: Package) => Judgement {
  const known = remembering(book);
  const systemOf = systems(known, new Date(now).toISOString().slice(0, 10));
  return (component, found = { ...component.package, places: [], foundBy: '' }) => {
    const one = component.package;
    const system = isSystemType(one.type) ? systemOf(component) : undefined;
    const { ecosystem, questions } = system === undefined ? languageQuestions(one) : { ecosystem: system.ecosystem, questions: systemQuestions(one, system.ecosystems) };
    if (!(system?.ecosystems ?? [ecosystem]).some((name) => known.covers(name))) {
      return { is: 'uncovered', ecosystem, isMissing: system !== undefined || (languageOf(one).name !== undefined && !SELDOM.has(ecosystem)) };
    }
    const asked = questions.filter(({ ecosystem: name, name: title }) => known.about(name, title).length > 0);
    if (asked.length === 0) return { is: 'unspoken' };
    const readable = asked.filter(({ version, order }) => order.isValid(version));
    if (readable.length === 0) return { is: 'unreadable', reason: one.version === '' ? 'states no version' : 'has a version that cannot be compared' };
    return { is: 'judged', findings: () => findingsOf(found, readable.flatMap((question) => hitsOf(one, question, known)), known, system?.isAtEnd === true) };
  };
}

function hitsOf(one: Component['package'], question: Question, book: AdvisoryBook): Hit[] {
  return book.about(question.ecosystem, question.name)
    .filter((advisory) => isMeant(advisory, one) && isAffected(advisory, question.version, question.order))
    .map((advisory) => ({ advisory, question }));
}

/** Ecosystems that OSV has but a usual sync does not take: nobody should fail for want of them. */
const SELDOM = new Set(['ConanCenter', 'GitHub Actions']);

/** Red Hat's word for what it looked into and found not affected comes as an advisory without a fix. */
const NOT_AFFECTED = new Set(['not-affected', 'not affected', 'known_not_affected']);

function isMeant(advisory: Advisory, one: Component['package']): boolean {
  if (advisory.state !== undefined && NOT_AFFECTED.has(advisory.state.toLowerCase())) return false;
  const arch = advisory.narrowedTo?.arch;
  if (arch !== undefined && one.arch !== undefined && arch !== one.arch) return false;
  return one.type !== 'rpm' || isOfSameModule(advisory, one);
}

type System = {
  /** Of those that the advisories cover; empty where none. */
  ecosystems: readonly string[];
  /** What it is called where nothing covers it. */
  ecosystem: string;
  /** No fixes come any more. */
  isAtEnd: boolean;
};

/** Which system each distribution package is of; one answer for all packages of the same. */
function systems(book: AdvisoryBook, today: string): (component: Component) => System {
  const known = new Map<string, System>();
  const systemOf = (component: Component): System => {
    const { release, takesPro = false, package: { type } } = component;
    const all = systemEcosystems(component);
    const covered = all.filter((name) => book.covers(name));
    const end = release && endOfLife(wholeRelease(release));
    return {
      // Alpine's edge has its own advisories or the next release's, never both.
      ecosystems: covered[0]?.startsWith('Alpine:') === true ? covered.slice(0, 1) : covered,
      ecosystem: all[0] ?? (release === undefined || release.id === '' ? `${type} of an unknown distribution` : `${release.id} ${release.version}`.trim()),
      isAtEnd: end !== undefined && today > end.date && !(takesPro && end.extended !== undefined && today <= end.extended),
    };
  };
  return (component) => {
    const { release, takesPro, package: { type } } = component;
    const key = JSON.stringify([release?.id, release?.version, release?.codename, release?.name, takesPro, type]);
    const found = known.get(key) ?? systemOf(component);
    known.set(key, found);
    return found;
  };
}
