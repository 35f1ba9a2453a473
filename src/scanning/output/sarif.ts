import type { Log, ReportingDescriptor, Result } from 'sarif';
import type { FindingReport, PackageReport, ScanReport, SecretReport, SuppressionReport } from '../contract.ts';
import type { Severity } from '../match/finding.ts';
import { fixWords, fullName, inOrder, packagesOf } from './order.ts';

const LEVEL: Readonly<Record<Severity, Result.level>> = { critical: 'error', high: 'error', medium: 'warning', low: 'note', negligible: 'note', unknown: 'warning' };

/** What code hosts sort by where nobody gave a score: the middle of each band of CVSS 3.1. */
const SCORE: Readonly<Record<Severity, string>> = { critical: '9.5', high: '8.0', medium: '5.5', low: '2.0', negligible: '0.1', unknown: '5.0' };

/**
 * The report as SARIF 2.1.0 (OASIS): a rule for each vulnerability, a result for each package that has it, suppressions where
 * somebody decided, and notifications for what could not be read. `security-severity` and fingerprints are what code hosts want.
 */
export function sarif(report: ScanReport): string {
  const packages = packagesOf(report);
  const rules = new Map<string, ReportingDescriptor>();
  const result = (finding: FindingReport, suppression?: SuppressionReport): Result => {
    addWorst(rules, ruleOf(finding));
    return resultOf(report, finding, packages.get(finding.package), suppression);
  };
  const results = [
    ...inOrder(report.findings).map((finding) => result(finding)),
    ...report.suppressed.map(({ finding, suppression }) => result(finding, suppression)),
    ...report.secrets.map((secret) => {
      addWorst(rules, secretRule(secret));
      return secretResult(secret);
    }),
  ];
  const log: Log = {
    version: '2.1.0',
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    runs: [{
      tool: { driver: { name: 'Glacis', semanticVersion: report.scanner.version, rules: [...rules.values()] } },
      invocations: [{
        executionSuccessful: report.complete,
        endTimeUtc: report.scannedAt,
        toolExecutionNotifications: [
          ...report.problems.map(({ path, reason }) => ({ level: 'error' as const, message: { text: reason }, locations: [locationOf(path)] })),
          ...report.warnings.map((text) => ({ level: 'warning' as const, message: { text } })),
        ],
      }],
      columnKind: 'utf16CodeUnits',
      results,
      properties: {
        target: report.target, complete: report.complete,
        ...(report.distribution ? { distribution: report.distribution } : {}),
        ...(report.advisories ? { advisories: report.advisories } : {}),
      },
    }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** One vulnerability may be rated differently for two packages: its rule carries the worst. */
function addWorst(rules: Map<string, ReportingDescriptor>, rule: ReportingDescriptor): void {
  const known = rules.get(rule.id);
  if (known && scoreOf(known) >= scoreOf(rule)) return;
  rules.set(rule.id, rule);
}

const scoreOf = (rule: ReportingDescriptor): number => Number(rule.properties?.['security-severity'] ?? 0);

function ruleOf({ id, summary, rating, references, aliases, kev }: FindingReport): ReportingDescriptor {
  const help = [summary, `Rated ${rating.severity} by ${rating.source}.`, kev ? 'Known to be exploited (CISA KEV).' : '', ...references.slice(0, 5)].filter((line) => line !== '').join('\n');
  const [link] = references;
  return {
    id,
    name: 'VulnerablePackage',
    shortDescription: { text: `${id}: ${summary === '' ? 'vulnerability' : summary}`.slice(0, 1_000) },
    fullDescription: { text: (summary === '' ? id : summary).slice(0, 1_000) },
    help: { text: help },
    ...(link !== undefined && URL.canParse(link) ? { helpUri: link } : {}),
    defaultConfiguration: { level: LEVEL[rating.severity] },
    properties: {
      'security-severity': rating.score !== undefined && rating.score > 0 ? rating.score.toFixed(1) : SCORE[rating.severity],
      precision: 'very-high',
      tags: ['security', 'vulnerability', rating.severity, ...aliases.filter((alias) => alias !== id).slice(0, 10)],
    },
  };
}

function resultOf({ target }: ScanReport, finding: FindingReport, found: PackageReport | undefined, suppression: SuppressionReport | undefined): Result {
  const name = found ? `${fullName(found)} ${found.version}` : finding.package;
  return {
    ruleId: finding.id,
    level: LEVEL[finding.rating.severity],
    message: { text: `${name} has ${finding.id} (${finding.rating.severity}). ${finding.fix.is === 'fixed' ? `Fixed in ${fixWords(finding.fix)}.` : `${upper(fixWords(finding.fix))}.`}` },
    locations: (found?.places ?? []).slice(0, 10).map(({ path }) => locationOf(path, finding.package)),
    partialFingerprints: { 'vulnerability/v1': `${target.kind} ${finding.package} ${finding.id}` },
    ...(suppression === undefined ? {} : {
      suppressions: [{ kind: 'external', status: 'accepted', justification: [suppression.status, suppression.reason, suppression.file].filter((part) => part !== '').join(': ') }],
    }),
    properties: { purl: finding.package, fix: finding.fix, rating: finding.rating, ...(finding.epss ? { epss: finding.epss } : {}), ...(finding.kev ? { kev: finding.kev } : {}) },
  };
}

const secretRule = ({ rule, title, severity }: SecretReport): ReportingDescriptor => ({
  id: `secret-${rule}`,
  name: 'ExposedSecret',
  shortDescription: { text: title },
  fullDescription: { text: `${title} lies in the open.` },
  help: { text: 'Revoke it and issue another: what lay in an image or a repository is known. Then remove it.' },
  defaultConfiguration: { level: LEVEL[severity] },
  properties: { 'security-severity': SCORE[severity], precision: 'high', tags: ['security', 'secret', severity] },
});

const secretResult = ({ rule, title, severity, path, line, excerpt, removed }: SecretReport): Result => ({
  ruleId: `secret-${rule}`,
  level: LEVEL[severity],
  message: { text: `${title}${removed === true ? ', in a layer below the one that removed it' : ''}: ${excerpt}` },
  locations: [locationOf(path, undefined, line)],
  partialFingerprints: { 'secret/v1': `${path} ${rule} ${excerpt}` },
});

const locationOf = (path: string, logical?: string, line = 1) => ({
  physicalLocation: { artifactLocation: { uri: path.split('/').map(encodeURIComponent).join('/') }, region: { startLine: line } },
  ...(logical === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: logical, kind: 'module' }] }),
});

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
