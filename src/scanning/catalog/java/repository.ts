import type { Identity } from './verdict.ts';

/** Where a build tool keeps what it downloaded, the folders name it exactly: Maven's layout (group parted by `/`) and Gradle's cache. */
const MAVEN = /(?:^|\/)(?:repository|maven2|maven-repo)\/(?<groups>[\w./-]+)\/(?<artifact>[\w.-]+)\/(?<version>[\w.+-]+)\/(?<file>[^/]+)$/u;
const GRADLE = /(?:^|\/)files-2\.1\/(?<groups>[\w.-]+)\/(?<artifact>[\w.-]+)\/(?<version>[\w.+-]+)\/[0-9a-f]{1,40}\/(?<file>[^/]+)$/u;
const LONGEST = 1_024;

/** What an archive is by its place in a repository; undefined where it lies in none. */
export function identityInRepository(path: string): Identity | undefined {
  if (path.length > LONGEST) return undefined;
  const { groups, artifact, version, file } = (MAVEN.exec(path) ?? GRADLE.exec(path))?.groups ?? {};
  if (groups === undefined || artifact === undefined || version === undefined || file?.startsWith(`${artifact}-`) !== true) return undefined;
  // Debian's repository has links of the version `debian`.
  if (!/\d/u.test(version)) return undefined;
  return { group: groups.replaceAll('/', '.'), artifact, version };
}
