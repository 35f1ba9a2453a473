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
  /** Facts for the reader; never secrets. What is longer than 8 KiB keeps all its facts, the long ones cut. */
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
          actorName: storable(actor.name, 256),
          ip: actor.ip ?? null,
          targetType: target?.type ?? null,
          targetId: target === undefined ? null : storable(target.id, 512),
          detail: kept(detail),
        })
        .returning({ seq: auditLog.seq });
      await at.insert(auditUnshipped).values(rows.map(({ seq }) => ({ seq })));
    },
  };
}

/** Text that PostgreSQL takes (no NUL, no unpaired surrogates): an entry must never fail for what somebody typed. */
const storable = (text: string, longest = text.length): string => text.slice(0, longest).replaceAll('\0', '\ufffd').toWellFormed();

/** The facts as they are stored. Too many of them are cut one by one: nobody hides what was done by doing it at length. */
function kept(detail: Record<string, unknown>): Record<string, unknown> {
  const facts = Object.fromEntries(Object.entries(detail).map(([name, value]) => [storable(name), within(value)]));
  if (JSON.stringify(facts).length <= MAX_DETAIL) return facts;
  const each = Math.floor(MAX_DETAIL / (2 * Object.keys(facts).length));
  const cut = Object.entries(facts).map(([name, value]) => {
    const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
    return [name, text.length > each ? `${storable(text, each)}…` : value] as const;
  });
  return { ...Object.fromEntries(cut), truncated: true };
}

/** A fact with every text in it made storable. */
const within = (fact: unknown): unknown =>
  fact === undefined ? undefined : JSON.parse(JSON.stringify(fact), (_name, value: unknown) => (typeof value === 'string' ? storable(value) : value)) as unknown;
