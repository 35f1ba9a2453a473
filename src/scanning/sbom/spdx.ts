import { z } from 'zod';
import { readPurl } from '../catalog/purl.ts';
import type { StatedPackage } from '../catalog/package.ts';
import { likeliest, type SbomContent } from './document.ts';

const text = z.string().max(65_536);
const Package = z.object({
  SPDXID: text.optional(), name: text, versionInfo: text.optional(), sourceInfo: text.optional(),
  licenseDeclared: text.optional(), licenseConcluded: text.optional(), primaryPackagePurpose: text.optional(),
  externalRefs: z.array(z.object({ referenceType: text, referenceLocator: text })).max(100_000).optional(),
});
type Package = z.infer<typeof Package>;
const Spdx = z.object({ spdxVersion: z.string().regex(/^SPDX-2\.\d+$/), name: text.optional(), packages: z.array(z.unknown()).max(1_000_000).optional() });

/** The packages of an SPDX 2.2 or 2.3 document in JSON; undefined where it is none. */
export function readSpdxJson(document: unknown): SbomContent | undefined {
  const parsed = Spdx.safeParse(document);
  if (!parsed.success) return undefined;
  const packages: Package[] = [];
  let broken = 0;
  for (const entry of parsed.data.packages ?? []) {
    const found = Package.safeParse(entry);
    if (found.success) packages.push(found.data);
    else broken += 1;
  }
  return contentOf(parsed.data.name ?? '', packages, broken);
}

/** The packages of an SPDX 2.x document as tags and values (SPDX 2.3, annex "SPDX tag-value"); undefined where it is none. */
export function readSpdxTags(content: string): SbomContent | undefined {
  if (!/^SPDXVersion:\s*SPDX-2\./m.test(content.slice(0, 4_096))) return undefined;
  let name = '';
  const packages: Package[] = [];
  for (const line of content.split('\n')) {
    const colon = line.indexOf(':');
    if (colon === -1) continue;
    const value = line.slice(colon + 1).trim();
    const current = packages.at(-1);
    switch (line.slice(0, colon).trim()) {
      case 'DocumentName': name = value; break;
      case 'PackageName': packages.push({ name: value, externalRefs: [] }); break;
      case 'SPDXID': if (current && current.SPDXID === undefined) current.SPDXID = value; break;
      case 'PackageVersion': if (current) current.versionInfo = value; break;
      case 'PackageSourceInfo': if (current) current.sourceInfo = value; break;
      case 'PackageLicenseDeclared': if (current) current.licenseDeclared = value; break;
      case 'PrimaryPackagePurpose': if (current) current.primaryPackagePurpose = value; break;
      case 'ExternalRef': {
        const [, referenceType, referenceLocator] = value.split(/\s+/, 3);
        if (referenceType !== undefined && referenceLocator !== undefined) current?.externalRefs?.push({ referenceType, referenceLocator });
        break;
      }
      default:
    }
  }
  return contentOf(name, packages, 0);
}

function contentOf(name: string, stated: readonly Package[], broken: number): SbomContent {
  const packages: SbomContent['packages'][number][] = [];
  const named: NonNullable<ReturnType<typeof readPurl>>['distribution'][] = [];
  let unmatched = broken;
  let system: Package | undefined;
  for (const found of stated) {
    if (found.primaryPackagePurpose === 'OPERATING-SYSTEM' || found.SPDXID?.startsWith('SPDXRef-OperatingSystem') === true) {
      system ??= found;
      continue;
    }
    const purl = found.externalRefs?.find(({ referenceType }) => referenceType === 'purl')?.referenceLocator;
    const read = purl === undefined ? undefined : readPurl(purl);
    if (purl === undefined || !read) {
      // What the document describes is a package in SPDX too.
      if (found.versionInfo !== undefined && !isSubject(found)) unmatched += 1;
      continue;
    }
    named.push(read.distribution);
    packages.push({ purl, package: completed(read.package, found), paths: [] });
  }
  const distribution = system === undefined
    ? likeliest(named)
    : { id: system.name.toLowerCase(), version: system.versionInfo ?? '', name: `${system.name} ${system.versionInfo ?? ''}`.trim(), like: [] };
  return { subject: name, packages, unmatched, ...(distribution ? { distribution } : {}) };
}

const isSubject = ({ SPDXID: id = '', primaryPackagePurpose: purpose }: Package): boolean =>
  purpose === 'CONTAINER' || purpose === 'SOURCE' || purpose === 'DEVICE' || purpose === 'APPLICATION' || /^SPDXRef-(?:Target|ContainerImage|Filesystem|Repository|DocumentRoot|Application)/.test(id);

/** Tools write the source package as words: `built package from: util-linux 2.23.2-59.el7` (Trivy), `built from glibc 2.36-9` (Glacis). */
function completed(stated: StatedPackage, { sourceInfo, licenseDeclared }: Package): StatedPackage {
  const [, name, version] = /^built (?:package )?from:? (\S{1,256}) (\S{1,256})$/.exec(sourceInfo ?? '') ?? [];
  return {
    ...stated,
    ...(stated.source === undefined && name !== undefined && version !== undefined ? { source: { name, version } } : {}),
    ...(licenseDeclared === undefined || licenseDeclared === 'NOASSERTION' || licenseDeclared === 'NONE' ? {} : { licenses: [licenseDeclared] }),
  };
}
