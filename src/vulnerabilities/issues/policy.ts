import { desc } from 'drizzle-orm';
import type { Queryable } from '../../kernel/database/index.ts';
import type { Policy } from '../contract.ts';
import { policies } from '../tables.ts';
import { DEFAULT_POLICY } from './rules/policy.ts';

export type PolicyVersion = { policy: Policy; version: number; changedBy: string; changedAt: Date | null };

/** The policy that holds: the newest that somebody wrote, else the one that Glacis comes with (version 0). */
export async function policyVersion(at: Queryable): Promise<PolicyVersion> {
  const [row] = await at.select().from(policies).orderBy(desc(policies.version)).limit(1);
  return row ?? { policy: DEFAULT_POLICY, version: 0, changedBy: 'glacis', changedAt: null };
}

/** What `policyVersion` says, without whose and since when. */
export const currentPolicy = async (at: Queryable): Promise<Policy> => (await policyVersion(at)).policy;
