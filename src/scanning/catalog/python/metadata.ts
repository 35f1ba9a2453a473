import { licensesOf } from '../read/licenses.ts';

/** What the headers of a METADATA or PKG-INFO file say. */
export type Metadata = { name: string; version: string; licenses: readonly string[] };

/** Headers are at the start; a README of any length follows them. */
const HEADERS_AT_MOST = 256 << 10;
const OSI = 'OSI Approved ::';

/**
 * Core metadata: headers as in a mail, of any case, the first of each counting, up to an empty line.
 * Source: https://packaging.python.org/en/latest/specifications/core-metadata/.
 */
export function readMetadata(text: string): Metadata {
  const first = new Map<string, string>();
  const classifiers: string[] = [];
  for (const line of text.slice(0, HEADERS_AT_MOST).split(/\r?\n/)) {
    if (line === '') break;
    const colon = line.indexOf(':');
    // A line that goes on with white space belongs to the one before (a license's whole text).
    if (colon <= 0 || line.startsWith(' ') || line.startsWith('\t')) continue;
    const key = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (key === 'classifier') classifiers.push(value);
    else if (!first.has(key)) first.set(key, value);
  }
  const stated = licensesOf(first.get('license-expression') || first.get('license'));
  return { name: first.get('name') ?? '', version: first.get('version') ?? '', licenses: stated.length > 0 ? stated : licensesOf(classified(classifiers)) };
}

/** `License :: OSI Approved :: MIT License` → `MIT License`. */
function classified(classifiers: readonly string[]): string[] {
  return classifiers
    .filter((classifier) => classifier.startsWith('License ::'))
    .map((classifier) => classifier.slice('License ::'.length).trim())
    .map((license) => (license.startsWith(OSI) ? license.slice(OSI.length).trim() : license))
    .filter((license) => license !== 'OSI Approved');
}
