/** The words of `metadata.log_level`, whatever the logger called them. */
const WORDS: Readonly<Record<string, string>> = {
  silly: 'trace', trace: 'trace', finest: 'trace',
  debug: 'debug', verbose: 'debug', dbg: 'debug', fine: 'debug',
  info: 'info', information: 'info', informational: 'info', inf: 'info', http: 'info',
  notice: 'notice',
  warn: 'warning', warning: 'warning', wrn: 'warning',
  err: 'error', error: 'error', severe: 'error', eror: 'error',
  crit: 'critical', critical: 'critical', dpanic: 'critical', panic: 'critical', fatal: 'critical', ftl: 'critical',
  alert: 'alert',
  emerg: 'emergency', emergency: 'emergency',
};

const SYSLOG = ['emergency', 'alert', 'critical', 'error', 'warning', 'notice', 'info', 'debug'];

/** Glacis's word for a syslog severity (RFC 5424 table 2: 0 is the worst). */
export const syslogLevel = (severity: number): string => SYSLOG[severity] ?? '';

/** Glacis's word for a logger's level; '' when it is none that is known. */
export function levelWord(level: string): string {
  const key = level.toLowerCase();
  return Object.hasOwn(WORDS, key) ? (WORDS[key] ?? '') : '';
}

/** True for error and worse. */
export const isError = (level: string): boolean => level === 'error' || level === 'critical' || level === 'alert' || level === 'emergency';
