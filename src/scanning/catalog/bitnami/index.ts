import type { Cataloguer } from '../cataloguer.ts';
import type { StatedPackage } from '../package.ts';
import { readPurl } from '../purl.ts';
import { readJson } from '../read/json.ts';
import { licensesOf } from '../read/licenses.ts';
import { fields, list, text, type Fields } from '../read/value.ts';

/** No component of Bitnami's states more. */
const MOST_PACKAGES = 50_000;

/**
 * Components of Bitnami's images: each has an SPDX document beside it (`opt/bitnami/redis/.spdx-redis.spdx`) whose packages bear purls
 * (`pkg:bitnami/redis@7.2.4-1?arch=amd64`), those that are built in too.
 * Source: SPDX 2.3, 7.21 external references.
 */
const bitnamiSpdx: Cataloguer = {
  id: 'bitnami-spdx',
  evidence: 'installed',
  wants: ({ name, path }) => name.startsWith('.spdx-') && name.endsWith('.spdx') && /(?:^|\/)opt\/bitnami\//u.test(path),
  maxBytes: 32 * 1024 * 1024,
  read({ bytes }) {
    const packages = list(readJson(bytes).packages);
    if (packages.length > MOST_PACKAGES) throw new Error(`This SPDX document states more than ${MOST_PACKAGES} packages.`);
    const found = new Map<string, StatedPackage>();
    for (const each of packages.map((given) => fields(given))) {
      const purl = purlIn(each);
      const read = purl === undefined ? undefined : readPurl(purl)?.package;
      if (purl === undefined || read === undefined) continue;
      const licenses = licensesOf(each.licenseDeclared, each.licenseConcluded).filter((license) => license !== 'NOASSERTION' && license !== 'NONE');
      found.set(purl, { ...read, ...(licenses.length > 0 && { licenses }) });
    }
    return found.size === 0 ? {} : { packages: [...found.values()] };
  },
};

function purlIn(stated: Fields): string | undefined {
  const reference = list(stated.externalRefs).map((given) => fields(given)).find((given) => given.referenceType === 'purl');
  return reference && text(reference.referenceLocator);
}

export const bitnami: readonly Cataloguer[] = [bitnamiSpdx];
