import { SEVERITIES, type Severity } from '../match/finding.ts';
import type { FindingReport, ScanReport } from '../contract.ts';
import { visible } from '../../kernel/visible.ts';
import { columns, type Paint } from './columns.ts';
import { compare, fixWords, fullName, inOrder, packagesOf } from './order.ts';
import { surfaceTable } from './surface-table.ts';

/** Longest title in a row; the formats for programs have it whole. */
const TITLE = 72;
/** Names in one row before it only counts. */
const NAMES = 3;
/** Widest that a column of names, versions or places gets. */
const WIDEST = 44;

export type TableOptions = {
  showSuppressed: boolean;
  /** Colours what it is told to; identity where nobody looks. */
  paint: Paint;
};

/** The report for people: what was scanned, what was found, worst first, what is not known. One row a vulnerability, source package and fix. */
export function table(report: ScanReport, { showSuppressed, paint }: TableOptions): string {
  const sections = [
    head(report, paint),
    findings(report, report.findings, paint),
    secrets(report, paint),
    report.surface ? surfaceTable(report.surface, paint) : '',
    showSuppressed ? suppressed(report) : '',
    notes(report, paint),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function head(report: ScanReport, paint: Paint): string {
  const { target, distribution, packages, advisories } = report;
  const lines = [`${paint('strong', visible(target.name))}  ${target.kind}${target.platform === undefined ? '' : ` ${visible(target.platform)}`}  ${target.digest}`];
  if (distribution) {
    const end = distribution.endOfLife;
    lines.push(`${visible(distribution.name)}${end === undefined ? '' : end.reached ? paint('high', `  END OF LIFE since ${end.date}: no fixes any more`) : `  supported until ${end.date}`}`);
  }
  const hidden = report.suppressed.length === 0 ? '' : ` · ${report.suppressed.length} suppressed`;
  lines.push(`${packages.length} packages · ${counts(report.findings, paint)}${hidden}`);
  if (advisories) lines.push(`advisories of ${advisories.updated.slice(0, 10)}${advisories.stale ? paint('high', '  STALE: run glacis advisories sync') : ''}`);
  return lines.join('\n');
}

function counts(list: readonly FindingReport[], paint: Paint): string {
  if (list.length === 0) return 'no known vulnerability';
  const each = SEVERITIES.flatMap((severity) => {
    const number = list.filter(({ rating }) => rating.severity === severity).length;
    return number === 0 ? [] : [paint(severity, `${number} ${severity}`)];
  });
  return `${list.length} findings: ${each.join(', ')}`;
}

type Row = { finding: FindingReport; names: Set<string>; version: string; places: Set<string> };

function findings(report: ScanReport, list: readonly FindingReport[], paint: Paint): string {
  if (list.length === 0) return '';
  const packages = packagesOf(report);
  const rows = new Map<string, Row>();
  for (const finding of inOrder(list)) {
    const found = packages.get(finding.package);
    if (!found) continue;
    const source = found.source ?? { name: fullName(found), version: found.version };
    const key = [finding.id, found.type, source.name, found.version, fixWords(finding.fix), finding.rating.severity].join(' ');
    const row = rows.get(key) ?? { finding, names: new Set(), version: found.version, places: new Set() };
    row.names.add(fullName(found));
    if (!isOfDistribution(found.type)) for (const { path } of found.places) row.places.add(path);
    rows.set(key, row);
  }
  const withPlaces = [...rows.values()].some(({ places }) => places.size > 0);
  return columns(
    ['SEVERITY', 'CVSS', 'ID', 'PACKAGE', 'INSTALLED', 'FIXED IN', ...(withPlaces ? ['WHERE'] : []), 'TITLE'],
    [...rows.values()].map(({ finding, names, version, places }) => [
      { text: finding.rating.severity, paint: finding.rating.severity },
      finding.rating.score === undefined ? '' : finding.rating.score.toFixed(1),
      finding.kev ? { text: `${finding.id} KEV`, paint: 'critical' } : finding.id,
      clipped(some([...names].sort(compare))), clipped(version), clipped(fixWords(finding.fix)),
      ...(withPlaces ? [clipped(some([...places].sort(compare), 1), 'end')] : []),
      finding.summary.replace(/\s+/g, ' ').slice(0, TITLE),
    ]),
    paint,
  );
}

/** Shortened where it is wider than a column may be: of a place its end tells more. */
function clipped(text: string, keep: 'begin' | 'end' = 'begin'): string {
  if (text.length <= WIDEST) return text;
  return keep === 'begin' ? `${text.slice(0, WIDEST - 1)}…` : `…${text.slice(1 - WIDEST)}`;
}

const isOfDistribution = (type: string): boolean => type === 'deb' || type === 'rpm' || type === 'apk';

const some = (names: readonly string[], most = NAMES): string => (names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} +${names.length - most}`);

function secrets({ secrets: list }: ScanReport, paint: Paint): string {
  if (list.length === 0) return '';
  const worst = (severity: Severity) => SEVERITIES.indexOf(severity);
  return `${list.length} secrets in the open\n${columns(
    ['SEVERITY', 'RULE', 'WHERE', 'EXCERPT'],
    [...list].sort((a, b) => worst(a.severity) - worst(b.severity) || compare(a.path, b.path) || a.line - b.line)
      .map(({ severity, rule, path, line, excerpt, removed }) => [{ text: severity, paint: severity }, rule, `${path}:${line}${removed === true ? ' (removed by a later layer)' : ''}`, excerpt]),
    paint,
  )}`;
}

function suppressed({ suppressed: list }: ScanReport): string {
  if (list.length === 0) return '';
  return `suppressed\n${columns(
    ['ID', 'PACKAGE', 'STATUS', 'UNTIL', 'BY', 'REASON'],
    list.map(({ finding, suppression: { status, until, file, reason } }) => [finding.id, finding.package, status, until ?? '', file, reason]),
  )}`;
}

function notes({ problems, warnings, complete, advisories, setAside }: ScanReport, paint: Paint): string {
  const uncovered = advisories?.uncovered ?? [];
  const aside = Map.groupBy(setAside, ({ reason }) => reason);
  return [
    ...(complete ? [] : [paint('critical', 'INCOMPLETE: packages or vulnerabilities may be missing')]),
    ...problems.map(({ path, reason }) => `  ${path === '' ? '' : `could not read ${visible(path)}: `}${visible(reason)}`),
    ...(uncovered.length === 0 ? [] : [`  no advisories at all for: ${visible(uncovered.join(', '))}`]),
    ...[...aside].map(([reason, list]) => `  ${list.length === 1 ? '1 package' : `${list.length} packages`} not judged: each ${visible(reason)}: ${visible(some(list.map(({ package: purl }) => purl)))}`),
    ...warnings.map((warning) => `  ${visible(warning)}`),
  ].join('\n');
}
