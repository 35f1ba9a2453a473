import { createHash } from 'node:crypto';
import type { PackageReport, ScanReport } from '../contract.ts';
import { licenseExpression } from './license.ts';
import { fullName } from './order.ts';
import { uuidOf } from './uuid.ts';

const ROOT_PURPOSE: Readonly<Record<ScanReport['target']['kind'], string>> = { image: 'CONTAINER', host: 'DEVICE', directory: 'SOURCE', sbom: 'APPLICATION' };

/** The inventory as an SPDX 2.3 document in JSON. SPDX of this version has no place for vulnerabilities; they are linked per package as security references. */
export function spdx(report: ScanReport): string {
  const { target, scanner, scannedAt } = report;
  const root = 'SPDXRef-Target';
  const advisoriesOf = new Map<string, string[]>();
  for (const { package: purl, references } of report.findings) {
    for (const url of references.slice(0, 1)) advisoriesOf.set(purl, [...(advisoriesOf.get(purl) ?? []), url]);
  }
  const licenses = new Map<string, string>();
  const packages = report.packages.map((found) => packageOf(found, advisoriesOf.get(found.purl) ?? [], licenses));
  const document = {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: target.name,
    documentNamespace: `urn:uuid:${uuidOf(`${target.digest} ${scannedAt}`)}`,
    creationInfo: {
      created: seconds(scannedAt),
      creators: [`Tool: ${scanner.name}-${scanner.version}`],
      comment: comment(report),
    },
    documentDescribes: [root],
    packages: [
      {
        SPDXID: root,
        name: target.name,
        versionInfo: target.digest,
        downloadLocation: 'NOASSERTION',
        filesAnalyzed: false,
        primaryPackagePurpose: ROOT_PURPOSE[target.kind],
        ...(target.digest.startsWith('sha256:') ? { checksums: [{ algorithm: 'SHA256', checksumValue: target.digest.slice(7) }] } : {}),
      },
      ...packages,
    ],
    ...(licenses.size === 0 ? {} : { hasExtractedLicensingInfos: [...licenses].map(([licenseId, extractedText]) => ({ licenseId, extractedText })) }),
    relationships: [
      { spdxElementId: 'SPDXRef-DOCUMENT', relationshipType: 'DESCRIBES', relatedSpdxElement: root },
      ...packages.map(({ SPDXID }) => ({ spdxElementId: root, relationshipType: 'CONTAINS', relatedSpdxElement: SPDXID })),
    ],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function packageOf(found: PackageReport, advisories: readonly string[], licenses: Map<string, string>) {
  const { expression, extracted } = licenseExpression(found.licenses ?? []);
  for (const { licenseId, extractedText } of extracted) licenses.set(licenseId, extractedText);
  return {
    SPDXID: `SPDXRef-Package-${createHash('sha256').update(found.purl).digest('hex').slice(0, 24)}`,
    name: fullName(found),
    ...(found.version === '' ? {} : { versionInfo: found.version }),
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    licenseConcluded: 'NOASSERTION',
    licenseDeclared: expression,
    copyrightText: 'NOASSERTION',
    ...(found.source ? { sourceInfo: `built from ${found.source.name} ${found.source.version}` } : {}),
    comment: `found by ${found.foundBy} in ${found.places.slice(0, 20).map(({ path }) => path).join(', ')}`,
    externalRefs: [
      { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: found.purl },
      ...[...new Set(advisories)].map((url) => ({ referenceCategory: 'SECURITY', referenceType: 'advisory', referenceLocator: url })),
    ],
  };
}

/** SPDX has no fractions of a second. */
const seconds = (instant: string): string => instant.replace(/\.\d+Z$/, 'Z');

function comment({ complete, advisories, target }: ScanReport): string {
  const known = advisories === undefined ? 'no advisories asked' : `advisories ${advisories.digest} of ${advisories.updated}${advisories.stale ? ' (stale)' : ''}`;
  return `${complete ? 'complete' : 'INCOMPLETE'} scan of ${target.kind} ${target.digest}; ${known}`;
}
