import { inArray, sql } from 'drizzle-orm';
import type { Db, Queryable, Tx } from '../../kernel/database/index.ts';
import { receipts } from './tables.ts';
import type { Keyed } from './window.ts';

/**
 * Says which of these parcels were stored before, by whichever server, and takes note of the others. Two servers that do
 * this at once for the same parcel wait for each other: one of them is first.
 */
export async function takeReceipts(tx: Tx, keyed: readonly Keyed[]): Promise<Keyed[]> {
  if (keyed.length === 0) return [];
  const inTime = [...keyed].sort((a, b) => a.receivedAt - b.receivedAt);
  const first = new Map<string, Keyed>();
  for (const parcel of inTime) if (!first.has(parcel.receipt)) first.set(parcel.receipt, parcel);

  // In the order of ids, so that servers never wait for each other in a circle.
  const isNew = await insertNew(tx, [...first.values()].sort((a, b) => (a.receipt < b.receipt ? -1 : 1)).map(asRow));
  const others = [...first.keys()].filter((id) => !isNew.has(id));
  const stored = others.length === 0 ? [] : await tx.select().from(receipts).where(inArray(receipts.id, others)).orderBy(receipts.id).for('update');

  const known = new Map(stored.map((row) => [row.id, row.receivedAt.getTime()]));
  const { duplicates, newer } = judge(inTime, known);
  for (const parcel of newer) {
    if (isNew.has(parcel.receipt) && first.get(parcel.receipt) === parcel) continue;
    await tx.update(receipts).set(asRow(parcel)).where(sql`${receipts.id} = ${parcel.receipt}`);
  }
  return duplicates;
}

/** Adds the rows that are not there yet and answers with their ids. As arrays: hundreds of rows as parameters of their own take longer than the rest. */
async function insertNew(tx: Tx, rows: readonly ReturnType<typeof asRow>[]): Promise<Set<string>> {
  const taken = await tx.execute<{ id: string }>(sql`
    INSERT INTO ${receipts} (id, received_at, until)
    SELECT * FROM unnest(
      ${sql.param(rows.map(({ id }) => id))}::uuid[],
      ${sql.param(rows.map(({ receivedAt }) => receivedAt.toISOString()))}::timestamptz[],
      ${sql.param(rows.map(({ until }) => until.toISOString()))}::timestamptz[])
    ON CONFLICT DO NOTHING RETURNING id`);
  return new Set(taken.rows.map(({ id }) => id));
}

/**
 * A parcel is a duplicate when one with its receipt was received within the window around it, before or after: servers
 * that were away bring theirs late. `known` holds when each receipt was last taken; `newer` the parcels that are now the last.
 */
export function judge(inTime: readonly Keyed[], known: ReadonlyMap<string, number>): { duplicates: Keyed[]; newer: Keyed[] } {
  const times = new Map<string, number[]>([...known].map(([receipt, at]) => [receipt, [at]]));
  const newer = new Map<string, Keyed>();
  const duplicates: Keyed[] = [];
  for (const parcel of inTime) {
    const taken = times.get(parcel.receipt) ?? [];
    if (taken.some((at) => Math.abs(parcel.receivedAt - at) < parcel.windowMs)) {
      duplicates.push(parcel);
      continue;
    }
    if (taken.every((at) => at < parcel.receivedAt)) newer.set(parcel.receipt, parcel);
    times.set(parcel.receipt, [...taken, parcel.receivedAt]);
  }
  return { duplicates, newer: [...newer.values()] };
}

/** Which of these receipts were taken within their windows, without taking note. */
export async function knownReceipts(db: Queryable, ids: readonly string[], receivedAt: number): Promise<Set<string>> {
  const { rows } = await db.execute<{ id: string }>(sql`
    SELECT id FROM ${receipts} WHERE id = ANY (${sql.param([...ids])}::uuid[]) AND until > ${new Date(receivedAt)}`);
  return new Set(rows.map(({ id }) => id));
}

/** How long a server that is not heard of keeps receipts from being forgotten. */
const ABSENCE = '7 days';

/**
 * Forgets receipts whose window has passed, for every line that may still wait in some server's spool too; a server that was
 * away longer than a week may store again what its sender also gave to another.
 */
export async function forgetReceipts(db: Db, now: number): Promise<number> {
  const result = await db.execute(sql`
    DELETE FROM ingest_receipts WHERE until < (
      SELECT least(${new Date(now)}::timestamptz, min(least(waiting_since, seen_at)))
      FROM ingest_spools WHERE NOT stopped AND seen_at > ${new Date(now)}::timestamptz - ${ABSENCE}::interval)`);
  return result.rowCount ?? 0;
}

const asRow = ({ receipt, receivedAt, windowMs }: Keyed) => ({
  id: receipt,
  receivedAt: new Date(receivedAt),
  until: new Date(receivedAt + windowMs),
});
