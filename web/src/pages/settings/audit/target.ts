import type { AuditEntry } from '../../../../../src/identity/contract.ts';

/** What an entry is about, by the name that people know: somebody's e-mail address rather than their id. */
export function targetName({ target, detail }: Pick<AuditEntry, 'target' | 'detail'>): string {
  const { email } = detail;
  return typeof email === 'string' ? email : (target?.id ?? '');
}
