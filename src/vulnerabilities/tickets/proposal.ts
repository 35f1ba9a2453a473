import { sql } from 'drizzle-orm';
import type { HostedIssue } from '../../codehost/index.ts';
import type { Tx } from '../../kernel/database/index.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { noteHistory } from '../issues/history.ts';
import type { Settle } from '../issues/settle.ts';
import { decisions } from '../tables.ts';

/** The label by which somebody at the code host says: its assignee and the day of its milestone are the plan. */
const PLAN_LABEL = 'glacis-plan';

export type Proposal = { owner: string; due: string; key: string };

/** The plan that a ticket proposes: who is assigned, by the day of its milestone, where the label says that this is meant. */
export function proposalIn({ labels, assignees, milestone }: Pick<HostedIssue, 'labels' | 'assignees' | 'milestone'>, today: string): Proposal | undefined {
  const [owner] = assignees;
  const due = milestone?.due ?? null;
  if (!labels.includes(PLAN_LABEL) || owner === undefined || due === null || due < today) return undefined;
  return { owner, due, key: `${owner} ${due}` };
}

/**
 * Proposes a plan in the name of whoever set it at the code host: it covers the places that are open now and waits for an approver
 * in Glacis, whatever the policy would let a person of Glacis do alone. An issue that is decided, or has a proposal, is left alone.
 */
export function planProposer({ clock, random, settle }: Pick<Kernel, 'clock' | 'random'> & { settle: Settle }) {
  return async function propose(tx: Tx, { issueId, url, proposal }: { issueId: string; url: string; proposal: Proposal }): Promise<boolean> {
    const { rows } = await tx.execute<{ lineage: string }>(sql`
      SELECT DISTINCT a.lineage FROM issues i JOIN places p ON p.issue_id = i.id AND p.state = 'open' JOIN assets a ON a.id = p.asset_id
      WHERE i.id = ${issueId} AND i.state IN ('open', 'triaged') AND i.proposed IS NULL LIMIT 10000`);
    if (rows.length === 0) return false;
    const at = new Date(clock.now());
    await tx.insert(decisions).values({
      id: uuidv7(clock.now(), random), issueId, kind: 'plan', state: 'proposed', scope: { is: 'known', lineages: rows.map(({ lineage }) => lineage) },
      by: `${proposal.owner} at the code host`, byId: `codehost:${proposal.owner}`, at, owner: proposal.owner, due: proposal.due, change: url,
    });
    await noteHistory(tx, at, [{ issueId, what: 'proposed', by: 'code host', note: `plan for ${proposal.due} by ${proposal.owner}, from ${url}` }]);
    await settle(tx, [issueId], { at, by: 'code host', isNoted: true });
    return true;
  };
}
export type ProposePlan = ReturnType<typeof planProposer>;
