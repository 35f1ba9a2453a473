import type { Clock } from './clock.ts';
import type { Queryable } from './database/index.ts';
import type { Principal } from './principal.ts';
import { auditLog, auditUnshipped } from './tables.ts';

export type AuditEntry = {
  /** `noun.verb`, for example `session.create` or `source.delete`. */
  action: string;
  outcome: 'success' | 'failure';
  /** Who did it; for a refused sign-in the name that was tried, with kind `unknown`. */
  actor: Principal | { kind: 'unknown'; name: string; ip?: string | undefined };
  target?: { type: string; id: string };
  /** Facts for the reader; never secrets. Kept below 8 KiB. */
  detail?: Record<string, unknown>;
};

export type Audit = {
  /** Writes the entry with whatever `at` writes: pass the transaction of the change that it tells of. */
  record(entry: AuditEntry, at?: Queryable): Promise<void>;
};

const MAX_DETAIL = 8_192;

/** Glacis's own log. It becomes events of the source `glacis`; no API deletes from it. */
export function auditTrail({ db, clock }: { db: Queryable; clock: Clock }): Audit {
  return {
    async record({ action, outcome, actor, target, detail = {} }, at = db) {
      const rows = await at
        .insert(auditLog)
        .values({
          at: new Date(clock.now()),
          action,
          outcome,
          actorKind: actor.kind,
          actorId: 'id' in actor ? actor.id : '',
          actorName: actor.name.slice(0, 256),
          ip: actor.ip ?? null,
          targetType: target?.type ?? null,
          targetId: target?.id.slice(0, 512) ?? null,
          detail: JSON.stringify(detail).length > MAX_DETAIL ? { truncated: true } : detail,
        })
        .returning({ seq: auditLog.seq });
      await at.insert(auditUnshipped).values(rows.map(({ seq }) => ({ seq })));
    },
  };
}
