import { asc, desc, eq } from 'drizzle-orm';
import { errors } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { z } from 'zod';
import type { GateDecisions } from '../contract.ts';
import type { Bundle } from '../decision/bundle.ts';
import { gateDecisions } from '../tables.ts';
import type { DecisionKeys } from './keys.ts';

/** The newest decisions that a bundle carries; older ones are named by the first. */
const MOST = 10_000;
/** Those that are shown. */
const SHOWN = 100;

/** Decisions with what it takes to check them without asking anybody. */
export function bundleDesk({ db }: Pick<Kernel, 'db'>, { keys }: { keys: DecisionKeys }) {
  return {
    /** The newest, for people to look at; empty for a gate of which nothing was decided. */
    async shown(gate: string): Promise<z.infer<typeof GateDecisions>> {
      const rows = await db.select().from(gateDecisions).where(eq(gateDecisions.gate, gate)).orderBy(desc(gateDecisions.seq)).limit(SHOWN);
      return {
        items: rows.map(({ at, state, program, digest, envelope }) => ({ at: at.toISOString(), state, program, digest, keyid: envelope.signatures[0]?.keyid ?? '' })),
        rootKey: (await keys.chain())?.rootKeyId ?? null,
      };
    },
    /** @throws {GlacisError} `not_found` for a gate of which nothing was decided. */
    async of(gate: string): Promise<Bundle> {
      const newest = db.select({ seq: gateDecisions.seq, envelope: gateDecisions.envelope }).from(gateDecisions).where(eq(gateDecisions.gate, gate)).orderBy(desc(gateDecisions.seq)).limit(MOST).as('newest');
      const rows = await db.select({ envelope: newest.envelope }).from(newest).orderBy(asc(newest.seq));
      const chain = await keys.chain();
      if (rows.length === 0 || chain === undefined) throw errors.notFound({ what: 'gate' });
      return { mediaType: 'application/vnd.glacis.gate-bundle+json;version=1', rootKey: chain.rootKey, keys: chain.handovers, decisions: rows.map(({ envelope }) => envelope) };
    },
  };
}
export type Bundles = ReturnType<typeof bundleDesk>;
