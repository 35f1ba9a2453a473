import { and, count, desc, eq, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { inTransaction } from '../kernel/database/index.ts';
import { errors } from '../kernel/errors.ts';
import { decodeCursor, encodeCursor } from '../kernel/http/index.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Principal } from '../kernel/principal.ts';
import type { Alert, AlertDetail, AlertState, AlertsQuery, AlertsSummary } from './contract.ts';
import { noteHistory, readHistory } from './history.ts';
import { alerts } from './tables.ts';

type Row = typeof alerts.$inferSelect;
/** Totals are exact up to here. */
const COUNT_TO = 10_000;

/** What a person does to an alert, from which states, and what it becomes. */
const STEPS = {
  acknowledge: { from: ['open'], to: 'acknowledged', what: 'acknowledged' },
  resolve: { from: ['open', 'acknowledged'], to: 'resolved', what: 'resolved' },
  reopen: { from: ['acknowledged', 'resolved'], to: 'open', what: 'reopened' },
} as const satisfies Record<string, { from: readonly AlertState[]; to: AlertState; what: string }>;
export type Step = keyof typeof STEPS;

export type AlertDesk = ReturnType<typeof alertDesk>;

/** Alerts as people see and handle them. */
export function alertDesk({ db, clock, audit }: Pick<Kernel, 'db' | 'clock' | 'audit'>) {
  /** Who may see some sources only sees what is about those: evidence of detections may come from any. */
  const visible = (by: Principal) => (by.sources === 'all' ? undefined : inArray(alerts.group, by.sources.map((source) => `source:${source}`)));

  return {
    async page({ state, severity, group, limit, cursor, count: wanted }: z.infer<typeof AlertsQuery>, by: Principal) {
      const filter = and(
        visible(by),
        state === undefined ? undefined : eq(alerts.state, state),
        severity === undefined ? undefined : eq(alerts.severity, severity),
        group === undefined ? undefined : eq(alerts.group, group),
      );
      const before = cursor === undefined ? undefined : decodeCursor(cursor, z.tuple([z.iso.datetime(), z.string()]));
      const rows = await db
        .select()
        .from(alerts)
        .where(and(filter, before && sql`(${alerts.raisedAt}, ${alerts.id}) < (${before[0]}::timestamptz, ${before[1]})`))
        .orderBy(desc(alerts.raisedAt), desc(alerts.id))
        .limit(limit + 1);
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      const counted = wanted === true ? await db.select({ n: count() }).from(db.select({ id: alerts.id }).from(alerts).where(filter).limit(COUNT_TO).as('first')) : [];
      return {
        items: items.map(shown),
        next: rows.length > limit && last ? encodeCursor([last.raisedAt.toISOString(), last.id]) : null,
        ...(counted[0] === undefined ? {} : { total: counted[0].n }),
      };
    },

    async summary(by: Principal): Promise<AlertsSummary> {
      const rows = await db.select({ state: alerts.state, severity: alerts.severity, n: count() }).from(alerts).where(and(visible(by), inArray(alerts.state, ['open', 'acknowledged']))).groupBy(alerts.state, alerts.severity);
      const open = rows.filter((row) => row.state === 'open');
      const sum = (some: typeof rows) => some.reduce((total, { n }) => total + n, 0);
      return {
        open: sum(open),
        acknowledged: sum(rows) - sum(open),
        bySeverity: Object.fromEntries(open.map(({ severity, n }) => [severity, n])),
      };
    },

    async get(id: string, by: Principal): Promise<AlertDetail> {
      const [row] = await db.select().from(alerts).where(and(eq(alerts.id, id), visible(by)));
      if (!row) throw errors.notFound({ what: 'alert' });
      return { ...shown(row), history: await readHistory(db, id) };
    },

    /**
     * Takes a step with an alert; a step to where it is already changes nothing, so that a repeated request does no harm.
     * @throws {GlacisError} `not_found`; `conflict` when the step is not possible from its state.
     */
    async step(id: string, step: Step, note: string | undefined, by: Principal): Promise<AlertDetail> {
      const { from, to, what } = STEPS[step];
      return inTransaction(db, async (tx) => {
        const [row] = await tx.select().from(alerts).where(and(eq(alerts.id, id), visible(by))).for('update');
        if (!row) throw errors.notFound({ what: 'alert' });
        if (row.state === to) return { ...shown(row), history: await readHistory(tx, id) };
        if (!from.some((state) => state === row.state)) throw errors.conflict({ what: `An alert that is ${row.state} cannot be ${what}.` });
        const change = {
          state: to,
          acknowledgedBy: to === 'acknowledged' ? by.name : to === 'open' ? null : row.acknowledgedBy,
          resolvedBy: to === 'resolved' ? by.name : null,
          resolvedAt: to === 'resolved' ? new Date(clock.now()) : null,
          note: note ?? row.note,
        };
        await tx.update(alerts).set(change).where(eq(alerts.id, id));
        await noteHistory(tx, { clock }, id, { what, by: by.name, note: note ?? '' });
        await audit.record({ action: `alert.${step}`, outcome: 'success', actor: by, target: { type: 'alert', id }, detail: { title: row.title, note: note ?? '' } }, tx);
        return { ...shown({ ...row, ...change }), history: await readHistory(tx, id) };
      });
    },
  };
}

const shown = ({ firstAt, lastAt, raisedAt, resolvedAt: _resolvedAt, count: _count, ...row }: Row): Alert => ({
  ...row,
  firstAt: firstAt.toISOString(),
  lastAt: lastAt.toISOString(),
  raisedAt: raisedAt.toISOString(),
});
