import { Option, type Command } from 'commander';
import { errors } from '../../kernel/errors.ts';
import { FORMATS, SEVERITIES, parseThreshold, type Filter, type Format, type Scanner, type Threshold } from '../../scanning/index.ts';

/** What commander gives for the options that all kinds of scan share. */
export type GivenOptions = {
  format: string;
  json?: boolean;
  output: string[];
  severity: string[];
  ignoreUnfixed?: boolean;
  failOn?: string;
  exitCode?: string;
  exitOnEol?: string;
  vex: string[];
  ignorefile: string[];
  showSuppressed?: boolean;
  scanners: string;
  includeDevDeps?: boolean;
  advisories?: string;
  maxAdvisoryAge?: string;
  skipDbUpdate?: boolean;
  offline?: boolean;
  skipDirs: string[];
  skipFiles: string[];
  timeout?: string;
  report?: boolean;
  reportAs?: string;
  quiet?: boolean;
};

/** What they mean. */
export type ScanOptions = {
  /** The first is printed unless it has a file. */
  outputs: readonly { format: Format; file: string | undefined }[];
  filter: Filter;
  failOn: Threshold | undefined;
  /** The exit code for a no. */
  exitCode: number;
  /** Whether any finding at all is a no. */
  anyIsNo: boolean;
  exitOnEol: number | undefined;
  vex: readonly string[];
  ignoreFiles: readonly string[];
  showSuppressed: boolean;
  scanners: ReadonlySet<Scanner>;
  advisories: { from: string | undefined; maxAgeMs: number | undefined; update: boolean };
  offline: boolean;
  skip: readonly string[];
  timeoutMs: number | undefined;
  /** Tell Glacis of it, under that name; undefined: nobody. */
  report: { as: string | undefined } | undefined;
  quiet: boolean;
};

const SCANNERS: readonly Scanner[] = ['vuln', 'secret'];
const list = (value: string, before: string[]): string[] => [...before, ...value.split(',').map((part) => part.trim()).filter((part) => part !== '')];
/** Gathers an option that is given several times. */
export const each = (value: string, before: string[]): string[] => [...before, value];

/** Adds the options that all kinds of scan share; the names are those that users of Trivy and Grype know. */
export function scanOptions(command: Command): Command {
  return command
    .option('-f, --format <format>', `what to print: ${FORMATS.join(', ')}`, 'table')
    .option('--json', 'print JSON: -f json')
    .option('-o, --output <file>', 'write to a file instead; FORMAT=FILE, also several times, writes several formats of one scan', each, [])
    .option('--severity <list>', `only these: ${SEVERITIES.join(', ')}; comma-separated`, list, [])
    .option('--ignore-unfixed', 'only what a newer version repairs')
    .addOption(new Option('--only-fixed', 'as --ignore-unfixed').hideHelp())
    .option('--fail-on <threshold>', 'exit 1 at this severity or CVSS score (high, 4.0, any) or above; unknown counts as above')
    .option('--exit-code <n>', 'exit with this when anything is found (with --fail-on: at or above it)')
    .option('--exit-on-eol <n>', 'exit with this when the distribution is at its end of life')
    .option('--vex <file>', 'decisions to heed: OpenVEX, CSAF or CycloneDX; several times', each, [])
    .option('--ignorefile <file>', 'decisions to heed: .trivyignore.yaml, .trivyignore; these are read from the working directory when left out', each, [])
    .option('--show-suppressed', 'list what was decided not to count')
    .option('--scanners <list>', 'what to look for: vuln, secret', 'vuln,secret')
    .option('--include-dev-deps', 'count packages for building and testing too')
    .option('--advisories <dir|url>', 'bring the advisories up to date from here first (as glacis advisories sync --from)')
    .option('--max-advisory-age <duration>', 'refuse advisories that are older, such as 36h or 5d')
    .option('--skip-db-update', 'use the advisories as they are')
    .option('--offline', 'no network at all')
    .addOption(new Option('--offline-scan', 'as --offline').hideHelp())
    .option('--skip-dirs <list>', 'leave out directories; glob patterns, comma-separated', list, [])
    .option('--skip-files <list>', 'leave out files; glob patterns, comma-separated', list, [])
    .option('--timeout <duration>', 'give up after, such as 90s or 5m')
    .option('--report', 'tell Glacis what was found (GLACIS_URL, GLACIS_TOKEN); exit 3 when it cannot be told')
    .option('--report-as <name>', 'tell Glacis under this name: registry.example/shop/web:1.4, github.com/acme/shop')
    .option('-q, --quiet', 'no progress and no notes')
    .addOption(new Option('--no-progress', 'no progress').hideHelp());
}

