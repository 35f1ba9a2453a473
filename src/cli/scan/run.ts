import { systemClock } from '../../kernel/clock.ts';
import { scans, type Decisions, type ScanReport, type Subject } from '../../scanning/index.ts';
import { version } from '../../server/version.ts';
import { fail, print } from '../output.ts';
import { advisoriesFor, type Advisories } from './advisories.ts';
import { readDecisions } from './decisions.ts';
import { reporter, type Reporter } from './reporting.ts';
import type { ScanOptions } from './options.ts';
import { teller, type Teller } from './teller.ts';
import { writeWhole } from './write.ts';

/** How a kind of scan gets at its subject. */
export type Examine = (how: { signal: AbortSignal | undefined; teller: Teller }) => Promise<Subject>;

/**
 * Runs a scan from its options to its exit code: decisions first (a mistake there should not cost a scan), then what is scanned
 * and the advisories at once, then the judgement.
 */
export async function runScan(options: ScanOptions, examine: Examine): Promise<void> {
  const tell = teller(options.quiet);
  const signal = options.timeoutMs === undefined ? undefined : AbortSignal.timeout(options.timeoutMs);
  const decisions = await readDecisions(options);
  const tellGlacis = options.report && reporter(options.report);
  const advisories = options.scanners.has('vuln') ? await advisoriesFor(options, tell) : undefined;
  try {
    const subject = await examine({ signal, teller: tell });
    tell.clear();
    await conclude(await reportFor(subject, advisories, decisions, options), options, tell, tellGlacis);
  } finally {
    tell.clear();
    advisories?.book.close();
  }
}

async function reportFor(subject: Subject, advisories: Advisories | undefined, decisions: Decisions, { filter }: ScanOptions): Promise<ScanReport> {
  const { match, reportOf } = await scans();
  const now = systemClock.now();
  const { distribution, packages, kernels } = subject.inventory;
  const matched = advisories && match(packages, {
    book: advisories.book, distribution, now,
    kernel: { isContainer: subject.target.kind === 'image', kernels },
  });
  return reportOf(subject, {
    matched, decisions, filter, now, version,
    advisories: advisories && { ...advisories.book.stamp, stale: advisories.isStale },
    warnings: advisories?.warnings ?? [],
  });
}

async function conclude(report: ScanReport, options: ScanOptions, tell: Teller, tellGlacis: Reporter | undefined): Promise<void> {
  const { colours, plainly, render, verdictOf } = await scans();
  for (const { format, file } of options.outputs) {
    const paint = format === 'table' && file === undefined && process.stdout.isTTY && !process.env['NO_COLOR'] ? colours : plainly;
    const content = render(report, format, { showSuppressed: options.showSuppressed, paint });
    if (file === undefined) print(content);
    else writeWhole(file, content);
  }
  const { exit, why } = verdictOf(report, options);
  if (why !== '') tell.note(`glacis: ${why}`);
  process.exitCode = exit;
  if (tellGlacis === undefined) return;
  try {
    tell.note(`glacis: ${await tellGlacis(report)}`);
  } catch (error) {
    // A no that was found here stands; a yes that nobody was told of is none.
    tell.clear();
    fail(error);
    if (exit === 0) process.exitCode = 3;
  }
}
