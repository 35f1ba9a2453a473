import { and, desc, eq, lt } from 'drizzle-orm';
import { z } from 'zod';
import type { Identity } from '../../identity/index.ts';
import { inTransaction } from '../../kernel/database/index.ts';
import { errors } from '../../kernel/errors.ts';
import { decodeCursor, encodeCursor } from '../../kernel/http/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Agent } from '../contract.ts';
import { agents, assets } from '../tables.ts';
import { nodeSpeaks } from '../topics.ts';
import { endToken } from './enrolment.ts';

/** The agents as people see them. */
export function agentDesk({ db, clock, audit, outbox }: Pick<Kernel, 'db' | 'clock' | 'audit' | 'outbox'>, { identity }: { identity: Pick<Identity, 'tokens'> }) {
  return {
    /** Those that enrolled last first. */
    async list({ limit, cursor }: { limit: number; cursor?: string | undefined }): Promise<{ items: Agent[]; next: string | null }> {
      const before = cursor === undefined ? undefined : decodeCursor(cursor, z.tuple([z.string()]))[0];
      const rows = await db.select({ agent: agents, name: assets.name }).from(agents).innerJoin(assets, eq(agents.nodeId, assets.id))
        .where(and(before === undefined ? undefined : lt(agents.id, before))).orderBy(desc(agents.id)).limit(limit + 1);
      const items = rows.slice(0, limit).map(({ agent, name }) => ({
        id: agent.id, node: { id: agent.nodeId, name }, version: agent.version, enrolledBy: agent.enrolledBy,
        enrolledAt: agent.enrolledAt.toISOString(), lastReportAt: agent.lastReportAt?.toISOString() ?? null, silent: agent.silentSince !== null,
      }));
      const last = items.at(-1);
      return { items, next: rows.length > limit && last ? encodeCursor([last.id]) : null };
    },

    /** Removes an agent: its credential is worth nothing from here on. Its node stays, as a gap in coverage. @throws {GlacisError} `not_found`. */
    async remove(id: string, by: Principal): Promise<void> {
      await inTransaction(db, async (tx) => {
        const [agent] = await tx.delete(agents).where(eq(agents.id, id)).returning();
        if (!agent) throw errors.notFound({ what: 'agent' });
        const [node] = await tx.select({ name: assets.name }).from(assets).where(eq(assets.id, agent.nodeId));
        const name = node?.name ?? agent.nodeId;
        await endToken(identity.tokens, tx, agent.tokenId, by);
        if (agent.silentSince !== null) await outbox.publish(tx, nodeSpeaks, { node: agent.nodeId, name, at: new Date(clock.now()).toISOString(), because: 'removed' });
        await audit.record({ action: 'agent.remove', outcome: 'success', actor: by, target: { type: 'agent', id }, detail: { node: agent.nodeId, name } }, tx);
      });
    },
  };
}
export type AgentDesk = ReturnType<typeof agentDesk>;
