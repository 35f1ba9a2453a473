import { and, asc, desc, eq, gt, inArray, isNull, sql } from 'drizzle-orm';
import type { Queryable } from '../../kernel/database/index.ts';
import type { Ticket } from '../contract.ts';
import { issues, tickets } from '../tables.ts';

export type TicketRow = typeof tickets.$inferSelect;

const shown = ({ state, repository, number, url, syncedAt, problem }: TicketRow): Ticket => ({ state, repository, number, url, syncedAt: syncedAt?.toISOString() ?? null, problem });

/** The ticket of an issue; undefined where there is none. */
export async function ticketOf(at: Queryable, issueId: string): Promise<Ticket | undefined> {
  const [row] = await at.select().from(tickets).where(eq(tickets.issueId, issueId));
  return row && shown(row);
}

/** Tickets that are to be made, the most urgent issue first. */
export const wantedTickets = (at: Queryable, repository: string, most: number): Promise<TicketRow[]> =>
  at.select({ ticket: tickets }).from(tickets).innerJoin(issues, eq(issues.id, tickets.issueId))
    .where(and(eq(tickets.repository, repository), eq(tickets.state, 'wanted'))).orderBy(desc(issues.priority), asc(issues.id)).limit(most)
    .then((rows) => rows.map(({ ticket }) => ticket));

/** Tickets that were made, by the ids of their issues after one. */
export const madeTickets = (at: Queryable, repository: string, { after, most }: { after: string; most: number }): Promise<TicketRow[]> =>
  at.select().from(tickets).where(and(eq(tickets.repository, repository), sql`${tickets.number} IS NOT NULL`, gt(tickets.issueId, after))).orderBy(asc(tickets.issueId)).limit(most);

/** Tickets by their numbers. */
export const numberedTickets = (at: Queryable, repository: string, numbers: readonly number[]): Promise<TicketRow[]> =>
  numbers.length === 0 ? Promise.resolve([]) : at.select().from(tickets).where(and(eq(tickets.repository, repository), inArray(tickets.number, [...numbers])));

/** Whether somebody wants a ticket since then. */
export async function isWantedSince(at: Queryable, since: Date): Promise<boolean> {
  const rows = await at.select({ id: tickets.issueId }).from(tickets).where(and(eq(tickets.state, 'wanted'), isNull(tickets.problem), gt(tickets.changedAt, since))).limit(1);
  return rows.length > 0;
}

/** Wants tickets for the issues that get one by themselves: of those that policy requires and nobody decided, or that are planned. */
export async function wantAutomatic(at: Queryable, repository: string, automatic: 'required' | 'planned', now: Date): Promise<void> {
  const which = automatic === 'planned' ? sql`i.state = 'planned'` : sql`i.required AND i.state IN ('open', 'triaged', 'planned')`;
  await at.execute(sql`
    INSERT INTO tickets (issue_id, repository, state, changed_at)
    SELECT i.id, ${repository}, 'wanted', ${now.toISOString()}::timestamptz FROM issues i
    WHERE ${which} AND NOT EXISTS (SELECT 1 FROM tickets t WHERE t.issue_id = i.id)
    ON CONFLICT DO NOTHING`);
}

export const changeTicket = (at: Queryable, issueId: string, change: Partial<Omit<TicketRow, 'issueId'>>): Promise<unknown> => at.update(tickets).set(change).where(eq(tickets.issueId, issueId));
export const dropTicket = (at: Queryable, issueId: string): Promise<unknown> => at.delete(tickets).where(and(eq(tickets.issueId, issueId), isNull(tickets.number)));
