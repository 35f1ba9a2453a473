import { LOG_KINDS, type LogKind } from '../contract.ts';
import { CLASS } from '../ocsf/classes.ts';
import type { NormalizedEvent } from '../ocsf/event.ts';

/**
 * What kind of log a line is of, by what it means: who came in and what was asked for is access, who changed what is audit.
 */
const CLASSES: ReadonlyMap<number, LogKind> = new Map([
  [CLASS.authentication, 'access'], [CLASS.ssh, 'access'], [CLASS.http, 'access'],
  [CLASS.accountChange, 'audit'], [CLASS.groupManagement, 'audit'], [CLASS.api, 'audit'], [CLASS.process, 'audit'],
  [CLASS.scheduledJob, 'infrastructure'], [CLASS.applicationError, 'application'],
]);

/** Of lines whose class says nothing: what writes the format. */
const FORMATS: ReadonlyMap<string, LogKind> = new Map([
  ...['sshd', 'pam', 'sudo', 'su', 'cron', 'logind', 'accounts', 'login', 'dropbear', 'journald', 'syslog'].map((id) => [id, 'infrastructure'] as const),
  ...['nginx-access', 'apache-access', 'http-access'].map((id) => [id, 'access'] as const),
  ...['nginx-error', 'apache-error', 'bunyan', 'pino', 'zap', 'logrus', 'winston', 'json', 'logfmt'].map((id) => [id, 'application'] as const),
  ['glacis-audit', 'audit'],
]);

const BITS = new Map(LOG_KINDS.map((kind, at) => [kind, 1 << at]));

/** The bit of a line's kind; 0 for text of which nobody knows what it is. */
export function kindBit({ classUid, format }: Pick<NormalizedEvent, 'classUid' | 'format'>): number {
  const kind = CLASSES.get(classUid) ?? FORMATS.get(format);
  return kind === undefined ? 0 : (BITS.get(kind) ?? 0);
}

/** The kinds of bits that were put together. */
export const kindsOf = (bits: number): LogKind[] => LOG_KINDS.filter((kind) => (bits & (BITS.get(kind) ?? 0)) !== 0);
