import type { FindingReport, ScanReport } from '../contract.ts';
import { fixWords, inOrder } from './order.ts';
import { uuidOf } from './uuid.ts';

/** What a justification may be (OpenVEX 0.2.0); another reason is an impact statement. */
const JUSTIFICATIONS: ReadonlySet<string> = new Set([
  'component_not_present', 'vulnerable_code_not_present', 'vulnerable_code_not_in_execute_path',
  'vulnerable_code_cannot_be_controlled_by_adversary', 'inline_mitigations_already_exist',
]);

/**
 * The report as an OpenVEX 0.2.0 document: what is affected and what to do, and what was decided not to be. A report without
 * any has no statements to make, and OpenVEX demands one: it then says of the target itself that it is under investigation.
 */
export function openvex(report: ScanReport): string {
  const product = targetPurl(report);
  const about = (finding: FindingReport) => ({
    vulnerability: { name: finding.id, aliases: [...new Set(finding.aliases)].filter((alias) => alias !== finding.id) },
    products: [{ '@id': product, subcomponents: [{ '@id': finding.package }] }],
  });
  const statements = [
    ...inOrder(report.findings).map((finding) => ({
      ...about(finding),
      status: 'affected',
      action_statement: finding.fix.is === 'fixed' ? `Upgrade to ${finding.fix.versions.join(' or ')}.` : `No upgrade repairs it: ${fixWords(finding.fix)}.`,
    })),
    ...report.suppressed.filter(({ suppression }) => suppression.by === 'ignore-file').map(({ finding, suppression: { reason, until } }) => ({
      ...about(finding),
      status: 'affected',
      action_statement: ['Accepted', reason, until === undefined ? '' : `until ${until}`].filter((part) => part !== '').join(': '),
    })),
    ...report.suppressed.filter(({ suppression }) => suppression.by === 'vex').map(({ finding, suppression: { status, reason } }) => ({
      ...about(finding),
      status,
      ...(status === 'not_affected' ? whyNot(reason) : {}),
      ...(status !== 'not_affected' && reason !== '' ? { status_notes: reason } : {}),
    })),
  ];
  const document = {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': `urn:uuid:${uuidOf(`openvex ${report.target.digest} ${report.scannedAt}`)}`,
    author: `${report.scanner.name} ${report.scanner.version}`,
    role: 'Scanner',
    timestamp: report.scannedAt,
    version: 1,
    tooling: `${report.scanner.name}/${report.scanner.version} advisories/${report.advisories?.digest ?? 'none'}`,
    statements: statements.length > 0 ? statements : [{
      vulnerability: { name: 'NONE-KNOWN', description: 'No known vulnerability was found.' },
      products: [{ '@id': product }],
      status: 'under_investigation',
    }],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function whyNot(reason: string): { justification: string } | { impact_statement: string } {
  const [first = ''] = reason.split(': ');
  return JUSTIFICATIONS.has(first) && first === reason ? { justification: first } : { impact_statement: reason === '' ? 'Not affected.' : reason };
}

/** A purl for what was scanned: an image is `pkg:oci` by its digest (purl types, oci), anything else `pkg:generic`. */
export function targetPurl({ target }: Pick<ScanReport, 'target'>): string {
  if (target.kind !== 'image') return `pkg:generic/${encodeURIComponent(baseName(target.name))}@${encodeURIComponent(target.digest)}`;
  const repository = target.name.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  const url = repository.includes('/') ? `?repository_url=${encodeURIComponent(repository)}` : '';
  return `pkg:oci/${encodeURIComponent(baseName(repository).toLowerCase())}@${encodeURIComponent(target.digest)}${url}`;
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1) || 'root';
