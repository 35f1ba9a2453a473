import type { Finding, Severity, SignInReason } from '../contract.ts';
import type { SignInRow } from '../tables.ts';

/** Reasons that mean that somebody may be inside who should not. */
const GRAVE: ReadonlySet<SignInReason> = new Set<SignInReason>(['departed', 'after-failures', 'impersonation', 'service-used-interactively']);

/** The finding that a reviewed sign-in becomes when it was not meant; one a sign-in, however often it is said. */
export function unexpectedSignIn(row: Pick<SignInRow, 'id' | 'at' | 'account' | 'accountKey' | 'ip' | 'reasons' | 'product'>, by: string, note: string): Finding {
  const at = row.at.toISOString();
  const severity: Severity = row.reasons.some(({ reason }) => GRAVE.has(reason)) ? 'high' : 'medium';
  const words = [...row.reasons.map(({ because }) => because), `${by} said that it was not meant${note === '' ? '.' : `: ${note}`}`];
  return {
    id: `sign-in-${row.id}`,
    detection: 'signin.unexpected',
    title: `Unexpected sign-in of ${row.account.replace(/\p{C}+/gu, ' ').slice(0, 120) || 'an unnamed account'} to ${row.product || 'an unnamed product'}`.slice(0, 500),
    severity,
    group: `user:${row.accountKey}`,
    firstAt: at,
    lastAt: at,
    evidence: {
      query: `id:${row.id}`,
      from: at,
      to: new Date(row.at.getTime() + 1).toISOString(),
      count: 1,
      events: [row.id],
      accounts: row.account === '' ? [] : [{ value: row.account, count: 1 }],
      addresses: row.ip === '' ? [] : [{ value: row.ip, count: 1 }],
      threshold: words.join(' '),
      histogram: { intervalMs: 60_000, from: at, counts: [1] },
    },
  };
}
