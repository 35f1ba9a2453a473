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

const FEW = 3;

/** What the change has to bring, as far as what is here tells: `Upgrade openssl to 3.0.15`. */
export function changeFor({ known, count }: Target): string {
  if (known.length === 0 || known.length < count || !known.every(({ fix }) => fix.is === 'fixed')) return '';
  const names = [...new Set(known.map((issue) => issue.package.name))];
  const version = common(known, ({ fix }) => fix.versions.join(', '));
  if (names.length === 1) return version === undefined || version === '' ? `Upgrade ${names[0]} to its fixed version` : `Upgrade ${names[0]} to ${version}`;
  return `Upgrade to the fixed versions: ${names.slice(0, FEW).join(', ')}${names.length > FEW ? ` and ${names.length - FEW} more` : ''}`;
}

/** How the issues are called in a title: one by its id, more by their number. */
export const titleOf = ({ count, known }: Target): string => {
  const only = count === 1 ? known[0] : undefined;
  return only === undefined ? `${count.toLocaleString('en-US')} issues` : `${only.vulnerability} in ${only.package.name}`;
};
