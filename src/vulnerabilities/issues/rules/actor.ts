import { may, type Principal } from '../../../kernel/principal.ts';
import type { Policy } from '../../contract.ts';
import { gradeOf } from './policy.ts';
import type { Severity } from '../../contract.ts';

/** Who may approve what, the highest first. */
const STANDINGS = ['owner', 'admin', 'analyst'] as const;
export type Standing = (typeof STANDINGS)[number];

/** Who decides, as far as rules look at it. */
export type Actor = { id: string; name: string; /** Null: may propose at most. */ standing: Standing | null };

/**
 * The standing of whoever asks, by what they may do: owners everything, admins write policy, analysts approve. A machine
 * approves nothing, unless its token is an owner's.
 */
export function actorOf(principal: Principal): Actor {
  return { id: principal.id, name: principal.name, standing: standingOf(principal) };
}

function standingOf(principal: Principal): Standing | null {
  if (principal.permissions === 'all') return 'owner';
  if (principal.kind === 'machine' || !may(principal, 'issues.approve')) return null;
  return may(principal, 'policy.write') ? 'admin' : 'analyst';
}

/** The standing that approving a decision about such an issue takes. What is not affected is set aside as an acceptance is. */
export const approverOf = (policy: Pick<Policy, 'accept' | 'plan'>, kind: 'plan' | 'accept' | 'not-affected', severity: Severity): Standing =>
  (kind === 'plan' ? policy.plan : policy.accept).approver[gradeOf(severity)];

export const fourEyesOn = (policy: Pick<Policy, 'accept' | 'plan'>, kind: 'plan' | 'accept' | 'not-affected'): boolean => (kind === 'plan' ? policy.plan : policy.accept).fourEyes;

/** Whether a standing is enough where `needed` is asked for. */
export const reaches = (standing: Standing | null, needed: Standing): boolean => standing !== null && STANDINGS.indexOf(standing) <= STANDINGS.indexOf(needed);
