import type { Ledger } from '../../../../src/logs/contract.ts';

/** Lines that were refused, for whatever reason. */
export const rejectedIn = ({ rejected }: Ledger): number => Object.values(rejected).reduce((sum, lines) => sum + lines, 0);

/** received − (stored + duplicate + rejected + waiting): what the ledger cannot account for. It should be 0, always. */
export const unaccounted = (ledger: Ledger): number => ledger.received - ledger.stored - ledger.duplicate - rejectedIn(ledger) - ledger.waiting;

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
