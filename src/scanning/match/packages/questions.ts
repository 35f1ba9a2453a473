import type { StatedPackage } from '../../catalog/package.ts';
import { familyOf, orderOf } from '../versions/index.ts';
import type { VersionOrder } from '../versions/order.ts';
import { rpmWithoutEpoch } from '../versions/rpm.ts';
import { namesUsedBy } from './distributions.ts';
import { unsignedSource } from './kernels.ts';
import { languageOf } from './languages.ts';

/** What the advisories are asked about a package: is this version of this name affected? */
export type Question = { ecosystem: string; name: string; version: string; order: VersionOrder };

/** About a package of a language. None where no ecosystem speaks of its kind. */
export function languageQuestions(one: StatedPackage): { ecosystem: string; questions: readonly Question[] } {
  const { ecosystem, name } = languageOf(one);
  const order = orderOf(ecosystem);
  return { ecosystem, questions: name === undefined || order === undefined ? [] : [{ ecosystem, name, version: one.version, order }] };
}

/** About a distribution's package, by the names that each of the ecosystems uses. */
export function systemQuestions(one: StatedPackage, ecosystems: readonly string[]): Question[] {
  return ecosystems.flatMap((ecosystem) => {
    const order = orderOf(ecosystem);
    if (order === undefined) return [];
    const used = namesUsedBy(familyOf(ecosystem));
    const source = sourceQuestion(one, order);
    const binary = { name: one.name, version: one.version, order };
    const asked = used === 'binary' ? [binary] : used === 'source' || source.name === one.name ? [source] : [source, binary];
    return asked.map((question) => ({ ecosystem, ...question }));
  });
}

function sourceQuestion(one: StatedPackage, order: VersionOrder): Omit<Question, 'ecosystem'> {
  const { source } = one;
  if (source === undefined || source.name === '') return { name: one.name, version: one.version, order };
  const unsigned = one.type === 'deb' ? unsignedSource(source.name) : undefined;
  if (unsigned !== undefined) return { name: unsigned, version: one.version, order };
  if (one.type !== 'rpm' || source.version.includes(':')) return { name: source.name, version: source.version || one.version, order };
  // The file name of a source rpm tells no epoch: a package of the same version has its source's, for others it is not known.
  const isSameVersion = source.version === '' || one.version.replace(/^\d+:/, '') === source.version;
  return isSameVersion ? { name: source.name, version: one.version, order } : { name: source.name, version: source.version, order: rpmWithoutEpoch };
}
