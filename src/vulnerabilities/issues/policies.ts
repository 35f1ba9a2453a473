import { desc, lt, sql } from 'drizzle-orm';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { inTransaction } from '../../kernel/database/index.ts';
import { errors } from '../../kernel/errors.ts';
import { decodeCursor, encodeCursor } from '../../kernel/http/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Policy, PolicyAnswer, PolicyVersion as Version, PolicyVersionsQuery } from '../contract.ts';
import { policies } from '../tables.ts';
import { retried } from './desk/retried.ts';
import { policyVersion, type PolicyVersion } from './policy.ts';
import { changesOf } from './rules/changes.ts';
import { DEFAULT_POLICY } from './rules/policy.ts';
import type { Settle } from './settle.ts';

const AT_ONCE = 2_000;
/** A number that no other lock of the house has: who writes a policy waits for who does. */
const LOCK = 0x706f6c69;

/** The policy: read, and written as a new version, after which every issue is settled anew. */
export function policyDesk({ db, clock, audit, jobs, settle }: Pick<Kernel, 'db' | 'clock' | 'audit' | 'jobs'> & { settle: Settle }) {
  const resettle = jobs.define({
    name: 'issues-resettle',
    data: z.object({ version: z.number().int(), after: z.string() }),
    parallel: 1,
    async work({ version, after }) {
      let from = after;
      for (;;) {
        const last = await retried(() => inTransaction(db, async (tx) => {
          const now = await policyVersion(tx);
          // A newer policy has a job of its own, which begins at the first issue.
          if (now.version !== version) return undefined;
          const { rows } = await tx.execute<{ id: string }>(sql`SELECT id FROM issues WHERE id > ${from} ORDER BY id LIMIT ${AT_ONCE}`);
          if (rows.length > 0) await settle(tx, rows.map(({ id }) => id), { at: new Date(clock.now()), by: 'policy', policy: now.policy, isPolicyChange: true });
          return rows.length < AT_ONCE ? undefined : rows.at(-1)?.id;
        }));
        if (last === undefined) return;
        from = last;
      }
    },
  });

  return {
    read: async (): Promise<z.infer<typeof PolicyAnswer>> => answered(await policyVersion(db)),

    /** Who wrote which policy when, and what that changed; the newest first. */
    async versions({ limit, cursor }: z.infer<typeof PolicyVersionsQuery>): Promise<{ items: Version[]; next: string | null }> {
      const from = cursor === undefined ? undefined : decodeCursor(cursor, z.tuple([z.number().int()]))[0];
      // One more than asked: what changed is told by the one before.
      const rows = await db.select().from(policies).where(from === undefined ? undefined : lt(policies.version, from)).orderBy(desc(policies.version)).limit(limit + 1);
      const items = rows.slice(0, limit).map((row, at) => ({ ...row, changedAt: row.changedAt.toISOString(), changes: changesOf(rows[at + 1]?.policy ?? DEFAULT_POLICY, row.policy) }));
      const last = items.at(-1);
      return { items, next: rows.length > limit && last ? encodeCursor([last.version]) : null };
    },

    /** Writes a policy; the same again is no new version. @throws {GlacisError} `invalid` for one that nobody could follow. */
    async write(policy: Policy, by: Principal): Promise<z.infer<typeof PolicyAnswer>> {
      refuseUnusable(policy);
      return inTransaction(db, async (tx) => {
        await tx.execute(sql`SELECT pg_advisory_xact_lock(${LOCK})`);
        const before = await policyVersion(tx);
        if (isDeepStrictEqual(before.policy, policy)) return answered(before);
        const next: PolicyVersion & { changedAt: Date } = { policy, version: before.version + 1, changedBy: by.name, changedAt: new Date(clock.now()) };
        await tx.insert(policies).values(next);
        await audit.record({ action: 'policy.write', outcome: 'success', actor: by, target: { type: 'policy', id: String(next.version) }, detail: { policy } }, tx);
        await resettle.enqueue({ version: next.version, after: '' }, { tx });
        return answered(next);
      });
    },
  };
}

const answered = ({ changedAt, ...rest }: PolicyVersion): z.infer<typeof PolicyAnswer> => ({ ...rest, changedAt: changedAt?.toISOString() ?? null });

/** What the shape of a policy cannot say. */
function refuseUnusable({ require, estimate, remediate }: Policy): void {
  if (require.some((line) => Object.values(line).every((part) => part === undefined))) throw errors.invalid({ what: 'require: a line without a part fits nothing; leave it out.' });
  for (const grade of ['critical', 'high', 'medium', 'low'] as const) {
    if (estimate[grade] > remediate[grade]) throw errors.invalid({ what: `estimate.${grade}: ${estimate[grade]} days to say when, and ${remediate[grade]} to do it: the first cannot be longer.` });
  }
}
