import { asc, inArray, sql } from 'drizzle-orm';
import { inTransaction, type Queryable, type Tx } from '../../kernel/database/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { z } from 'zod';
import { systemPrincipal } from '../../kernel/principal.ts';
import type { ProgramAnswer } from '../contract.ts';
import type { HandClaim } from './contract.ts';
import { handClaims } from './tables.ts';
import { SOMEBODY } from './take-in.ts';

export type HandClaims = ReturnType<typeof handClaimDesk>;
const HOUSE = systemPrincipal('program');

/** Milestones that somebody ticked on the tracking issue: shown, until they are measured to be met; they open nothing. */
export function handClaimDesk({ db, clock, audit }: Pick<Kernel, 'db' | 'clock' | 'audit'>) {
  async function all(at: Queryable = db): Promise<z.infer<typeof HandClaim>[]> {
    return (await at.select().from(handClaims).orderBy(asc(handClaims.milestone))).map(({ at: when, ...claim }) => ({ ...claim, at: when.toISOString() }));
  }

  async function remove(tx: Tx, milestones: readonly string[]): Promise<void> {
    if (milestones.length > 0) await tx.delete(handClaims).where(inArray(handClaims.milestone, [...milestones]));
  }

  return {
    all,

    /** Who said what on the issue at an address. */
    async take(tx: Tx, { ticked, unticked, url }: { ticked: readonly { milestone: string; by: string }[]; unticked: readonly { milestone: string; by: string }[]; url: string }): Promise<void> {
      const at = new Date(clock.now());
      if (ticked.length > 0) await tx.insert(handClaims).values(ticked.map((one) => ({ ...one, at }))).onConflictDoUpdate({ target: handClaims.milestone, set: { by: sql`excluded.by`, at } });
      await remove(tx, unticked.map(({ milestone }) => milestone));
      for (const [action, list] of [['milestone.claim', ticked], ['milestone.unclaim', unticked]] as const) {
        for (const { milestone, by } of list) await audit.record({ action, outcome: 'success', actor: { kind: 'unknown', name: by === SOMEBODY ? by : `${by} at GitHub` }, target: { type: 'milestone', id: milestone }, detail: { url } }, tx);
      }
    },

    /** Drops the claims of milestones that were measured to be met, or that the program does not have any longer. */
    async settle(milestones: ReadonlyMap<string, boolean>): Promise<void> {
      const done = (await all()).filter(({ milestone }) => milestones.get(milestone) !== false);
      if (done.length === 0) return;
      await inTransaction(db, async (tx) => {
        await remove(tx, done.map(({ milestone }) => milestone));
        for (const { milestone, by } of done) await audit.record({ action: 'milestone.claim-ends', outcome: 'success', actor: HOUSE, target: { type: 'milestone', id: milestone }, detail: { by, isMet: milestones.get(milestone) ?? null } }, tx);
      });
    },

    /** The program with these claims in it; what the file says of a milestone goes before. */
    async shownIn(program: ProgramAnswer): Promise<ProgramAnswer> {
      const claims = new Map((await all()).map((claim) => [claim.milestone, claim]));
      if (claims.size === 0) return program;
      return {
        ...program,
        milestones: program.milestones.map((milestone) => {
          const claim = milestone.claimed || milestone.outcome === 'met' ? undefined : claims.get(milestone.id);
          return claim === undefined ? milestone : { ...milestone, claimed: true, claim: { by: claim.by, words: `ticked on the tracking issue on ${claim.at.slice(0, 10)}` } };
        }),
      };
    },
  };
}
