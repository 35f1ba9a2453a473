/** A name of the Python package index, normalized: lower case, runs of `-`, `_` and `.` one hyphen (PEP 503). */
export const pythonName = (name: string): string => name.trim().replaceAll(/[-_.]+/g, '-').toLowerCase();

/** The names of groups that by convention are for development; others may be extras that somebody installs. */
const DEVELOPMENT = new Set(['dev', 'develop', 'development', 'test', 'tests', 'testing', 'lint', 'docs', 'doc', 'typing']);

/** Whether every group that needs a package is for development; false where none is named. */
export const onlyDevelopment = (groups: readonly unknown[]): boolean =>
  groups.length > 0 && groups.every((group) => typeof group === 'string' && DEVELOPMENT.has(group.toLowerCase()));
