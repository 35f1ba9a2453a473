import { eq, inArray } from 'drizzle-orm';
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

  async function grow(tx: Tx, known: AlertRow, cause: Cause, isTold: boolean): Promise<void> {
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

  /** The alerts with these ids, which nobody else changes until the end of the transaction. */
  const hold = (tx: Tx, ids: readonly string[]): Promise<AlertRow[]> => tx.select().from(alerts).where(inArray(alerts.id, [...ids])).orderBy(alerts.id).for('update');

  /** In the order of ids, so that two who take the same causes never wait for each other in a circle. */
  async function takeAllIn(tx: Tx, causes: readonly Cause[], isTold = false): Promise<void> {
    const known = new Map((await hold(tx, causes.map(({ id }) => id))).map((row) => [row.id, row]));
    for (const cause of causes.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))) {
      const row = known.get(cause.id);
      // The next one of the same id meets what this one left.
      known.delete(cause.id);
      if (row) await grow(tx, row, cause, isTold);
      else if (!(await raise(tx, cause, isTold))) for (const raised of await hold(tx, [cause.id])) await grow(tx, raised, cause, isTold);
    }
  }

  const takeIn = (tx: Tx, cause: Cause, isTold = false): Promise<void> => takeAllIn(tx, [cause], isTold);
  const take = (cause: Cause, { isTold = false }: { isTold?: boolean } = {}): Promise<void> => inTransaction(db, (tx) => takeIn(tx, cause, isTold));

  return {
    /** `isTold`: channels hear of it from elsewhere, many in one message. */
    take,

    /**
     * Many at once. Where that fails each is taken by itself, so that one that cannot be taken keeps no other from it.
     * @throws the first error of those.
     */
    async takeAll(causes: readonly Cause[]): Promise<void> {
      try {
        await inTransaction(db, (tx) => takeAllIn(tx, causes));
      } catch (error) {
        if (causes.length === 1) throw error;
        const failures: unknown[] = [];
        for (const cause of causes) await take(cause).catch((failure: unknown) => failures.push(failure));
        if (failures.length > 0) throw failures[0];
      }
    },

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

type AlertRow = typeof alerts.$inferSelect;
export type AlertIntake = ReturnType<typeof alertIntake>;

const earlier = (a: Date, b: Date): Date => (a < b ? a : b);
