import { eq, TransactionRollbackError } from 'drizzle-orm';
import { deliveries } from '../delivery/tables.ts';
import { inTransaction } from '../kernel/database/index.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Cause } from './cause.ts';
import type { AlertIntake } from './intake.ts';
import { alerts } from './tables.ts';

/** How many alerts a cause makes, and how many channels would be told of them. */
export type Rehearsal = { alerts: number; asked: number };

/** Takes a cause as any other is taken, sees what comes of it, and undoes all of it: nobody ever sees or hears of it. */
export function alertRehearsal({ db }: Pick<Kernel, 'db'>, { intake }: { intake: Pick<AlertIntake, 'takeIn'> }) {
  return async (cause: Cause): Promise<Rehearsal> => {
    let seen: Rehearsal = { alerts: 0, asked: 0 };
    try {
      await inTransaction(db, async (tx) => {
        await intake.takeIn(tx, cause);
        seen = { alerts: await tx.$count(alerts, eq(alerts.id, cause.id)), asked: await tx.$count(deliveries, eq(deliveries.key, `alert ${cause.id}`)) };
        tx.rollback();
      });
    } catch (error) {
      if (!(error instanceof TransactionRollbackError)) throw error;
    }
    return seen;
  };
}
