import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * The directory that advisories are kept in: GLACIS_ADVISORIES, else `advisories` in GLACIS_DATA, else the user's cache
 * (XDG base directory specification).
 */
export function advisoryDirectory(env: Readonly<Record<string, string | undefined>>): string {
  const given = (name: string): string | undefined => (env[name] === '' ? undefined : env[name]);
  const own = given('GLACIS_ADVISORIES');
  if (own !== undefined) return resolve(own);
  const data = given('GLACIS_DATA');
  if (data !== undefined) return resolve(data, 'advisories');
  return join(given('XDG_CACHE_HOME') ?? join(homedir(), '.cache'), 'glacis');
}

/** The file in that directory. */
export const advisoryFile = (directory: string): string => join(directory, 'advisories.sqlite');
