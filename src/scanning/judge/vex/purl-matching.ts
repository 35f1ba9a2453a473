import { PackageURL } from 'packageurl-js';

export type PurlPattern = { type: string; namespace: string; name: string; version: string | undefined; qualifiers: ReadonlyMap<string, string> };

/** A purl as a pattern, or undefined where it is none. */
export function purlPattern(text: string): PurlPattern | undefined {
  try {
    const { type, namespace, name, version, qualifiers } = PackageURL.fromString(text);
    return {
      type: type ?? '', namespace: namespace ?? '', name: name ?? '', version: version ?? undefined,
      qualifiers: new Map(Object.entries(qualifiers ?? {}).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]))),
    };
  } catch {
    return undefined;
  }
}

/**
 * Whether a purl is meant by a pattern: what the pattern leaves out (version, qualifiers) may be anything, what it names must
 * be equal. Source: OpenVEX specification, "Software Identifiers"; Go writes versions with and without `v`.
 */
export function isMeant(pattern: PurlPattern, purl: PurlPattern): boolean {
  if (pattern.type !== purl.type || pattern.namespace !== purl.namespace || pattern.name !== purl.name) return false;
  if (pattern.version !== undefined && pattern.version !== purl.version && !(pattern.type === 'golang' && bare(pattern.version) === bare(purl.version))) return false;
  for (const [key, value] of pattern.qualifiers) if (purl.qualifiers.get(key) !== value) return false;
  return true;
}

const bare = (version: string | undefined): string | undefined => version?.replace(/^v/, '');
