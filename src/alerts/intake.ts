import { eq } from 'drizzle-orm';
import type { Delivery } from '../delivery/index.ts';
import { inTransaction, type Tx } from '../kernel/database/index.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { growth, type Cause } from './cause.ts';
import { noteHistory } from './history.ts';
import { noticeOf } from './notice.ts';
import { alerts } from './tables.ts';

/**
 * Makes alerts of causes: one an id, however often and in whatever order a cause is told. Channels hear of a new alert once
 * and once more for each rise of its severity, never because it grows. One that goes on after it was resolved is open again.
 */
export function alertIntake({ db, clock, delivery }: Pick<Kernel, 'db' | 'clock'> & { delivery: Pick<Delivery, 'notify'> }) {
  async function raise(tx: Tx, cause: Cause, isTold: boolean): Promise<boolean> {
    const now = new Date(clock.now());
    const made = await tx
      .insert(alerts)
      .values({
        ...cause,
        firstAt: new Date(cause.firstAt),
        lastAt: new Date(cause.lastAt),
        state: 'open',
        raisedAt: now,
        note: '',
        count: cause.evidence?.count ?? 0,
      })
      .onConflictDoNothing()
      .returning({ id: alerts.id });
    if (made.length === 0) return false;
    await noteHistory(tx, { clock }, cause.id, { what: 'raised', by: 'glacis', note: '' });
    if (!isTold) await delivery.notify(tx, { message: noticeOf(cause), key: `alert ${cause.id}` });
    return true;
  }

  async function grow(tx: Tx, cause: Cause, isTold: boolean): Promise<void> {
    const [known] = await tx.select().from(alerts).where(eq(alerts.id, cause.id)).for('update');
    if (!known) return;
    const { grew, worse, severity } = growth(known, cause);
    if (!grew && !worse) return;
    const { title, evidence } = cause;
    const span = { firstAt: earlier(known.firstAt, new Date(cause.firstAt)), lastAt: new Date(cause.lastAt) };
    await tx.update(alerts).set({ title, evidence, severity, ...span, count: evidence?.count ?? 0 }).where(eq(alerts.id, cause.id));
    if (known.resolvedAt !== null && span.lastAt > known.resolvedAt) {
      await tx.update(alerts).set({ state: 'open', acknowledgedBy: null, resolvedBy: null, resolvedAt: null }).where(eq(alerts.id, cause.id));
      await noteHistory(tx, { clock }, cause.id, { what: 'reopened', by: 'glacis', note: `It went on until ${cause.lastAt}.` });
    }
    if (worse) {
      await noteHistory(tx, { clock }, cause.id, { what: 'severity raised', by: 'glacis', note: severity });
      if (!isTold) await delivery.notify(tx, { message: noticeOf({ ...cause, severity }), key: `alert ${cause.id} ${severity}` });
    }
  }

  const takeIn = async (tx: Tx, cause: Cause, isTold = false): Promise<void> => void ((await raise(tx, cause, isTold)) || (await grow(tx, cause, isTold)));

  return {
    /** `isTold`: channels hear of it from elsewhere, many in one message. */
    take: (cause: Cause, { isTold = false }: { isTold?: boolean } = {}): Promise<void> => inTransaction(db, (tx) => takeIn(tx, cause, isTold)),

    /** The same as a part of a transaction. */
    takeIn,

    /**
     * The cause went away by itself: an alert that nobody has resolved is resolved, and says so.
     * @throws when the alert is not there yet: the message overtook the one that raises it and has to come again.
     */
    recovered: (id: string, note: string): Promise<void> =>
      inTransaction(db, async (tx) => {
        const [known] = await tx.select({ state: alerts.state }).from(alerts).where(eq(alerts.id, id)).for('update');
        if (!known) throw new Error(`the alert ${id} is not raised yet`);
        if (known.state === 'resolved') return;
        await tx.update(alerts).set({ state: 'resolved', resolvedBy: 'glacis', resolvedAt: new Date(clock.now()) }).where(eq(alerts.id, id));
        await noteHistory(tx, { clock }, id, { what: 'recovered', by: 'glacis', note });
      }),
  };
}

export type AlertIntake = ReturnType<typeof alertIntake>;

const earlier = (a: Date, b: Date): Date => (a < b ? a : b);
