import { asc, inArray } from 'drizzle-orm';
import type { AuditEntry } from '../../identity/contract.ts';
import { reasonOf } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { holdLease } from '../../kernel/lease.ts';
import { auditLog, auditUnshipped } from '../../kernel/tables.ts';
import type { SourceRef } from '../ingest/index.ts';
import type { Reception } from './reception.ts';

const AT_ONCE = 500;
const IDLE_MS = 500;
const BACK_OFF_MS = 2_000;

/**
 * Makes events of the source `glacis` out of the audit log: each entry once, since its number is its place, whoever ships it
 * and however often. One server does it at a time.
 */
export function ownLog({ db, clock, log, serverId }: Pick<Kernel, 'db' | 'clock' | 'log' | 'serverId'>, { reception, source }: { reception: Reception; source: () => SourceRef }) {
  let stop: (() => Promise<void>) | undefined;

  /** Ships the oldest entries; says how many. */
  async function ship(): Promise<number> {
    const waiting = await db.select({ seq: auditUnshipped.seq }).from(auditUnshipped).orderBy(asc(auditUnshipped.seq)).limit(AT_ONCE);
    if (waiting.length === 0) return 0;
    const seqs = waiting.map(({ seq }) => seq);
    const rows = await db.select().from(auditLog).where(inArray(auditLog.seq, seqs)).orderBy(asc(auditLog.seq));
    await Promise.all(rows.map((row) => {
      const bytes = lineOf(row);
      return reception.accept({
        source: source(), receivedAt: clock.now(), place: { kind: 'key', key: `audit:${row.seq}` }, lines: { bytes, offsets: Uint32Array.of(0, bytes.length) },
      });
    }));
    await db.delete(auditUnshipped).where(inArray(auditUnshipped.seq, seqs));
    return seqs.length;
  }

  return {
    start(): void {
      stop ??= holdLease({ db, clock, log }, {
        name: 'logs-own-log',
        holder: serverId,
        async work({ signal }) {
          while (!signal.aborted) {
            const shipped = await ship().catch((error: unknown) => {
              log.warn({ reason: reasonOf(error) }, "Glacis's own log waits to become events");
              return undefined;
            });
            if (shipped === undefined) await clock.sleep(BACK_OFF_MS, signal);
            else if (shipped < AT_ONCE) await clock.sleep(IDLE_MS, signal);
          }
        },
      });
    },
    async stop(): Promise<void> {
      await stop?.();
    },
  };
}

/** An entry as the API tells it, in one line. */
function lineOf({ actorKind, actorId, actorName, targetType, targetId, at, ...row }: typeof auditLog.$inferSelect): Buffer {
  const entry: AuditEntry = {
    seq: row.seq,
    at: at.toISOString(),
    action: row.action,
    outcome: row.outcome,
    actor: { kind: actorKind, id: actorId, name: actorName },
    ip: row.ip,
    target: targetType === null ? null : { type: targetType, id: targetId ?? '' },
    detail: row.detail,
  };
  return Buffer.from(JSON.stringify(entry));
}
