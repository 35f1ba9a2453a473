import type { FindingReport, PackageReport, ScanReport } from '../contract.ts';
import type { Severity } from '../match/finding.ts';
import { licenseChoice } from './license.ts';
import { fullName, inOrder } from './order.ts';
import { uuidOf } from './uuid.ts';

/** CycloneDX severities for ours. Source: CycloneDX 1.6, definition `severity`. */
const SEVERITY: Readonly<Record<Severity, string>> = { critical: 'critical', high: 'high', medium: 'medium', low: 'low', negligible: 'info', unknown: 'unknown' };

const KIND: Readonly<Record<ScanReport['target']['kind'], string>> = { image: 'container', host: 'device', directory: 'application', sbom: 'application' };

/**
 * The report as a CycloneDX 1.6 document: components, and their vulnerabilities with ratings, analysis of what was suppressed,
 * and what repairs them. The serial number follows from the content, so that the same scan gives the same document.
 */
export function cyclonedx(report: ScanReport): string {
  const root = rootOf(report);
  const document = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(`${report.target.digest} ${report.scannedAt} ${report.advisories?.digest ?? ''}`)}`,
    version: 1,
    metadata: {
      timestamp: report.scannedAt,
      lifecycles: [{ phase: report.target.kind === 'host' ? 'operations' : 'post-build' }],
      tools: { components: [{ type: 'application', name: report.scanner.name, version: report.scanner.version }] },
      component: root,
      properties: properties({
        'glacis:inputDigest': report.target.digest,
        'glacis:complete': String(report.complete),
        'glacis:advisories:digest': report.advisories?.digest,
        'glacis:advisories:updated': report.advisories?.updated,
        'glacis:advisories:stale': report.advisories && String(report.advisories.stale),
      }),
    },
    components: [...operatingSystem(report), ...report.packages.map(componentOf)],
    dependencies: [{ ref: root['bom-ref'], dependsOn: report.packages.map(({ purl }) => purl) }],
    vulnerabilities: [
      ...inOrder(report.findings).map((finding) => vulnerabilityOf(finding)),
      ...report.suppressed.map(({ finding, suppression }) => ({
        ...vulnerabilityOf(finding),
        analysis: {
          // Who ignores a finding accepts it; that it does not apply is what only a VEX statement says.
          ...(suppression.by === 'ignore-file' ? { state: 'exploitable', response: ['will_not_fix'] } : { state: suppression.status === 'fixed' ? 'resolved' : 'not_affected' }),
          detail: [suppression.reason, suppression.until === undefined ? '' : `until ${suppression.until}`, `(${suppression.by} ${suppression.file})`].filter((part) => part !== '').join(' '),
        },
      })),
    ],
    compositions: [{ aggregate: report.complete ? 'complete' : 'incomplete', assemblies: [root['bom-ref']] }],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function rootOf({ target }: ScanReport) {
  return {
    'bom-ref': `target:${target.digest}`,
    type: KIND[target.kind],
    name: target.name,
    version: target.digest,
    properties: properties({
      'glacis:kind': target.kind,
      'glacis:configDigest': target.configDigest,
      'glacis:platform': target.platform,
      ...Object.fromEntries((target.layers ?? []).map(({ diffId }, index) => [`glacis:layer:${index}`, diffId])),
    }),
  };
}

function operatingSystem({ distribution }: ScanReport) {
  if (!distribution) return [];
  const { id, version, name, endOfLife } = distribution;
  return [{
    'bom-ref': `os:${id}@${version}`,
    type: 'operating-system',
    name: id,
    ...(version === '' ? {} : { version }),
    description: name,
    properties: properties({ 'glacis:endOfLife': endOfLife?.date, 'glacis:endOfLifeReached': endOfLife && String(endOfLife.reached) }),
  }];
}

function componentOf(found: PackageReport) {
  const licenses = licenseChoice(found.licenses ?? []);
  return {
    'bom-ref': found.purl,
    type: 'library',
    ...groupAndName(found),
    ...(found.version === '' ? {} : { version: found.version }),
    ...(licenses.length === 0 ? {} : { licenses }),
    purl: found.purl,
    ...(found.dev === true ? { scope: 'excluded' } : {}),
    evidence: { occurrences: found.places.map(({ path }) => ({ location: path })) },
    properties: properties({
      'glacis:foundBy': found.foundBy,
      'glacis:source': found.source && `${found.source.name}@${found.source.version}`,
      'glacis:layer': found.places[0]?.layer,
    }),
  };
}

const groupAndName = (found: PackageReport) =>
  found.namespace === undefined || fullName(found) === found.name ? { name: found.name } : { group: found.namespace, name: found.name };

function vulnerabilityOf({ id, aliases, advisories, rating, otherRatings, summary, published, references, fix, package: purl, kev, epss }: FindingReport) {
  return {
    'bom-ref': `${id}@${purl}`,
    id,
    source: { name: rating.source },
    references: [...new Set([...aliases, ...advisories])].filter((other) => other !== id).map((other) => ({ id: other, source: { name: other.slice(0, other.indexOf('-')) || other } })),
    ratings: [rating, ...otherRatings].map(({ severity, source, vector, score }) => ({
      source: { name: source },
      ...(score === undefined ? {} : { score }),
      severity: SEVERITY[severity],
      ...(vector === undefined ? {} : { method: methodOf(vector), vector }),
    })),
    ...(summary === '' ? {} : { description: summary }),
    ...(fix.is === 'fixed' ? { recommendation: `Upgrade to ${fix.versions.join(' or ')}.` } : {}),
    advisories: references.map((url) => ({ url })),
    ...(published === undefined ? {} : { published }),
    affects: [{ ref: purl }],
    properties: properties({
      'glacis:fix': fix.is === 'wont-fix' ? `wont-fix: ${fix.word}` : fix.is,
      'glacis:kev': kev && (kev.added ?? 'yes'),
      'glacis:epss': epss && String(epss.score),
    }),
  };
}

function methodOf(vector: string): string {
  if (vector.startsWith('CVSS:4')) return 'CVSSv4';
  if (vector.startsWith('CVSS:3.1')) return 'CVSSv31';
  return vector.startsWith('CVSS:3') ? 'CVSSv3' : 'CVSSv2';
}

const properties = (named: Readonly<Record<string, string | undefined>>) =>
  Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
