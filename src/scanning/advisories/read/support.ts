import { wrong } from './checks.ts';

/** A package whose security support ended before its release did, or is limited. */
export type Support = {
  ecosystem: string;
  /** Source package; `php-horde.*` means every name that begins so. */
  pattern: string;
  is: 'ended' | 'limited';
  /** The day that support ended. */
  since?: string;
  note: string;
};

const MOST_LINES = 20_000;
const NAME = /^[a-z0-9][a-z0-9.+-]*(?:\.\*)?$/;

/**
 * Debian's lists of packages without security support (package debian-security-support, security-support-ended.debN):
 * source package, last supported version, day, words; `#` begins a comment.
 */
export function readSupportEnded(bytes: Uint8Array, ecosystem: string): Support[] {
  return rows(bytes).flatMap((row) => {
    const [, pattern = '', since = '', note = ''] = /^(\S+)\s+\S+\s+(\d{4}-\d\d-\d\d)\s*(.*)$/.exec(row) ?? [];
    return NAME.test(pattern) ? [{ ecosystem, pattern, is: 'ended' as const, since, note: note.slice(0, 500) }] : [];
  });
}

/** security-support-limited: source package and words. It speaks of the release that it was taken from. */
export function readSupportLimited(bytes: Uint8Array, ecosystem: string): Support[] {
  return rows(bytes).flatMap((row) => {
    const [, pattern = '', note = ''] = /^(\S+)\s*(.*)$/.exec(row) ?? [];
    return NAME.test(pattern) ? [{ ecosystem, pattern, is: 'limited' as const, note: note.slice(0, 500) }] : [];
  });
}

/** Whether a list's name for packages means this one. */
export const isMeant = (pattern: string, name: string): boolean => (pattern.endsWith('.*') ? name.startsWith(pattern.slice(0, -2)) : name === pattern);

/** When a release of a distribution came and when its support ends; days. */
export type Release = { ecosystem: string; name: string; released?: string; eol?: string; eolLts?: string };

/**
 * debian.csv and ubuntu.csv of distro-info-data: version, codename, series, created, release, eol and more columns by name.
 * @throws {GlacisError} `invalid` where a column is missing.
 */
export function readReleases(bytes: Uint8Array, distribution: 'Debian' | 'Ubuntu'): Release[] {
  const [head = '', ...lines] = rows(bytes);
  const columns = head.split(',');
  const [version, series, release, eol] = ['version', 'series', 'release', 'eol'].map((name) => columns.indexOf(name));
  if (version === undefined || series === undefined || release === undefined || eol === undefined || Math.min(version, series, release, eol) < 0) {
    throw wrong('it has no columns version, series, release and eol');
  }
  const lts = columns.indexOf(distribution === 'Debian' ? 'eol-lts' : 'eol-esm');
  return lines.flatMap((line) => {
    const cells = line.split(',');
    const number = cells[version]?.trim() ?? '';
    if (!/^\d[\d.]*(?: LTS)?$/.test(number)) return [];
    return [{
      ecosystem: `${distribution}:${number.replace(' LTS', ':LTS')}`,
      name: cells[series] ?? '',
      ...day('released', cells[release]), ...day('eol', cells[eol]), ...day('eolLts', cells[lts]),
    }];
  });
}

const day = <K extends string>(name: K, text: string | undefined): { [_ in K]?: string } => {
  const value: { [_ in K]?: string } = {};
  if (text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text.trim())) value[name] = text.trim();
  return value;
};

function rows(bytes: Uint8Array): string[] {
  const lines = Buffer.from(bytes).toString('utf8').split('\n', MOST_LINES + 1);
  if (lines.length > MOST_LINES) throw wrong(`it has more than ${MOST_LINES} lines`);
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}
