import type { Kernel } from '../../kernel/kernel.ts';
import type { ParcelHead } from './parcel.ts';
import { knownReceipts } from './receipts.ts';

/** How long an answer waits to hear from the database. */
const WITHIN_MS = 100;
/** Why waiting for the database ended. */
const DONE = 'answered';
/** Receipts of deliveries accepted here that are remembered. */
const MOST = 100_000;

/**
 * Recognises retries for the answer that their sender gets. It is a guess where the database is slow or another server has
 * the first delivery still waiting: what is stored and what counts as duplicate is decided by the claim.
 */
export function retryMemory({ db, clock }: Pick<Kernel, 'db' | 'clock'>) {
  const accepted = new Map<string, number>();

  const isRemembered = ({ receipt, receivedAt }: ParcelHead): boolean =>
    receipt !== undefined && receivedAt - (accepted.get(receipt.id) ?? -Infinity) < receipt.windowMs;

  const askDatabase = async (heads: readonly ParcelHead[]): Promise<Set<string>> => {
    const ids = heads.flatMap((head) => head.receipt?.id ?? []);
    if (ids.length === 0) return new Set();
    const none = new Set<string>();
    const done = new AbortController();
    const late = clock.sleep(WITHIN_MS, done.signal).then(() => none);
    const known = await Promise.race([knownReceipts(db, ids, clock.now()).catch(() => none), late]);
    // A reason of its own: to make one, with its stack, costs more than the timer that it ends.
    done.abort(DONE);
    return known;
  };

  return {
    /** Takes note of what was spooled. */
    accepted(heads: readonly ParcelHead[]): void {
      for (const { receipt, receivedAt } of heads) if (receipt) accepted.set(receipt.id, receivedAt);
      for (const id of accepted.keys()) {
        if (accepted.size <= MOST) return;
        accepted.delete(id);
      }
    },

    /** Which of these were accepted before, as far as can be said now. Never fails. */
    async among(heads: readonly ParcelHead[]): Promise<Set<ParcelHead>> {
      const first = new Set<string>();
      const found = new Set<ParcelHead>();
      for (const head of heads) {
        if (!head.receipt) continue;
        if (first.has(head.receipt.id) || isRemembered(head)) found.add(head);
        first.add(head.receipt.id);
      }
      const stored = await askDatabase(heads.filter((head) => !found.has(head)));
      for (const head of heads) if (head.receipt && stored.has(head.receipt.id)) found.add(head);
      return found;
    },
  };
}
