import type { Issue } from '../../../../../src/vulnerabilities/contract.ts';
import type { Meant } from '../../../api/vulnerabilities.ts';

/** What is decided about: some issues by id, or all that filters leave. */
export type Target = {
  meant: readonly Meant[];
  /** How many issues that is, as far as is known. */
  count: number;
  /** Those that are here, to take words and days from. */
  known: readonly Issue[];
};

export const targetOf = (issues: readonly Issue[]): Target => ({ meant: issues.length === 0 ? [] : [{ ids: issues.map(({ id }) => id) }], count: issues.length, known: issues });

/** The one value that all have; undefined where they differ. */
export function common<T>(issues: readonly Issue[], read: (issue: Issue) => T): T | undefined {
  const [first, ...rest] = issues.map(read);
  return rest.every((value) => value === first) ? first : undefined;
}

/** What the change has to bring, as far as that is the same for all: `Upgrade openssl to 3.0.15`. */
export function changeFor({ known, count }: Target): string {
  const name = common(known, (issue) => issue.package.name);
  const first = known[0];
  if (name === undefined || first === undefined || known.length < Math.min(count, 2)) return '';
  if (!known.every(({ fix }) => fix.is === 'fixed')) return known.some(({ fix }) => fix.is === 'fixed') ? '' : `Replace ${name}`;
  const version = common(known, ({ fix }) => fix.versions.join(', '));
  return version === undefined || version === '' ? `Upgrade ${name} to its fixed version` : `Upgrade ${name} to ${version}`;
}

/** How the issues are called in a title: one by its id, more by their number. */
export const titleOf = ({ count, known }: Target): string => {
  const only = count === 1 ? known[0] : undefined;
  return only === undefined ? `${count.toLocaleString('en-US')} issues` : `${only.vulnerability} in ${only.package.name}`;
};