/**
 * Reads the options.
 * @throws {GlacisError} `invalid` (exit 2), naming the option and what it takes.
 */
export function readOptions(given: GivenOptions & { onlyFixed?: boolean; offlineScan?: boolean }): ScanOptions {
  const nothing = [...given.skipDirs, ...given.skipFiles].find((pattern) => pattern.replaceAll('/', '') === '');
  if (nothing !== undefined) throw errors.invalid({ what: '--skip-dirs and --skip-files take patterns; / alone would leave out everything.' });
  if (given.advisories !== undefined && given.skipDbUpdate === true) throw errors.invalid({ what: '--advisories and --skip-db-update contradict each other.' });
  if (given.advisories !== undefined && /^https?:/.test(given.advisories) && (given.offline === true || given.offlineScan === true)) throw errors.invalid({ what: '--advisories with an address and --offline contradict each other.' });
  if ((given.report === true || given.reportAs !== undefined) && (given.offline === true || given.offlineScan === true)) throw errors.invalid({ what: '--report and --offline contradict each other.' });
  const scanners = new Set(given.scanners.split(',').map((name) => oneOf(SCANNERS, name.trim() === 'vulnerability' ? 'vuln' : name.trim(), '--scanners')));
  return {
    outputs: outputsOf(given.json === true ? 'json' : given.format, given.output),
    filter: {
      severities: new Set(given.severity.map((name) => oneOf(SEVERITIES, name.toLowerCase(), '--severity'))),
      onlyFixed: given.ignoreUnfixed === true || given.onlyFixed === true,
      includeDev: given.includeDevDeps === true,
    },
    failOn: given.failOn === undefined ? undefined : parseThreshold(given.failOn),
    exitCode: given.exitCode === undefined ? 1 : exitCodeOf(given.exitCode, '--exit-code'),
    anyIsNo: given.exitCode !== undefined && given.failOn === undefined,
    exitOnEol: given.exitOnEol === undefined ? undefined : exitCodeOf(given.exitOnEol, '--exit-on-eol'),
    vex: given.vex,
    ignoreFiles: given.ignorefile,
    showSuppressed: given.showSuppressed === true,
    scanners,
    advisories: {
      from: given.advisories,
      maxAgeMs: given.maxAdvisoryAge === undefined ? undefined : durationOf(given.maxAdvisoryAge, '--max-advisory-age'),
      update: given.skipDbUpdate !== true,
    },
    offline: given.offline === true || given.offlineScan === true,
    skip: [...given.skipDirs.flatMap((pattern) => [pattern.replace(/\/+$/, ''), `${pattern.replace(/\/+$/, '')}/**`]), ...given.skipFiles],
    timeoutMs: given.timeout === undefined ? undefined : durationOf(given.timeout, '--timeout'),
    report: given.report === true || given.reportAs !== undefined ? { as: given.reportAs } : undefined,
    quiet: given.quiet === true,
  };
}

function outputsOf(format: string, files: readonly string[]): ScanOptions['outputs'] {
  const named = files.map((text) => {
    const equals = text.indexOf('=');
    const name = FORMATS.find((known) => known === text.slice(0, Math.max(0, equals)));
    return name === undefined ? { format: oneOf(FORMATS, format, '--format'), file: text } : { format: name, file: text.slice(equals + 1) };
  });
  return named.length > 0 ? named : [{ format: oneOf(FORMATS, format, '--format'), file: undefined }];
}

function oneOf<T extends string>(known: readonly T[], given: string, option: string): T {
  const found = known.find((name) => name === given);
  if (found === undefined) throw errors.invalid({ what: `${option} takes ${known.join(', ')}, not ${given}.` });
  return found;
}

/** 0 is let through, as Trivy does: look, but never fail. */
function exitCodeOf(text: string, option: string): number {
  const code = Number(text);
  if (!/^\d{1,3}$/.test(text) || code > 255) throw errors.invalid({ what: `${option} takes a number from 0 to 255, not ${text}.` });
  return code;
}

const UNITS_MS: ReadonlyMap<string, number> = new Map([['ms', 1], ['s', 1_000], ['m', 60_000], ['h', 3_600_000], ['d', 86_400_000]]);

/** `90s`, `1h30m`, `5d`: in milliseconds. @throws {GlacisError} `invalid`. */
export function durationOf(text: string, option: string): number {
  const parts = [...text.matchAll(/(?<number>\d{1,6}(?:\.\d{1,3})?)(?<unit>ms|s|m|h|d)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) throw errors.invalid({ what: `${option} takes a duration such as 90s, 36h or 5d, not ${text}.` });
  return parts.reduce((sum, { groups }) => sum + Number(groups?.number) * (UNITS_MS.get(groups?.unit ?? '') ?? Number.NaN), 0);
}
