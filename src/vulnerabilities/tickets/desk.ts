import { eq } from 'drizzle-orm';
import { inTransaction } from '../../kernel/database/index.ts';
import { errors } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Ticket } from '../contract.ts';
import { noteHistory } from '../issues/history.ts';
import { issues, tickets } from '../tables.ts';
import { ticketOf } from './rows.ts';
import type { TicketSettingsDesk } from './settings.ts';
import { GONE } from './sync.ts';

export type TicketDesk = ReturnType<typeof ticketDesk>;

/** Tickets as people ask for them. */
export function ticketDesk({ db, clock, audit, settings }: Pick<Kernel, 'db' | 'clock' | 'audit'> & { settings: TicketSettingsDesk }) {
  return {
    /** @throws {GlacisError} `not_found` */
    async get(issueId: string): Promise<Ticket> {
      const found = await ticketOf(db, issueId);
      if (found === undefined) throw errors.notFound({ what: 'ticket' });
      return found;
    },

    /**
     * Wants a ticket for an issue; it is made within seconds. One that is there is answered as it is; one that is gone, or of a
     * repository that is no longer the one of the settings, is wanted anew.
     * @throws {GlacisError} `not_found`; `conflict` when no repository is set up or the issue is resolved.
     */
    async want(issueId: string, by: Principal): Promise<Ticket> {
      const target = await settings.read();
      if (target === null) throw errors.conflict({ what: 'No repository is set up in which tickets could be made.' });
      return inTransaction(db, async (tx) => {
        const [issue] = await tx.select({ state: issues.state, vulnerability: issues.vulnerability }).from(issues).where(eq(issues.id, issueId)).for('no key update');
        if (!issue) throw errors.notFound({ what: 'issue' });
        const known = await ticketOf(tx, issueId);
        if (known && known.repository === target.repository && known.problem !== GONE && known.state !== 'wanted') return known;
        if (!['open', 'triaged', 'planned'].includes(issue.state)) throw errors.conflict({ what: `An issue that is ${issue.state} needs no ticket.` });
        const now = new Date(clock.now());
        const wish = { repository: target.repository, number: null, url: null, state: 'wanted' as const, written: null, changedAt: now, syncedAt: null, problem: null };
        // The time of a first wish stays: since then it may have been made and not noted.
        const changedAt = known?.state === 'wanted' && known.repository === target.repository ? {} : { changedAt: now };
        await tx.insert(tickets).values({ issueId, ...wish }).onConflictDoUpdate({ target: tickets.issueId, set: known?.state === 'wanted' ? { repository: target.repository, problem: null, ...changedAt } : wish });
        if (known?.state !== 'wanted') await noteHistory(tx, now, [{ issueId, what: 'ticket wanted', by: by.name, note: target.repository }]);
        await audit.record({ action: 'issue.ticket', outcome: 'success', actor: by, target: { type: 'issue', id: issueId }, detail: { repository: target.repository, vulnerability: issue.vulnerability } }, tx);
        return (await ticketOf(tx, issueId)) ?? { state: 'wanted', repository: target.repository, number: null, url: null, syncedAt: null, problem: null };
      });
    },
  };
}
