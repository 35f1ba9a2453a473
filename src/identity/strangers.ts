import type { AuditEntry } from '../kernel/audit.ts';
import { GlacisError } from '../kernel/errors.ts';
import { networkOf } from './networks.ts';
import type { Refusals } from './refusals.ts';
import type { Throttle } from './throttle.ts';

export type Strangers = {
  /**
   * Lets somebody without a session try a secret of the kind `what`: counted over all servers, and taken back unless `work` refuses it (401).
   * A refusal is audited as `entry`, in numbers that a flood cannot turn into a full disk.
   * @throws {GlacisError} `too_many` when tries come too fast; what `work` throws.
   */
  admit<T>(what: string, ip: string, entry: AuditEntry, work: () => Promise<T>): Promise<T>;
};

/** Secrets that are shown without a session: slowed down and audited like sign-ins. */
export function strangerDesk({ throttle, refusals }: { throttle: Throttle; refusals: Pick<Refusals, 'note'> }): Strangers {
  /** What was done is done, also where the try cannot be taken back. */
  const giveBack = (what: string, network: string) => throttle.giveBackStranger(what, network).catch(() => {});
  return {
    async admit(what, ip, entry, work) {
      const network = networkOf(ip);
      await throttle.takeStranger(what, network);
      const done = await work().catch(async (error: unknown) => {
        if (error instanceof GlacisError && error.status === 401) refusals.note(`${what} ${network}`, entry);
        else await giveBack(what, network);
        throw error;
      });
      await giveBack(what, network);
      return done;
    },
  };
}
