import type { Ledger } from '../../../../src/logs/contract.ts';

/** Lines that were refused, for whatever reason. */
export const rejectedIn = ({ rejected }: Ledger): number => Object.values(rejected).reduce((sum, lines) => sum + lines, 0);

/**
 * received − (stored + duplicate + rejected): what the ledger cannot account for. It should be 0, always. A line that waits in a
 * spool is accepted and safe, and counts as received when its fate is known.
 */
export const unaccounted = (ledger: Ledger): number => ledger.received - ledger.stored - ledger.duplicate - rejectedIn(ledger);

/** One ledger over all of them. */
export function summed(ledgers: readonly Ledger[]): Ledger {
  const sum: Ledger = { received: 0, stored: 0, duplicate: 0, rejected: {}, unparsed: 0, waiting: 0 };
  for (const ledger of ledgers) {
    sum.received += ledger.received;
    sum.stored += ledger.stored;
    sum.duplicate += ledger.duplicate;
    sum.unparsed += ledger.unparsed;
    sum.waiting += ledger.waiting;
    for (const [reason, lines] of Object.entries(ledger.rejected)) sum.rejected[reason] = (sum.rejected[reason] ?? 0) + lines;
  }
  return sum;
}
