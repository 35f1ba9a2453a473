import { and, desc, eq, gte, lt, or } from 'drizzle-orm';
import type { z } from 'zod';
import type { Kernel } from '../kernel/kernel.ts';
import type { Principal } from '../kernel/principal.ts';
import { auditLog } from '../kernel/tables.ts';
import type { AuditEntry, AuditQuery } from './contract.ts';

/** Entries read at once for an export. */
const CHUNK = 1_000;

type Filter = Pick<z.infer<typeof AuditQuery>, 'actor' | 'action' | 'from' | 'to'>;

/** Reading Glacis's own log. There is no way to change it. */
export function auditReading({ db, audit }: Pick<Kernel, 'db' | 'audit'>) {
  async function page(filter: Filter, { limit, before }: { limit: number; before?: number | undefined }): Promise<AuditEntry[]> {
    const { actor, action, from, to } = filter;
    const rows = await db
      .select()
      .from(auditLog)
      .where(and(
        actor === undefined ? undefined : or(eq(auditLog.actorId, actor), eq(auditLog.actorName, actor)),
        action === undefined ? undefined : eq(auditLog.action, action),
        from === undefined ? undefined : gte(auditLog.at, new Date(from)),
        to === undefined ? undefined : lt(auditLog.at, new Date(to)),
        before === undefined ? undefined : lt(auditLog.seq, before),
      ))
      .orderBy(desc(auditLog.seq))
      .limit(limit);
    return rows.map(asEntry);
  }

  return {
    /** The newest first; `actor` is an id or a name, `from` and `to` a half-open interval, `before` a sequence number. */
    page,

    /** All that fit as NDJSON, the newest first; the export itself is the first thing noted. */
    async export(filter: Filter, by: Principal): Promise<AsyncIterable<string>> {
      await audit.record({ action: 'audit.export', outcome: 'success', actor: by, detail: filter });
      return lines(filter);
    },
  };

  async function* lines(filter: Filter): AsyncGenerator<string> {
    for (let before: number | undefined; ;) {
      const entries = await page(filter, { limit: CHUNK, before });
      if (entries.length > 0) yield entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
      before = entries.at(-1)?.seq;
      if (entries.length < CHUNK) return;
    }
  }
}

const asEntry = (row: typeof auditLog.$inferSelect): AuditEntry => ({
  seq: row.seq,
  at: row.at.toISOString(),
  action: row.action,
  outcome: row.outcome,
  actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
  ip: row.ip,
  target: row.targetType === null || row.targetId === null ? null : { type: row.targetType, id: row.targetId },
  detail: row.detail,
});
